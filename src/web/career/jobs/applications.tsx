import { CareerPage } from '../shell.tsx'

export default function CareerJobsApplications() {
  return (
    <CareerPage title="Applications">
      <h1 className="text-2xl sm:text-3xl">Applications</h1>
    </CareerPage>
  )
}
