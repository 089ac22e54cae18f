import type { Details } from '../../server/first-start/schema.ts'
import { Places } from './places.tsx'

const number = new Intl.NumberFormat('en-IN')

/** How far the move is, the same in every tab. */
export function MoveProgress({ details, percent }: { details: Details; percent: number | null }) {
  const progress = details.told?.progress
  const facts = [
    progress?.rows != null && `${number.format(progress.rows)} rows`,
    progress?.secondsLeft != null && left(progress.secondsLeft),
  ].filter(Boolean)
  return (
    <>
      <title>The data is moved</title>
      <div className="flex flex-col gap-3">
        <h1 className="text-2xl">The data is on its way</h1>
        <p className="text-muted">
          You may close this page; it goes on. Should Mosaic be stopped meanwhile, the next start goes on where it was.
        </p>
      </div>
      <div className="flex flex-col gap-2">
        <div
          role="progressbar"
          aria-label="Moved"
          aria-valuemin={0}
          aria-valuemax={100}
          {...(percent !== null && { 'aria-valuenow': percent })}
          className="h-3 overflow-hidden rounded-full bg-sunken ring-1 ring-line"
        >
          <svg className="block size-full" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
            <rect className="fill-accent" width={percent ?? 0} height="1" />
          </svg>
        </div>
        <p className="tnum flex flex-wrap justify-between gap-x-4 text-sm text-muted">
          <span role="status">{progress?.step ?? 'A move is under way'}</span>
          <span>
            {percent !== null && `${percent} %`}
            {facts.length > 0 && ` · ${facts.join(' · ')}`}
          </span>
        </p>
      </div>
      <Places details={details} />
    </>
  )
}

function left(seconds: number): string {
  if (seconds < 60) return 'less than a minute left'
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `about ${minutes} min left` : `about ${Math.round(minutes / 60)} h left`
}
