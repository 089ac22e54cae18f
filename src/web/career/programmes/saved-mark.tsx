import { Check, CloudOff } from 'lucide-react'
import { markOf, type Saving } from './save.ts'
import { formatClock, useZone } from './zone.ts'

/** Where the text of the box is: `Saved 14:05`, `Saving…`, or `Not saved, kept on this device`. */
export function SavedMark({ saving }: { saving: Saving }) {
  const zone = useZone()
  const mark = markOf(saving)
  return (
    <p role="status" className="tnum flex min-h-6 items-center gap-1.5 text-sm text-muted">
      {mark.kind === 'saved' && (
        <>
          <Check size={15} aria-hidden className="text-accent" />
          {`Saved ${formatClock(mark.at, zone)}`}
        </>
      )}
      {mark.kind === 'saving' && 'Saving…'}
      {mark.kind === 'kept' && (
        <>
          <CloudOff size={15} aria-hidden className="text-warn" />
          <span className="text-warn">Not saved, kept on this device</span>
        </>
      )}
    </p>
  )
}
