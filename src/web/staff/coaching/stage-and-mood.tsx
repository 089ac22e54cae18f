import { clsx } from 'clsx'
import type { Coaching } from '../../../leads/coaching/schema.ts'
import { MOODS, moodWord, STAGES } from './words.ts'

const ORDER = Object.keys(STAGES) as Coaching['stage'][]

/** How far they have come, as a small path. */
export function StagePath({ stage }: { stage: Coaching['stage'] }) {
  const at = ORDER.indexOf(stage)
  return (
    <ol aria-label="Stage" className="grid grid-cols-[1fr_1fr_1.2fr_0.75fr] gap-1">
      {ORDER.map((one, index) => (
        <li key={one} aria-current={index === at ? 'step' : undefined} className="flex min-w-0 flex-col gap-1">
          <span className={clsx('h-1 rounded-full', index <= at ? 'bg-accent' : 'bg-line')} />
          <span
            className={clsx('text-[0.6875rem] tracking-tight', index === at ? 'font-semibold text-ink' : 'text-muted')}
          >
            {STAGES[one]}
          </span>
        </li>
      ))}
    </ol>
  )
}

const STEP = 16
const HEIGHT = 28

/** The mood of the last messages, up is good. */
export function Mood({ sentiment: { average, last } }: { sentiment: Coaching['sentiment'] }) {
  const points = last.map((one, at) => ({ ...one, x: at * STEP + 5, y: MOODS[one.sentiment].height }))
  const width = Math.max(1, points.length - 1) * STEP + 10
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
      <p className="text-sm">
        <span className="text-muted">Mood</span> {moodWord(average)}
      </p>
      {points.length > 0 && (
        <svg
          role="img"
          aria-label={`Last messages: ${last.map(one => MOODS[one.sentiment].label).join(', ')}`}
          width={width}
          height={HEIGHT}
          viewBox={`0 0 ${width} ${HEIGHT}`}
          className="shrink-0 overflow-visible"
        >
          <line x1="0" x2={width} y1="14" y2="14" className="stroke-line" strokeDasharray="2 3" />
          <polyline
            points={points.map(({ x, y }) => `${x},${y}`).join(' ')}
            className="fill-none stroke-edge"
            strokeWidth="1.5"
          />
          {points.map(({ number, x, y, sentiment }) => (
            <circle
              key={number}
              cx={x}
              cy={y}
              r="3"
              className={
                sentiment === 'negative' || sentiment === 'frustrated'
                  ? 'fill-bad'
                  : sentiment === 'neutral'
                    ? 'fill-muted'
                    : 'fill-accent'
              }
            >
              <title>{`Message ${number}: ${MOODS[sentiment].label}`}</title>
            </circle>
          ))}
        </svg>
      )}
    </div>
  )
}
