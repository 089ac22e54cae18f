import { useState } from 'react'
import { messageOf } from '../../api/client.ts'
import type { StaffMember } from '../../api/types.ts'
import { SlotList } from '../../appointments/picker.tsx'
import { alternativesOf } from '../../appointments/send.ts'
import { instantOf } from '../../appointments/slots.ts'
import { nounOf } from '../../appointments/status.ts'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { dateIn, formatWhen } from '../../words/time.ts'
import { minuteOf } from './days.ts'
import type { Drop } from './drag.ts'
import { pathOf, useAct } from './use-staff-appointment.ts'

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** Asks before a visit that was dragged is moved: its person is told at once. */
export function DropSheet({
  drop: { appointment, spot },
  members,
  timeZone,
  onClose,
}: {
  drop: Drop
  members: readonly StaffMember[]
  timeZone: string
  onClose: () => void
}) {
  const { code, version, start: before, staff, staffId, contact } = appointment
  const minute = spot.minute ?? minuteOf(before!, dateIn(before!, timeZone), timeZone)
  const [start, setStart] = useState(() => instantOf(spot.date, clock(minute), timeZone)!)
  const act = useAct()
  const toId = spot.staffId ?? staffId
  const to = members.find(({ id }) => id === toId)
  const isGiven = toId !== null && toId !== staffId
  const move = () =>
    act.mutate(
      { method: 'PATCH', path: pathOf(code), body: { version, start, ...(toId && { staffId: toId }) } },
      { onSuccess: onClose },
    )
  return (
    <Sheet
      middle
      title={`Move the ${nounOf(appointment)}?`}
      onClose={onClose}
      footer={
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose}>Leave it</Button>
          <Button look="primary" disabled={act.isPending} onClick={move}>
            {act.isPending ? 'Moving' : 'Move and tell them'}
          </Button>
        </div>
      }
    >
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
        <dt className="text-muted">Who</dt>
        <dd className="font-medium">{contact.name ?? 'Somebody'}</dd>
        <dt className="text-muted">From</dt>
        <dd>
          {formatWhen(before!, timeZone)}
          {isGiven && staff && `, with ${staff.name}`}
        </dd>
        <dt className="text-muted">To</dt>
        <dd className="font-semibold">
          {formatWhen(start, timeZone)}
          {isGiven && to && `, with ${to.name}`}
        </dd>
      </dl>
      {act.isError && (
        <div role="alert" className="mt-4 flex flex-col gap-3">
          <Notice tone="warn">{messageOf(act.error)}</Notice>
          <SlotList
            slots={alternativesOf(act.error)}
            timeZone={timeZone}
            busy={null}
            onChoose={slot => {
              act.reset()
              setStart(slot.start)
            }}
          />
        </div>
      )}
    </Sheet>
  )
}
