import { Button } from '../parts/button.tsx'
import { formatTime, formatWeekday } from '../words/time.ts'
import { useNow } from './draft.ts'
import { ZoneLine } from './picker.tsx'
import { ownClock, ownZone, timeLeft } from './slots.ts'
import type { Held, useHold } from './use-hold.ts'

/** The start that is kept while the form is filled in, and until when. Seconds that tick are for the eye alone. */
export function HeldTime({
  held,
  kept,
  locked,
  onAgain,
}: {
  held: Held
  kept: ReturnType<typeof useHold>
  locked: boolean
  onAgain: () => void
}) {
  const now = useNow()
  const left = timeLeft(held.deadline, now)
  const own = ownClock(held.start, held.timeZone, ownZone())
  return (
    <section aria-label="The time you chose" className="rounded-xl border border-tint-line bg-tint px-5 py-4">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div>
          <p className="text-[1.0625rem] font-semibold">
            {formatWeekday(held.start, held.timeZone, 'long')}
            <br />
            <span className="tnum">
              {formatTime(held.start, held.timeZone)}
              {held.code && ` – ${formatTime(held.end, held.timeZone)}`}
            </span>
          </p>
          <ZoneLine instants={[]} timeZone={held.timeZone} />
          {own && <p className="tnum text-sm text-muted">On your own clock: {own}</p>}
        </div>
        <Button small disabled={locked} onClick={kept.letGo}>
          Change the time
        </Button>
      </div>
      <div role="status" className="mt-3 border-t border-tint-line pt-3 text-sm">
        {kept.note && <p className="mb-1 text-soft">{kept.note}</p>}
        {!held.code ? (
          <p className="text-warn">
            Our records are out of reach for a moment, so this time is not kept for you. Send your wish all the same: we
            tell you whether it was free.
          </p>
        ) : left ? (
          <p className="tnum text-soft">
            Kept for you until {formatTime(held.until, held.timeZone)}
            <span aria-hidden> · {left} left</span>
          </p>
        ) : (
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <p className="text-warn">This time is not kept for you any more. It may still be free.</p>
            <Button small disabled={locked || kept.busy !== null} onClick={onAgain}>
              {kept.busy ? 'One moment' : 'Keep it again'}
            </Button>
          </div>
        )}
      </div>
    </section>
  )
}
