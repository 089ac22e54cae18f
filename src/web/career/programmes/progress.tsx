import { CareerPage } from '../shell.tsx'

export default function CareerProgrammesProgress() {
  return (
    <CareerPage title="Progress">
      <h1 className="text-2xl sm:text-3xl">Progress</h1>
    </CareerPage>
  )
}
