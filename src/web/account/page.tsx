import { CareerPage } from '../career/shell.tsx'

export default function AccountPage() {
  return (
    <CareerPage title="Your account">
      <h1 className="text-2xl sm:text-3xl">Your account</h1>
    </CareerPage>
  )
}
