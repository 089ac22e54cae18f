import { useState } from 'react'
import { messageOf } from '../../api/client.ts'
import type { StaffAppointment } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { INPUT } from '../../parts/field.tsx'
import { useTeam } from './use-calendar.ts'
import { pathOf, useAct } from './use-staff-appointment.ts'

/** With whom it is; as long as something is to come of it, it can be given to somebody else. */
export function Reassign({ appointment }: { appointment: StaffAppointment }) {
  const { staff, staffId, status, kind, version, code } = appointment
  const team = useTeam()
  const [chosen, setChosen] = useState('')
  const act = useAct()
  const isOpen = kind === 'callback' ? ['pending', 'no_answer', 'contacted'] : ['pending', 'confirmed']
  if (!isOpen.includes(status)) return <>{staff?.name ?? 'Nobody'}</>
  const members = (team.data?.items ?? []).filter(
    ({ active, role, id }) => (active && isFor(kind, role)) || id === staffId,
  )
  const other = chosen && chosen !== staffId ? members.find(({ id }) => id === chosen) : undefined
  const give = () =>
    act.mutate(
      { method: 'PATCH', path: pathOf(code), body: { version, staffId: chosen } },
      { onSuccess: () => setChosen('') },
    )
  return (
    <span className="flex flex-col gap-2">
      <span className="flex flex-wrap gap-2">
        <select
          aria-label={kind === 'callback' ? 'Who calls' : 'With whom'}
          className={`${INPUT} !w-auto min-w-0 flex-1 text-[0.9375rem]`}
          value={chosen || (staffId ?? '')}
          disabled={act.isPending}
          onChange={event => {
            setChosen(event.target.value)
            act.reset()
          }}
        >
          {!staffId && <option value="">Nobody yet</option>}
          {members.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        {other && (
          <Button look="primary" disabled={act.isPending} onClick={give}>
            {act.isPending ? 'One moment' : `Give to ${other.name.split(' ')[0]}`}
          </Button>
        )}
      </span>
      {act.isError && (
        <span role="alert" className="block text-sm text-bad">
          {messageOf(act.error)}
        </span>
      )}
    </span>
  )
}

/** Coaches give sessions and agents show homes; anybody may call. */
const isFor = (kind: StaffAppointment['kind'], role: 'agent' | 'coach') =>
  kind === 'callback' || (kind === 'coaching_session') === (role === 'coach')
