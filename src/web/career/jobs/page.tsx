import { CareerPage } from '../shell.tsx'

export default function CareerJobsPage() {
  return (
    <CareerPage title="Jobs">
      <h1 className="text-2xl sm:text-3xl">Jobs</h1>
    </CareerPage>
  )
}
