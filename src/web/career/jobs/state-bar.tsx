import { Undo2 } from 'lucide-react'
import { useId } from 'react'
import type { OwnState } from '../../../catalogue/jobs/schema.ts'
import { Button } from '../../parts/button.tsx'
import { Trouble } from '../../parts/notice.tsx'
import { formatDate } from '../../words/time.ts'
import { type StateChange, useSetState } from './api.ts'
import { stateNames, states, stateText } from './words.ts'

/** What became of a job, and the way to say what comes next. `short` is for cards. */
export function StateBar({
  id,
  title,
  state,
  short,
}: {
  id: string
  title: string
  state: OwnState | null
  short?: boolean
}) {
  const change = useSetState(id)
  const field = useId()
  const next = (value: string) => {
    const [name, by] = value.split(':') as [OwnState['state'], StateChange['by']]
    if (name) change.mutate({ state: name, ...(by && { by }) })
  }
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        {state === null ? (
          <>
            <Button small disabled={change.isPending} onClick={() => change.mutate({ state: 'saved' })}>
              Save<span className="sr-only"> {title}</span>
            </Button>
            <Button small disabled={change.isPending} onClick={() => change.mutate({ state: 'applied' })}>
              I applied<span className="sr-only"> to {title}</span>
            </Button>
          </>
        ) : (
          <>
            <span className="rounded-full border border-tint-line bg-tint px-3 py-1 text-sm font-medium">
              {stateText(state)}
            </span>
            <span className="tnum text-sm text-muted">{formatDate(state.at)}</span>
            <Button small look="quiet" disabled={change.isPending} onClick={() => change.mutate(null)}>
              <Undo2 size={16} aria-hidden />
              Undo<span className="sr-only"> for {title}</span>
            </Button>
          </>
        )}
        {(!short || state !== null) && (
          <>
            <label htmlFor={field} className="sr-only">
              What became of {title}
            </label>
            <select
              id={field}
              value=""
              disabled={change.isPending}
              onChange={event => next(event.target.value)}
              className="min-h-9 rounded-lg border border-edge bg-surface px-2 text-sm pointer-coarse:min-h-11"
            >
              <option value="">What came next?</option>
              {states
                .filter(name => name !== 'rejected' && name !== state?.state)
                .map(name => (
                  <option key={name} value={name}>
                    {stateNames[name]}
                  </option>
                ))}
              <option value="rejected:employer">Rejected by the employer</option>
              <option value="rejected:me">Declined by me</option>
            </select>
          </>
        )}
      </div>
      <Trouble of={change} />
    </div>
  )
}
