import { CareerPage } from '../shell.tsx'

export default function CareerChatPage() {
  return (
    <CareerPage title="Coach">
      <h1 className="text-2xl sm:text-3xl">Coach</h1>
    </CareerPage>
  )
}
