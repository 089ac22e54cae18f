import { CareerPage } from '../shell.tsx'

export default function CareerSessionsPage() {
  return (
    <CareerPage title="Sessions">
      <h1 className="text-2xl sm:text-3xl">Sessions</h1>
    </CareerPage>
  )
}
