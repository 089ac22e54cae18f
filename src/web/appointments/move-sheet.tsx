import { useState } from 'react'
import { messageOf } from '../api/client.ts'
import { newKey } from '../api/ids.ts'
import type { Appointment, Slot } from '../api/types.ts'
import { Button } from '../parts/button.tsx'
import { Notice } from '../parts/notice.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { formatWhen } from '../words/time.ts'
import { SlotList, SlotPicker } from './picker.tsx'
import { alternativesOf } from './send.ts'
import { sessionStarts } from './session-starts.ts'
import { ownZone } from './slots.ts'
import type { useAppointment } from './use-appointment.ts'

/** Another time for a visit or a session: the same choice as at booking, and one press to agree. */
export function MoveSheet({
  appointment,
  change,
  onClose,
}: {
  appointment: Appointment
  change: ReturnType<typeof useAppointment>['change']
  onClose: () => void
}) {
  const [slot, setSlot] = useState<Slot | null>(null)
  const [requestKey, setRequestKey] = useState(newKey)
  const { version, session } = appointment
  // A session is shown by one's own clock first, with the coach's below.
  const timeZone = session ? ownZone() : appointment.timeZone
  const picking = session
    ? {
        starts: sessionStarts({ staffId: session.staffId, timeZone }),
        clock: { zone: appointment.timeZone, words: 'the coach’s clock' },
      }
    : {}
  const choose = (next: Slot) => {
    setSlot(next)
    setRequestKey(newKey())
    change.reset()
  }
  const move = () => {
    if (!slot || change.isPending) return
    change.mutate({ verb: 'move', body: { version, start: slot.start }, requestKey }, { onSuccess: onClose })
  }
  const alternatives = alternativesOf(change.error)
  return (
    <Sheet
      title="Another time"
      onClose={onClose}
      footer={
        <Button look="primary" className="w-full" disabled={!slot || change.isPending} onClick={move}>
          {change.isPending ? 'Moving' : slot ? `Move to ${formatWhen(slot.start, timeZone)}` : 'Choose a time'}
        </Button>
      }
    >
      <div className="flex flex-col gap-5">
        {appointment.start && <p className="text-muted">Now: {formatWhen(appointment.start, timeZone)}</p>}
        {change.isError && (
          <div role="alert" className="flex flex-col gap-3">
            <Notice tone="warn">{messageOf(change.error)}</Notice>
            <SlotList slots={alternatives} timeZone={timeZone} busy={null} onChoose={choose} />
          </div>
        )}
        {session && <p className="text-sm text-muted">A session can be moved once, until a day before it begins.</p>}
        <SlotPicker chosen={slot?.start ?? null} busy={null} onChoose={choose} {...picking} />
      </div>
    </Sheet>
  )
}
