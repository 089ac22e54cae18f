import { clsx } from 'clsx'
import { dateIn, formatDate } from '../../words/time.ts'
import type { Enrolment } from './api.ts'
import { nameOf, statusWords } from './forms/status.tsx'
import { Figure } from './plot-parts.tsx'
import { along, barsOf, spanOf, summed } from './plots.ts'

const LEFT = 30
const RIGHT = 14
const short = new Intl.DateTimeFormat('en-IN', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const dayName = (day: string) => short.format(new Date(`${day}T00:00:00Z`))
const LABEL = 'tnum fill-muted text-[12px]'

/** The first and the last day under a drawing; one where both are the same. */
function Days({ from, to, width, y }: { from: string; to: string; width: number; y: number }) {
  return (
    <>
      <text x={LEFT} y={y} className={LABEL}>
        {dayName(from)}
      </text>
      {from !== to && (
        <text x={width - RIGHT} y={y} textAnchor="end" className={LABEL}>
          {dayName(to)}
        </text>
      )}
    </>
  )
}

/** Confidence from the first rating on, each reflection one point. */
export function ConfidencePlot({ progress, zone }: { progress: Enrolment['progress']; zone: string }) {
  const { before, after } = progress.confidence
  const points = progress.timeline.confidence.map(({ at, value, source }) => ({ on: dateIn(at, zone), value, source }))
  const span = spanOf(
    points.map(({ on }) => on),
    0,
  )
  if (!span || points.length === 0) return null
  const change = before !== null && after !== null ? after - before : null
  const words =
    change === null
      ? before === null
        ? `${points.at(-1)!.value} of 10 at your last reflection.`
        : `${before} of 10 when you began. The next number comes with your first reflection.`
      : `${before} of 10 before, ${after} of 10 after: ${change === 0 ? 'unchanged' : change > 0 ? `${change} more` : `${-change} less`}.`
  const height = 190
  const top = 14
  const bottom = height - 30
  const y = (value: number) => bottom - ((value - 1) / 9) * (bottom - top)
  return (
    <Figure
      title="Confidence, before and after"
      words={words}
      height={height}
      columns={['Day', 'Confidence', 'From']}
      rows={points.map(({ on, value, source }) => [
        formatDate(on),
        `${value} of 10`,
        source === 'rating' ? 'your rating' : 'a reflection',
      ])}
      draw={width => {
        // Points of one day stand beside each other in their order.
        const x = (index: number) =>
          points.length === 1
            ? (LEFT + width - RIGHT) / 2
            : span.from === span.to
              ? LEFT + 10 + ((width - LEFT - RIGHT - 20) * index) / (points.length - 1)
              : LEFT + 10 + (width - LEFT - RIGHT - 20) * along(points[index]!.on, span.from, span.to)
        return (
          <>
            {[1, 5, 10].map(value => (
              <g key={value}>
                <line x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} className="stroke-line" />
                <text x={LEFT - 8} y={y(value) + 4} textAnchor="end" className={LABEL}>
                  {value}
                </text>
              </g>
            ))}
            <polyline
              points={points.map(({ value }, index) => `${x(index)},${y(value)}`).join(' ')}
              className="fill-none stroke-accent stroke-2"
            />
            {points.map(({ on, value, source }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: points do not move
              <g key={index}>
                <circle
                  cx={x(index)}
                  cy={y(value)}
                  r={6}
                  className={clsx('stroke-accent stroke-2', source === 'rating' ? 'fill-surface' : 'fill-accent')}
                />
                <text
                  x={x(index)}
                  y={y(value) + (value > 8 ? 22 : -12)}
                  textAnchor="middle"
                  className="tnum fill-ink text-[13px] font-semibold"
                >
                  {value}
                </text>
                <title>{`${dayName(on)}: ${value} of 10`}</title>
              </g>
            ))}
            <Days {...span} width={width} y={height - 6} />
          </>
        )
      }}
    />
  )
}

/** How many prompts were done until each day, against how many there are. */
export function DonePlot({
  progress,
  single,
  today,
}: {
  progress: Enrolment['progress']
  single: boolean
  today: string
}) {
  const { prompts, steps, timeline } = progress
  const curve = summed(timeline.done)
  // A day before the first, so that it begins with nothing; a day after, so that today has room.
  const span = spanOf([...curve.map(({ on }) => on), today])
  if (!span || curve.length === 0) return null
  const first = curve[0]!.on
  const unit = single ? 'questions' : 'prompts'
  const words = `${prompts.done} of ${prompts.total} ${unit} answered${single ? '' : `, ${steps.done} of ${steps.total} steps done`}${prompts.skipped > 0 ? `, ${prompts.skipped} skipped` : ''}.`
  const height = 190
  const top = 14
  const bottom = height - 30
  const y = (sum: number) => bottom - (sum / Math.max(1, prompts.total)) * (bottom - top)
  return (
    <Figure
      title={single ? 'Questions answered over time' : 'Steps and prompts over time'}
      words={words}
      height={height}
      columns={['Day', 'Answered that day', 'In all']}
      rows={curve.map(({ on, sum }, index) => [
        formatDate(on),
        String(sum - (curve[index - 1]?.sum ?? 0)),
        String(sum),
      ])}
      draw={width => {
        const room = width - LEFT - RIGHT
        const x = (day: string) => LEFT + room * along(day, span.from, span.to)
        // A staircase: nothing is done between two days.
        let path = `M ${LEFT} ${y(0)}`
        for (const { on, sum } of curve) path += ` H ${x(on)} V ${y(sum)}`
        path += ` H ${width - RIGHT}`
        return (
          <>
            {[0, prompts.total].map(value => (
              <g key={value}>
                <line x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} className="stroke-line" />
                <text x={LEFT - 8} y={y(value) + 4} textAnchor="end" className={LABEL}>
                  {value}
                </text>
              </g>
            ))}
            <path d={`${path} V ${bottom} H ${LEFT} Z`} className="fill-tint" />
            <path d={path} className="fill-none stroke-accent stroke-2" />
            {curve.map(({ on, sum }) => (
              <circle key={on} cx={x(on)} cy={y(sum)} r={4} className="fill-accent" />
            ))}
            <text x={x(first)} y={height - 6} textAnchor={first === today ? 'middle' : 'start'} className={LABEL}>
              {first === today ? 'Today' : dayName(first)}
            </text>
            {first !== today && (
              <text x={width - RIGHT} y={height - 6} textAnchor="end" className={LABEL}>
                Today
              </text>
            )}
          </>
        )
      }}
    />
  )
}

const ROW = 64

/** The time of each experiment as a bar, with the day of its review at the end. */
export function ExperimentsPlot({ progress, today }: { progress: Enrolment['progress']; today: string }) {
  const { experiments, timeline } = progress
  const bars = barsOf(timeline.experiments, today)
  const span = spanOf(bars.length === 0 ? [] : [...bars.flatMap(({ from, to }) => [from, to]), today], 1)
  if (!span) return null
  const height = bars.length * ROW + 26
  return (
    <Figure
      title="Experiments over time"
      words={`${experiments.started} started, ${experiments.reviewed} reviewed.`}
      height={height}
      columns={['Experiment', 'Starts', 'Look back', 'Status']}
      rows={timeline.experiments.map(one => [
        nameOf({ ...one, hypothesis: '' }),
        one.startOn ? formatDate(one.startOn) : '–',
        one.reviewOn ? formatDate(one.reviewOn) : '–',
        statusWords(one.status),
      ])}
      draw={width => {
        const x = (day: string) => 2 + (width - 4) * along(day, span.from, span.to)
        return (
          <>
            <line x1={x(today)} x2={x(today)} y1={0} y2={height - 24} className="stroke-edge" strokeDasharray="3 4" />
            <text
              x={Math.min(width - 2, Math.max(2, x(today)))}
              y={height - 8}
              textAnchor={x(today) > width * 0.8 ? 'end' : x(today) < width * 0.2 ? 'start' : 'middle'}
              className={LABEL}
            >
              Today
            </text>
            {bars.map((bar, index) => {
              const status = bar.status as 'draft' | 'active' | 'reviewed' | 'abandoned'
              const wide = Math.max(8, x(bar.to) - x(bar.from))
              const start = Math.min(x(bar.from), width - 10)
              return (
                <g key={bar.id}>
                  <text x={2} y={index * ROW + 14} className={`fill-ink ${NAME}`}>
                    {clip(nameOf({ title: bar.title, hypothesis: '' }), width)}
                  </text>
                  <text x={2} y={index * ROW + 31} className={`tnum fill-muted ${NAME}`}>
                    {`${statusWords(status)}, ${daysOf(bar)}`}
                  </text>
                  <rect
                    x={start}
                    y={index * ROW + 38}
                    width={wide}
                    height={12}
                    rx={6}
                    className={clsx(
                      'stroke-accent',
                      status === 'active' ? 'fill-accent' : status === 'reviewed' ? 'fill-tint-line' : 'fill-surface',
                    )}
                    strokeDasharray={status === 'draft' || status === 'abandoned' ? '4 3' : undefined}
                  />
                </g>
              )
            })}
          </>
        )
      }}
    />
  )
}

/** With a rim in the colour of the ground, so that a line behind does not cross the letters. */
const NAME = 'stroke-4 stroke-surface text-[13px] [paint-order:stroke]'

function daysOf({ from, to, open }: { from: string; to: string; open: boolean }): string {
  if (open) return `since ${dayName(from)}`
  return from === to ? dayName(to) : `${dayName(from)} – ${dayName(to)}`
}

function clip(text: string, width: number): string {
  const most = Math.max(12, Math.floor(width / 7.2))
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text
}
