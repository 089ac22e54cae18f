import { CareerPage } from '../shell.tsx'

export default function CareerJobsOne() {
  return (
    <CareerPage title="Job">
      <h1 className="text-2xl sm:text-3xl">Job</h1>
    </CareerPage>
  )
}
