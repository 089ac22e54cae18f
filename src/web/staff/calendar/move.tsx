import { useState } from 'react'
import { messageOf } from '../../api/client.ts'
import { newKey } from '../../api/ids.ts'
import type { StaffAppointment } from '../../api/types.ts'
import { SlotList } from '../../appointments/picker.tsx'
import { alternativesOf } from '../../appointments/send.ts'
import { sessionStarts } from '../../appointments/session-starts.ts'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { formatWhen } from '../../words/time.ts'
import { ChooseTime, intoSight } from './choose-time.tsx'
import { useAct } from './use-staff-appointment.ts'

/** Another time for a visit, with whom it was if they are free then. */
export function MoveSheet({ appointment, onClose }: { appointment: StaffAppointment; onClose: () => void }) {
  const { code, version, timeZone, start: before, staff, session } = appointment
  const [start, setStart] = useState<string | null>(null)
  const [requestKey, setRequestKey] = useState(newKey)
  const act = useAct()
  const choose = (next: string | null) => {
    setStart(next)
    setRequestKey(newKey())
    act.reset()
  }
  const move = () =>
    act.mutate(
      { method: 'POST', path: `/api/appointments/${code}/move`, body: { version, start }, requestKey },
      { onSuccess: onClose },
    )
  return (
    <Sheet
      title="Another time"
      onClose={onClose}
      footer={
        <Button look="primary" className="w-full" disabled={!start || act.isPending} onClick={move}>
          {act.isPending ? 'Moving' : start ? `Move to ${formatWhen(start, timeZone)}` : 'Choose a time'}
        </Button>
      }
    >
      <div className="flex flex-col gap-5">
        {before && (
          <p className="text-muted">
            Now: {formatWhen(before, timeZone)}
            {staff && `, with ${staff.name}, who keeps it if free`}
          </p>
        )}
        {act.isError && (
          <div role="alert" ref={intoSight} className="flex flex-col gap-3">
            <Notice tone="warn">{messageOf(act.error)}</Notice>
            <SlotList
              slots={alternativesOf(act.error)}
              timeZone={timeZone}
              busy={null}
              onChoose={slot => choose(slot.start)}
            />
          </div>
        )}
        <ChooseTime
          start={start}
          timeZone={timeZone}
          onStart={choose}
          starts={session ? sessionStarts({ staffId: session.staffId, timeZone }) : undefined}
        />
      </div>
    </Sheet>
  )
}
