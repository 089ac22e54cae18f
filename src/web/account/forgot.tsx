import { CareerPage } from '../career/shell.tsx'

export default function AccountForgot() {
  return (
    <CareerPage title="Forgotten password">
      <h1 className="text-2xl sm:text-3xl">Forgotten password</h1>
    </CareerPage>
  )
}
