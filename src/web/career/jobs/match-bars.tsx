import { useId } from 'react'
import type { JobMatch, JobMatchPart } from '../../../catalogue/jobs/schema.ts'

const NAMES: Record<JobMatchPart['name'], string> = {
  skills: 'Skills',
  values: 'Values',
  place: 'Place',
  pay: 'Pay',
  level: 'Level',
}

/** How a job fits, in one line. */
export function Score({ match }: { match: Pick<JobMatch, 'score' | 'possible' | 'strength'> }) {
  const tone =
    match.strength === 'strong'
      ? 'bg-accent text-on-accent'
      : match.strength === 'moderate'
        ? 'bg-tint text-ink border border-tint-line'
        : 'bg-sunken text-soft'
  return (
    <p className="tnum flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className={`rounded-full px-3 py-1 text-sm font-semibold ${tone}`}>
        {match.score} of 100
        <span className="sr-only">, {match.strength} match</span>
      </span>
      <span className="text-sm text-muted">
        {match.strength === 'weak' ? 'Weak' : match.strength === 'strong' ? 'Strong' : 'Moderate'} match
        {match.possible < 100 && `, ${match.possible} possible with what is known`}
      </span>
    </p>
  )
}

/** Each part with its points, a bar and the reason. */
export function MatchBars({ parts }: { parts: JobMatchPart[] }) {
  const id = useId()
  return (
    <ul className="flex flex-col gap-3.5">
      {parts.map(part => (
        <li key={part.name}>
          <div className="flex items-baseline justify-between gap-3">
            <span id={`${id}-${part.name}`} className="text-sm font-medium">
              {NAMES[part.name]}
            </span>
            <span className="tnum text-sm text-muted">
              {part.known ? `${part.points} of ${part.max}` : 'not known'}
            </span>
          </div>
          <svg
            viewBox="0 0 100 3"
            preserveAspectRatio="none"
            aria-hidden
            className="mt-1 block h-1.5 w-full rounded-full"
          >
            <rect width="100" height="3" className="fill-[var(--c-line)]" />
            <rect width={(100 * part.points) / part.max} height="3" className="fill-[var(--c-accent)]" />
          </svg>
          <p className="mt-1 text-sm text-soft">{part.reason}</p>
        </li>
      ))}
    </ul>
  )
}
