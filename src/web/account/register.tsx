import { CareerPage } from '../career/shell.tsx'

export default function AccountRegister() {
  return (
    <CareerPage title="Make an account">
      <h1 className="text-2xl sm:text-3xl">Make an account</h1>
    </CareerPage>
  )
}
