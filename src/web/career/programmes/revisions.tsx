import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Failed, Loading } from '../../parts/notice.tsx'
import { formatDay } from '../../words/time.ts'
import { useRevisions } from './api.ts'
import { Unfold } from './unfold.tsx'
import { formatClock, useZone } from './zone.ts'

/** What an answer was before; each can be put into the box again, where it becomes a new version. */
export function Revisions({
  enrolment,
  prompt,
  current,
  onUse,
}: {
  enrolment: string
  prompt: string
  current: number
  onUse: (text: string, value: number | null) => void
}) {
  const [open, setOpen] = useState(false)
  const found = useRevisions(enrolment, prompt, open)
  const zone = useZone()
  const earlier = (found.data ?? [])
    .filter(revision => revision.revision !== current)
    .sort((a, b) => b.revision - a.revision)
  return (
    <Unfold title="Earlier versions of this answer" open={open} onOpen={setOpen}>
      {found.isPending ? (
        <Loading label="Looking them up" />
      ) : found.isError && !found.data ? (
        <Failed found={found} />
      ) : earlier.length === 0 ? (
        <p className="text-muted">This is the first version.</p>
      ) : (
        <ol className="flex flex-col divide-y divide-line">
          {earlier.map(revision => (
            <li key={revision.revision} className="py-3.5 first:pt-0 last:pb-0">
              <p className="tnum text-sm text-muted">
                {`${formatDay(revision.savedAt)}, ${formatClock(revision.savedAt, zone)}`}
              </p>
              {revision.value !== null && <p className="tnum mt-1 font-medium">{`${revision.value} of 10`}</p>}
              <p className="mt-1 whitespace-pre-wrap">{revision.text || '(empty)'}</p>
              <Button small look="quiet" className="-ml-3 mt-1" onClick={() => onUse(revision.text, revision.value)}>
                Use this text again
              </Button>
            </li>
          ))}
        </ol>
      )}
    </Unfold>
  )
}
