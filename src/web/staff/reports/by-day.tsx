import type { Funnel } from '../../../leads/reports/schema.ts'
import { formatDate } from '../../words/time.ts'
import { Table } from '../usage/table.tsx'

/** New leads as bars, booked visits as a line over them; the same in a table for those who want numbers. */
export function ByDay({ days }: { days: Funnel['days'] }) {
  const top = Math.max(1, ...days.map(({ leads, visitsBooked }) => Math.max(leads, visitsBooked)))
  const step = 600 / days.length
  const y = (count: number) => 120 - (count / top) * 112
  const line = days.map(({ visitsBooked }, at) => `${(at + 0.5) * step},${y(visitsBooked)}`).join(' ')
  return (
    <div className="flex flex-col gap-2">
      <svg viewBox="0 0 600 124" preserveAspectRatio="none" aria-hidden className="h-40 w-full">
        {[0, 0.5, 1].map(part => (
          <line
            key={part}
            x1={0}
            x2={600}
            y1={y(part * top)}
            y2={y(part * top)}
            className="stroke-line"
            vectorEffect="non-scaling-stroke"
          />
        ))}
        {days.map(({ date, leads }, at) => (
          <rect
            key={date}
            x={at * step + step * 0.15}
            width={step * 0.7}
            y={y(leads)}
            height={120 - y(leads)}
            className="fill-accent/60"
          />
        ))}
        <polyline points={line} fill="none" className="stroke-ink" strokeWidth={2} vectorEffect="non-scaling-stroke" />
      </svg>
      <p className="tnum flex justify-between gap-4 text-sm text-muted">
        <span>{formatDate(days[0]!.date)}</span>
        <span>{formatDate(days.at(-1)!.date)}</span>
      </p>
      <p className="tnum flex flex-wrap gap-x-5 gap-y-1 text-sm text-soft">
        <span className="inline-flex items-center gap-1.5">
          <i aria-hidden className="size-2.5 rounded-sm bg-accent/60" /> New leads
        </span>
        <span className="inline-flex items-center gap-1.5">
          <i aria-hidden className="h-0.5 w-4 bg-ink" /> Visits on the day
        </span>
        <span className="text-muted">top line: {top}</span>
      </p>
      <details>
        <summary className="w-fit cursor-pointer py-2 text-sm font-medium underline underline-offset-4">
          The same as numbers
        </summary>
        <Table
          caption="New leads and visits by day, the newest first"
          head={['Day', 'New leads', 'Visits', 'Took place']}
          rows={days
            .filter(({ leads, visitsBooked }) => leads + visitsBooked > 0)
            .reverse()
            .map(({ date, leads, visitsBooked, visitsCompleted }) => ({
              key: date,
              cells: [formatDate(date), String(leads), String(visitsBooked), String(visitsCompleted)],
            }))}
        />
      </details>
    </div>
  )
}
