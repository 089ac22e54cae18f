import { CareerPage } from '../career/shell.tsx'

export default function AccountPrivacy() {
  return (
    <CareerPage title="Privacy">
      <h1 className="text-2xl sm:text-3xl">Privacy</h1>
    </CareerPage>
  )
}
