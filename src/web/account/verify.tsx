import { CareerPage } from '../career/shell.tsx'

export default function AccountVerify() {
  return (
    <CareerPage title="Confirm your e-mail">
      <h1 className="text-2xl sm:text-3xl">Confirm your e-mail</h1>
    </CareerPage>
  )
}
