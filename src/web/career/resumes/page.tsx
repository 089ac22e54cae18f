import { CareerPage } from '../shell.tsx'

export default function CareerResumesPage() {
  return (
    <CareerPage title="Résumés">
      <h1 className="text-2xl sm:text-3xl">Résumés</h1>
    </CareerPage>
  )
}
