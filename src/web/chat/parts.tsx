import { Link } from '@tanstack/react-router'
import { useBusiness } from '../api/business.ts'
import type {
  AppointmentPart,
  ComparisonPart,
  EmiPart,
  FactsPart,
  ListingsPart,
  MemoryPart,
  Part,
  SlotsPart,
} from '../api/types.ts'
import { AppointmentCard } from '../appointments/card.tsx'
import { useFresh } from '../appointments/use-fresh.ts'
import { Crisis, HandOffLine, OpenPrompt, Way } from '../career/chat/parts.tsx'
import { Card } from '../listings/card.tsx'
import { ComparisonTable } from '../listings/comparison.tsx'
import { Missing } from '../listings/units.tsx'
import { formatCount } from '../words/home.ts'
import { formatExact, formatPrice } from '../words/price.ts'
import { formatDate, formatTime, formatWeekday, zoneName } from '../words/time.ts'
import { useThread } from './use-thread.ts'

/** What an answer shows beside its text. Quick replies are drawn by the thread, below its newest answer only. */
export function PartView({ part }: { part: Part }) {
  switch (part.type) {
    case 'listings':
      return <Listings part={part} />
    case 'facts':
      return <Facts part={part} />
    case 'comparison':
      return <Comparison part={part} />
    case 'emi':
      return <Emi part={part} />
    case 'memory':
      return <Remembered part={part} />
    case 'appointment':
      return <Booked part={part} />
    case 'slots':
      return <Slots part={part} />
    case 'prompt':
      return <OpenPrompt part={part} />
    case 'crisis':
      return <Crisis part={part} />
    case 'hand_off':
      return <HandOffLine part={part} />
    case 'link':
      return <Way part={part} />
    case 'source':
      return <p className="text-xs text-muted">From our library of questions; no model answered this time.</p>
    default:
      return null
  }
}

function Listings({ part }: { part: ListingsPart }) {
  const last = part.shownFrom + part.items.length - 1
  return (
    <section aria-label={part.label ?? 'Homes'} className="flex flex-col gap-3">
      {part.label && <p className="text-sm font-medium text-soft">{part.label}</p>}
      {part.items.map(({ why, ...listing }) => (
        <Card key={listing.id} listing={listing} why={why ?? []} />
      ))}
      {!part.outside && part.total > part.items.length && (
        <p className="tnum text-sm text-muted">
          {part.items.length === 1 ? `Home ${part.shownFrom}` : `Homes ${part.shownFrom} to ${last}`} of{' '}
          {formatCount(part.total)}
        </p>
      )}
    </section>
  )
}

function Facts({ part }: { part: FactsPart }) {
  const { timeZone } = useBusiness()
  const asOf = part.facts.find(fact => fact.asOf)?.asOf
  return (
    <section
      aria-label={`Facts about ${part.listing.name}`}
      className="overflow-hidden rounded-xl border border-line bg-surface shadow-card"
    >
      <h2 className="border-b border-line px-4 py-3 text-[0.9375rem]">
        <Link
          to="/homes/$slug"
          params={{ slug: part.listing.slug }}
          className="rounded text-accent underline-offset-4 hover:underline"
        >
          {part.listing.name}
        </Link>
      </h2>
      <dl className="divide-y divide-line text-[0.9375rem]">
        {part.facts.map(fact => (
          <div key={fact.key} className="grid gap-x-4 px-4 py-2.5 sm:grid-cols-[10rem_1fr]">
            <dt className="text-sm text-muted sm:pt-px">{fact.label}</dt>
            <dd className="whitespace-pre-line">{fact.text ?? <Missing />}</dd>
          </div>
        ))}
      </dl>
      {asOf && <p className="border-t border-line px-4 py-2 text-sm text-muted">As of {formatDate(asOf, timeZone)}</p>}
    </section>
  )
}

function Comparison({ part }: { part: ComparisonPart }) {
  return <ComparisonTable comparison={part} />
}

function Emi({ part }: { part: EmiPart }) {
  const years = part.months / 12
  const rows = [
    ['Price', formatPrice(part.priceMinor, part.currency)],
    [`Down payment (${part.downPercent}%)`, formatPrice(part.downMinor, part.currency)],
    ['Loan', formatPrice(part.loanMinor, part.currency)],
    ['Interest rate', `${part.annualPercent}% a year`],
    ['Term', `${Number.isInteger(years) ? years : years.toFixed(1)} years`],
    ['Interest over the term', formatPrice(part.totalInterestMinor, part.currency)],
  ]
  return (
    <section
      aria-label="Monthly instalment"
      className="max-w-md overflow-hidden rounded-xl border border-line bg-surface shadow-card"
    >
      <div className="bg-tint px-4 py-4">
        <p className="text-sm text-soft">Monthly instalment (EMI)</p>
        <p className="tnum text-2xl font-semibold tracking-tight">{formatExact(part.monthlyMinor, part.currency)}</p>
      </div>
      <dl className="tnum divide-y divide-line text-[0.9375rem]">
        {rows.map(([label, value]) => (
          <div key={label} className="flex justify-between gap-4 px-4 py-2">
            <dt className="text-muted">{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="border-t border-line px-4 py-2.5 text-sm text-muted">
        An illustration, not an offer. Your bank decides the rate and the amount.
      </p>
    </section>
  )
}

function Remembered({ part }: { part: MemoryPart }) {
  if (part.facts.length === 0) return null
  return (
    <section aria-label="What is remembered" className="rounded-xl border border-line bg-surface px-4 py-1 shadow-card">
      <ul className="divide-y divide-line">
        {part.facts.map(fact => (
          <li key={fact.id} className="py-2.5">
            <p>{fact.sentence}</p>
            {fact.source.text && <p className="mt-0.5 text-sm text-muted">You wrote: “{fact.source.text}”</p>}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The card as it is by now: what was said then may have been moved or cancelled since. */
function Booked({ part }: { part: AppointmentPart }) {
  return (
    <div className="max-w-xl">
      <AppointmentCard appointment={useFresh(part.appointment)} heading="h2" calendar />
    </div>
  )
}

/** Free starts to tap. Tapping says that start, so that choosing by hand and by word are the same. */
function Slots({ part }: { part: SlotsPart }) {
  const { timeZone } = useBusiness()
  const { thread } = useThread()
  const days = part.days.filter(day => day.slots.length > 0)
  if (days.length === 0) return null
  return (
    <section
      aria-label={part.listing ? `Free times to visit ${part.listing.name}` : 'Free times'}
      className="flex max-w-xl flex-col gap-4 rounded-xl border border-line bg-surface p-4 shadow-card sm:p-5"
    >
      {days.map(day => (
        <div key={day.date}>
          <h2 className="mb-2 text-[0.9375rem]">{formatWeekday(day.date, timeZone, 'long')}</h2>
          <ul className="flex flex-wrap gap-2">
            {day.slots.map(({ start }) => {
              const words = `${formatWeekday(start, timeZone)}, ${formatTime(start, timeZone)}`
              return (
                <li key={start}>
                  <button
                    type="button"
                    aria-label={words}
                    onClick={() => thread.send(words)}
                    className="tnum inline-flex min-h-11 items-center rounded-lg border border-edge/60 bg-surface px-3.5 text-[0.9375rem] font-medium transition-colors hover:border-accent hover:bg-tint"
                  >
                    {formatTime(start, timeZone)}
                  </button>
                </li>
              )
            })}
          </ul>
        </div>
      ))}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-sm text-muted">
        <span>{zoneName(timeZone)}</span>
        <Link
          to="/visit"
          search={part.listing ? { home: part.listing.slug } : {}}
          className="rounded font-medium text-accent underline-offset-4 hover:underline"
        >
          More times
        </Link>
      </div>
    </section>
  )
}
