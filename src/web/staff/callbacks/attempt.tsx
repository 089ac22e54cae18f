import { useState } from 'react'
import { newKey } from '../../api/ids.ts'
import type { StaffAppointment } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Trouble } from '../../parts/notice.tsx'
import { formatWhen } from '../../words/time.ts'
import { pathOf, useAct } from '../calendar/use-staff-appointment.ts'
import { OUTCOMES, type Outcome } from '../calendar/words.ts'

/**
 * What became of a call. An attempt cannot be taken back, so the outcome is chosen first and noted with a second press, which also
 * leaves room for a word about it.
 */
export function Attempt({ appointment, withDone = false }: { appointment: StaffAppointment; withDone?: boolean }) {
  const { code, version, next, contact } = appointment
  const who = contact.name ?? 'this visitor'
  const [outcome, setOutcome] = useState<Outcome | 'done' | null>(null)
  const [note, setNote] = useState('')
  const [requestKey, setRequestKey] = useState(newKey)
  const act = useAct()
  const choose = (next: typeof outcome) => {
    setOutcome(next === outcome ? null : next)
    setRequestKey(newKey())
    act.reset()
  }
  const save = () => {
    const said = note.trim() ? { note: note.trim() } : {}
    act.mutate(
      outcome === 'done'
        ? { method: 'POST', path: pathOf(code, 'status'), body: { version, status: 'completed', ...said } }
        : { method: 'POST', path: pathOf(code, 'attempts'), body: { outcome, ...said }, requestKey },
      {
        onSuccess: () => {
          setOutcome(null)
          setNote('')
        },
      },
    )
  }
  const choices: [Outcome | 'done', string][] = [
    ...(Object.entries(OUTCOMES) as [Outcome, string][]),
    ...(withDone && next.includes('completed') ? ([['done', 'Done']] as ['done', string][]) : []),
  ]
  return (
    <div className="flex flex-col gap-3">
      <fieldset className="flex flex-wrap gap-2">
        <legend className="sr-only">What became of the call to {who}?</legend>
        {choices.map(([key, label]) => (
          <Button
            key={key}
            small
            look={outcome === key ? 'primary' : 'plain'}
            aria-pressed={outcome === key}
            disabled={act.isPending}
            onClick={() => choose(key)}
          >
            {label}
          </Button>
        ))}
      </fieldset>
      {outcome && (
        <form
          className="appear flex flex-wrap items-end gap-2"
          onSubmit={event => {
            event.preventDefault()
            save()
          }}
        >
          <Field
            label="Note (optional)"
            autoFocus
            maxLength={1000}
            value={note}
            onChange={event => setNote(event.target.value)}
            className="min-w-0 flex-1 basis-52"
          />
          <Button type="submit" look="primary" disabled={act.isPending}>
            {act.isPending ? 'Saving' : `Save “${outcome === 'done' ? 'Done' : OUTCOMES[outcome]}”`}
          </Button>
        </form>
      )}
      <Trouble of={act} />
    </div>
  )
}

export function Attempts({ attempts, timeZone }: { attempts: StaffAppointment['attempts']; timeZone: string }) {
  return (
    <ol className="flex flex-col gap-1.5 text-sm">
      {attempts.map(({ number, outcome, at, staff, note }) => (
        <li key={number}>
          <span className="font-medium">{OUTCOMES[outcome]}</span>
          <span className="tnum text-muted">
            {' · '}
            {formatWhen(at, timeZone)}
            {staff && ` · ${staff}`}
          </span>
          {note && <span className="block text-soft">“{note}”</span>}
        </li>
      ))}
    </ol>
  )
}
