import { useState } from 'react'
import { messageOf } from '../api/client.ts'
import type { Appointment } from '../api/types.ts'
import { Button } from '../parts/button.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { formatWhen } from '../words/time.ts'
import { TextArea } from './contact-fields.tsx'
import { nounOf } from './status.ts'
import type { useAppointment } from './use-appointment.ts'

export function CancelSheet({
  appointment,
  change,
  onClose,
}: {
  appointment: Appointment
  change: ReturnType<typeof useAppointment>['change']
  onClose: () => void
}) {
  const [reason, setReason] = useState('')
  const { version, start, timeZone, kind } = appointment
  const what = nounOf(appointment)
  const cancel = () =>
    change.mutate(
      { verb: 'cancel', body: { version, ...(reason.trim() && { reason: reason.trim() }) } },
      { onSuccess: onClose },
    )
  return (
    <Sheet
      middle
      title={`Cancel this ${what}?`}
      onClose={onClose}
      footer={
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" disabled={change.isPending} onClick={cancel}>
            {change.isPending ? 'Cancelling' : `Cancel the ${what}`}
          </Button>
        </div>
      }
    >
      <div className="flex flex-col gap-4">
        <p>
          {start && kind !== 'callback'
            ? `${formatWhen(start, timeZone)} becomes free for others, and we let everybody know.`
            : 'We will not call you then.'}
        </p>
        {appointment.session && (
          <p className="text-soft">
            {Date.parse(appointment.session.freeUntil) >= Date.now()
              ? 'You get the session back and can book another time.'
              : 'It is less than a day until then, so this session counts as used.'}
          </p>
        )}
        <TextArea label="Why? (optional)" value={reason} maxLength={500} onChange={setReason} />
        {change.isError && (
          <p role="alert" className="text-bad">
            {messageOf(change.error)}
          </p>
        )}
      </div>
    </Sheet>
  )
}
