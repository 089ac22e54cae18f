import { CareerPage } from '../shell.tsx'

export default function CareerFilesPage() {
  return (
    <CareerPage title="Files">
      <h1 className="text-2xl sm:text-3xl">Files</h1>
    </CareerPage>
  )
}
