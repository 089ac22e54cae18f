import { Link } from '@tanstack/react-router'
import { useBusiness } from '../api/business.ts'
import type { ComparisonPart, EmiPart, FactsPart, ListingsPart, MemoryPart, Part } from '../api/types.ts'
import { Card } from '../listings/card.tsx'
import { ComparisonTable } from '../listings/comparison.tsx'
import { Missing } from '../listings/units.tsx'
import { formatCount } from '../words/home.ts'
import { formatExact, formatPrice } from '../words/price.ts'
import { formatDate } from '../words/time.ts'

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
