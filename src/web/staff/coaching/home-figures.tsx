import { clsx } from 'clsx'
import type { Coaching, MarketView } from '../../../leads/coaching/schema.ts'
import { Pill } from '../../parts/pill.tsx'
import { sentence } from '../../words/home.ts'
import { formatExact } from '../../words/price.ts'
import { formatDate } from '../../words/time.ts'
import { BANDS, TONES, URGENT } from './words.ts'

/** What does not wait, each with the date of its row. */
export function UrgencyList({ urgency }: { urgency: Coaching['urgency'] }) {
  if (urgency.length === 0) return null
  return (
    <ul className="flex flex-col gap-2">
      {urgency.map(one => (
        <li key={`${one.kind} ${one.text}`} className="flex flex-col items-start gap-1 text-sm">
          <Pill label={URGENT[one.kind]} tone={TONES[one.level]} />
          <span className="break-words">{one.text}</span>
          <span className="text-xs text-muted">
            From {one.source}, {formatDate(one.asOf)}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** Where the home in focus stands in its locality, and how the locality did. Past figures, with their source and day. */
export function MarketFigures({ market }: { market: MarketView }) {
  const { position, grade, currency } = market
  const rows: [string, string | null][] = [
    ['Average by the sq ft', market.average === null ? null : formatExact(market.average, currency)],
    ['Last year', percent(market.growth1y)],
    ['Last five years', percent(market.growth5y)],
    ['Rental yield', market.rentalYield === null ? null : `${market.rentalYield}%`],
    ['Trend', market.trend ? sentence(market.trend.replaceAll('_', ' ')) : null],
  ]
  return (
    <div className="flex flex-col gap-2.5 text-sm">
      {position && (
        <div className="flex flex-col gap-1.5">
          <p>
            <strong className="font-semibold">{BANDS[position.band]}</strong>
            <span className="text-muted"> · {position.unit}</span>
          </p>
          <Scale percent={position.percent} />
          <p className="tnum text-xs text-muted">
            {formatExact(position.perSqft, currency)} by the sq ft, {Math.abs(position.percent)}%{' '}
            {position.percent >= 0 ? 'under' : 'over'} the average
          </p>
        </div>
      )}
      <dl className="tnum grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1">
        {rows.map(([label, text]) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="text-right">{text ?? <span className="text-muted">not in our data</span>}</dd>
          </div>
        ))}
        {grade && (
          <>
            <dt className="text-muted">Grade, for staff</dt>
            <dd className="text-right font-semibold">
              {grade.grade} <span className="font-normal text-muted">({grade.points})</span>
            </dd>
          </>
        )}
      </dl>
      {grade && (
        <details className="text-xs text-muted">
          <summary className="cursor-pointer">How the grade comes about</summary>
          <ul className="mt-1">
            {grade.parts.map(part => (
              <li key={part.label} className="tnum">
                {part.label} {part.text}: {part.points} points
              </li>
            ))}
          </ul>
        </details>
      )}
      <p className="text-xs text-muted">
        {market.sample && <span className="font-semibold">Sample figures. </span>}
        {market.source}, {formatDate(market.asOf)}. Past figures; no forecast.
      </p>
    </div>
  )
}

const percent = (value: number | null) => (value === null ? null : `${value > 0 ? '+' : ''}${value}%`)

const WIDTH = 240
/** From 30% over the average, at the left, to 30% under it. */
function Scale({ percent }: { percent: number }) {
  const x = (value: number) => ((Math.max(-30, Math.min(30, value)) + 30) / 60) * WIDTH
  const bands: [number, number, string][] = [
    [-30, -15, 'fill-warn-line'],
    [-15, -5, 'fill-warn-tint'],
    [-5, 5, 'fill-line'],
    [5, 15, 'fill-tint'],
    [15, 30, 'fill-tint-line'],
  ]
  return (
    <svg viewBox={`0 0 ${WIDTH} 16`} className="h-4 w-full" aria-hidden preserveAspectRatio="none">
      {bands.map(([from, to, fill]) => (
        <rect key={from} x={x(from)} width={x(to) - x(from)} y="5" height="6" className={fill} />
      ))}
      <rect
        x={Math.min(WIDTH - 3, Math.max(0, x(percent) - 1.5))}
        width="3"
        y="1"
        height="14"
        rx="1.5"
        className="fill-ink"
      />
    </svg>
  )
}

/** The home in focus beside others. */
export function Beside({ comparison }: { comparison: NonNullable<Coaching['alternatives']> }) {
  return (
    <details className="text-sm">
      <summary className="cursor-pointer font-medium">
        Beside {comparison.columns.length - 1} {comparison.columns.length === 2 ? 'other' : 'others'}
      </summary>
      <section
        aria-label="Homes side by side"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
        className="mt-2 overflow-x-auto rounded-lg border border-line"
      >
        <table className="tnum w-full text-xs">
          <thead className="bg-sunken text-left">
            <tr>
              <th scope="col" className="px-2.5 py-2">
                <span className="sr-only">What</span>
              </th>
              {comparison.columns.map((column, at) => (
                <th
                  key={column.name}
                  scope="col"
                  className={clsx('min-w-32 px-2.5 py-2 font-semibold', at === 0 && 'text-accent')}
                >
                  {column.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {comparison.rows
              .filter(row => row.cells.some(cell => cell !== null))
              .map(row => (
                <tr key={row.label} className="border-t border-line align-top">
                  <th scope="row" className="px-2.5 py-1.5 text-left font-normal text-muted">
                    {row.label}
                  </th>
                  {row.cells.map((cell, at) => (
                    <td key={comparison.columns[at]!.name} className="px-2.5 py-1.5">
                      {cell ?? <span className="text-muted">not in our data</span>}
                    </td>
                  ))}
                </tr>
              ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}
