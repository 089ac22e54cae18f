import { CareerPage } from '../shell.tsx'

export default function CareerResumesOne() {
  return (
    <CareerPage title="Résumé">
      <h1 className="text-2xl sm:text-3xl">Résumé</h1>
    </CareerPage>
  )
}
