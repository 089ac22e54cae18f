import { useState } from 'react'
import { useBusiness } from '../api/business.ts'
import { messageOf } from '../api/client.ts'
import type { Appointment } from '../api/types.ts'
import { Toggle } from '../parts/toggle.tsx'
import { phoneWords } from '../words/phone.ts'
import type { useAppointment } from './use-appointment.ts'

/** By which ways to be reminded, of those that the house has. */
export function Reminders({
  appointment,
  change,
}: {
  appointment: Appointment
  change: ReturnType<typeof useAppointment>['change']
}) {
  const { remind, contact } = appointment
  const { messages } = useBusiness()
  const [problem, setProblem] = useState<string | null>(null)
  const set = (next: Partial<Appointment['remind']>) => {
    setProblem(null)
    change.mutate(
      { verb: 'reminders', body: { ...remind, ...next } },
      { onError: error => setProblem(messageOf(error)) },
    )
  }
  if (!messages.email && !messages.phone) return null
  return (
    <section>
      <h2 className="mb-3.5 text-lg">Reminders</h2>
      <div className="flex flex-col gap-4">
        {messages.email && (
          <Toggle
            label="By e-mail"
            hint={contact.email ? `To ${contact.email}, the day before.` : 'We have no e-mail address of yours.'}
            on={remind.email && contact.email !== null}
            disabled={contact.email === null || change.isPending}
            onChange={email => set({ email })}
          />
        )}
        {messages.phone && (
          <Toggle
            label="By phone"
            hint={
              contact.phone ? `To ${phoneWords(contact.phone)}, an hour before.` : 'We have no phone number of yours.'
            }
            on={remind.phone && contact.phone !== null}
            disabled={contact.phone === null || change.isPending}
            onChange={phone => set({ phone })}
          />
        )}
        {problem && (
          <p role="alert" className="text-sm text-bad">
            {problem}
          </p>
        )}
      </div>
    </section>
  )
}
