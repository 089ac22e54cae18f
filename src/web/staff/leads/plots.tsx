import type { Lead } from '../../../leads/desk/schema.ts'
import type { Sentiment, Stage } from '../../../leads/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { formatMoment } from '../../words/time.ts'
import { Block } from './block.tsx'
import { SENTIMENTS, STAGES } from './words.ts'

const SCORES: Record<Sentiment, number> = { excited: 1, positive: 0.5, neutral: 0, negative: -0.5, frustrated: -1 }
const DEPTH: Record<Stage, number> = { discovery: 0, evaluation: 1, negotiation: 2, closing: 3 }

const WIDTH = 320
const HEIGHT = 96
const EDGE = 6

/** How far they came and in which mood, over time; each plot has its figures as a table. */
export function Plots({ lead: { stages, sentiments } }: { lead: Lead }) {
  if (stages.length === 0 && sentiments.length === 0) return null
  return (
    <Block title="Over time">
      <div className="grid gap-6 sm:grid-cols-2">
        {stages.length > 0 && (
          <Plot
            title="Stage"
            points={stages.map(({ at, from, to }) => ({
              key: `${at} ${from} ${to}`,
              at,
              value: DEPTH[to] / 3,
              words: STAGES[to],
            }))}
            ends={['Discovery', 'Closing']}
            stepped
          />
        )}
        {sentiments.length > 0 && (
          <Plot
            title="Mood"
            points={sentiments.map(({ at, sentiment, frustration, conversationId, messageNumber }) => ({
              key: `${conversationId} ${messageNumber}`,
              at,
              value: (SCORES[sentiment] + 1) / 2,
              words:
                frustration > 0 ? `${SENTIMENTS[sentiment]}, frustration ${frustration} of 10` : SENTIMENTS[sentiment],
            }))}
            ends={['Frustrated', 'Excited']}
          />
        )}
      </div>
    </Block>
  )
}

type Point = {
  key: string
  at: string
  /** 0 to 1 */
  value: number
  words: string
}

/** Points in their order, evenly apart: talk comes in bursts, and days of silence would leave nothing to see. */
function Plot({
  title,
  points,
  ends,
  stepped = false,
}: {
  title: string
  points: Point[]
  ends: [low: string, high: string]
  stepped?: boolean
}) {
  const { timeZone } = useBusiness()
  const step = (WIDTH - 2 * EDGE) / Math.max(1, points.length - 1)
  const placed = points.map(({ value }, index) => ({
    x: points.length === 1 ? WIDTH / 2 : EDGE + index * step,
    y: HEIGHT - EDGE - value * (HEIGHT - 2 * EDGE),
  }))
  const line = placed
    .map(({ x, y }, index) => (index === 0 ? `M${x} ${y}` : stepped ? `H${x}V${y}` : `L${x} ${y}`))
    .join('')
  const last = points.at(-1)!
  return (
    <figure className="flex min-w-0 flex-col gap-2">
      <figcaption className="text-sm font-medium">
        {title}: {last.words.toLowerCase()} now
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden className="w-full rounded-lg border border-line bg-surface">
        <line x1={0} x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} className="stroke-line" strokeDasharray="3 4" />
        <path d={line} fill="none" className="stroke-accent" strokeWidth={1.75} strokeLinejoin="round" />
        {placed.map(({ x, y }, index) => (
          <circle key={points[index]!.key} cx={x} cy={y} r={points.length > 30 ? 1.75 : 3} className="fill-accent" />
        ))}
      </svg>
      <p className="flex justify-between text-xs text-muted" aria-hidden>
        <span>below: {ends[0].toLowerCase()}</span>
        <span>above: {ends[1].toLowerCase()}</span>
      </p>
      <details className="text-sm">
        <summary className="w-fit rounded text-muted hover:text-ink">As a table</summary>
        <table className="tnum mt-2 w-full">
          <thead className="text-muted">
            <tr>
              <th scope="col" className="py-1 pr-4 text-left font-medium">
                When
              </th>
              <th scope="col" className="py-1 text-left font-medium">
                {title}
              </th>
            </tr>
          </thead>
          <tbody>
            {points.toReversed().map(({ key, at, words }) => (
              <tr key={key} className="border-t border-line">
                <td className="py-1 pr-4">{formatMoment(at, timeZone)}</td>
                <td className="py-1">{words}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}
