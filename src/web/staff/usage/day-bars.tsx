import { formatCount } from '../../words/home.ts'
import { formatDate } from '../../words/time.ts'
import { Table } from './table.tsx'
import { type Day, formatCost } from './words.ts'

/** Thirty days as bars, and the same in a table for those who want numbers. Bars are of money, or of calls where none was spent. */
export function DayBars({ days }: { days: readonly Day[] }) {
  const costly = days.some(({ cost }) => cost > 0)
  const height = (day: Day) => (costly ? day.cost : day.calls)
  const top = Math.max(...days.map(height), 1)
  const used = days.filter(({ calls }) => calls > 0).reverse()
  return (
    <div className="flex flex-col gap-2">
      <div className="rounded-xl border border-line bg-surface px-4 pb-3 pt-4 shadow-card">
        <svg viewBox="0 0 300 60" preserveAspectRatio="none" aria-hidden className="h-28 w-full">
          {days.map((day, at) => {
            const tall = height(day) > 0 ? Math.max(1.5, (height(day) / top) * 59) : 0
            return (
              <g key={day.date}>
                <rect x={at * 10 + 1.5} y={0} width={7} height={60} className="fill-sunken" />
                <rect x={at * 10 + 1.5} y={60 - tall} width={7} height={tall} className="fill-accent" />
              </g>
            )
          })}
        </svg>
        <p className="tnum mt-1.5 flex justify-between text-sm text-muted">
          <span>{formatDate(days[0]!.date)}</span>
          <span>{costly ? `highest ${formatCost(top)}` : `most calls ${formatCount(top)}`}</span>
          <span>Today</span>
        </p>
      </div>
      <details>
        <summary className="w-fit cursor-pointer py-2 text-sm font-medium underline underline-offset-4">
          The same as numbers
        </summary>
        <Table
          caption="Calls and spending by day, the newest first"
          head={['Day', 'Calls', 'Spent']}
          rows={used.map(({ date, calls, cost }) => ({
            key: date,
            cells: [formatDate(date), formatCount(calls), formatCost(cost)],
          }))}
        />
      </details>
    </div>
  )
}
