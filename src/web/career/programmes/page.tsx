import { CareerPage } from '../shell.tsx'

export default function CareerProgrammesPage() {
  return (
    <CareerPage title="Programme">
      <h1 className="text-2xl sm:text-3xl">Programme</h1>
    </CareerPage>
  )
}
