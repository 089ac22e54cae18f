import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { ArrowLeft, CalendarDays, Check, Columns2, Heart, MessageCircle, Phone } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { useBusiness } from '../api/business.ts'
import { getJson, Problem, sendJson } from '../api/client.ts'
import type { Listing, SearchResult } from '../api/types.ts'
import { desk } from '../chat/use-thread.ts'
import { Button, buttonClass } from '../parts/button.tsx'
import { Page } from '../parts/header.tsx'
import { Empty, Failed, Loading, Notice, Trouble } from '../parts/notice.tsx'
import { amenityName, formatCount, formatDistance, registrationLine, statusLine } from '../words/home.ts'
import { formatPriceRange } from '../words/price.ts'
import { formatDate } from '../words/time.ts'
import { CompareBar } from './compare-bar.tsx'
import { useMark } from './marks.ts'
import { Plot } from './plot.tsx'
import { togglePicked, usePicked } from './selection.ts'
import { Missing, Units } from './units.tsx'

export default function ListingPage() {
  const { slug } = useParams({ from: '/homes/$slug' })
  const found = useQuery({
    queryKey: ['listing', slug],
    queryFn: ({ signal }) => getJson<Listing>(`/api/listings/${encodeURIComponent(slug)}`, signal),
  })
  if (found.isPending) {
    return (
      <Page title="Home">
        <Loading label="Opening this home" />
      </Page>
    )
  }
  if (found.isError) {
    const gone = found.error instanceof Problem && found.error.status === 404
    return (
      <Page title="Home">
        {gone ? (
          <Empty
            alone
            title="This home is not in our list"
            action={
              <Link to="/homes" className={buttonClass('primary')}>
                See all homes
              </Link>
            }
          >
            It may no longer be offered.
          </Empty>
        ) : (
          <Failed found={found} />
        )}
      </Page>
    )
  }
  return (
    <Page title={found.data.name}>
      <Whole listing={found.data} />
      <CompareBar />
    </Page>
  )
}

function Whole({ listing }: { listing: Listing }) {
  const located = listing.latitude !== null && listing.longitude !== null
  useEffect(() => {
    // Opening a home is a view; that it could not be noted is nothing the reader can mend.
    sendJson('POST', `/api/listings/${listing.id}/events`, { kind: 'view' }).catch(() => undefined)
  }, [listing.id])
  return (
    <article className="flex flex-col gap-10">
      <header className="flex flex-col gap-5">
        <Link
          to="/homes"
          className="inline-flex w-fit items-center gap-1.5 rounded text-sm font-medium text-muted hover:text-ink"
        >
          <ArrowLeft size={16} aria-hidden />
          All homes
        </Link>
        <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
          <div className="max-w-2xl">
            <h1 className="text-3xl tracking-[-0.025em] sm:text-4xl">{listing.name}</h1>
            <p className="mt-2 text-[1.0625rem] text-muted">
              {listing.place}, {listing.city} · by {listing.developer}
            </p>
          </div>
          <p className="tnum text-2xl font-semibold tracking-tight">
            {formatPriceRange(listing.priceMin, listing.priceMax, listing.currency)}
          </p>
        </div>
        <Doings listing={listing} />
        {listing.sample && (
          <Notice tone="warn">
            <strong className="font-semibold">Sample data.</strong> This home and its prices are invented for
            demonstration.
          </Notice>
        )}
      </header>
      <div className="grid gap-x-10 gap-y-10 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-10">
          {listing.description && (
            <p className="max-w-[44rem] whitespace-pre-line text-[1.0625rem] text-soft">{listing.description}</p>
          )}
          <Block title="Configurations and prices">
            <Units listing={listing} full />
          </Block>
          {listing.amenities.length > 0 && (
            <Block title="Amenities">
              <ul className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
                {listing.amenities.map(key => (
                  <li key={key} className="flex items-center gap-2.5">
                    <Check size={16} aria-hidden className="text-accent" />
                    {amenityName(key)}
                  </li>
                ))}
              </ul>
            </Block>
          )}
          {listing.highlights.length > 0 && <Lines title="Highlights" lines={listing.highlights} />}
          {listing.connectivity.length > 0 && <Lines title="Getting around" lines={listing.connectivity} />}
          <Prices listing={listing} />
          {listing.registrationSteps.length > 0 && (
            <Block title="Registration, step by step">
              <ol className="flex list-decimal flex-col gap-1.5 pl-5 marker:text-muted">
                {listing.registrationSteps.map(step => (
                  <li key={step}>{step}</li>
                ))}
              </ol>
            </Block>
          )}
        </div>
        <aside className="flex min-w-0 flex-col gap-8">
          <Facts listing={listing} />
          {located && (
            <div>
              <h2 className="mb-3 text-lg">Where it lies</h2>
              <div className="aspect-[4/3] overflow-hidden rounded-xl border border-line">
                <Plot spot={{ ...listing, latitude: listing.latitude!, longitude: listing.longitude! }} />
              </div>
              {listing.address && <p className="mt-2.5 text-sm text-muted">{listing.address}</p>}
            </div>
          )}
        </aside>
      </div>
      <Nearby listing={listing} />
    </article>
  )
}

function Doings({ listing }: { listing: Listing }) {
  const { mark, say } = useMark(listing.id)
  const chosen = usePicked().some(other => other.id === listing.id)
  const navigate = useNavigate()
  const ask = async () => {
    const { thread } = await desk()
    thread.send(`Tell me about ${listing.name}`)
    void navigate({ to: '/' })
  }
  const interested = mark === 'interest'
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap gap-2.5">
        {listing.unitsAvailable !== 0 && (
          <Link to="/visit" search={{ home: listing.slug }} className={buttonClass('primary')}>
            <CalendarDays size={17} aria-hidden />
            Book a visit
          </Link>
        )}
        <Link to="/callback" search={{ home: listing.slug }} className={buttonClass('plain')}>
          <Phone size={17} aria-hidden />
          Ask for a call
        </Link>
        <Button onClick={() => void ask()}>
          <MessageCircle size={17} aria-hidden />
          Ask about this home
        </Button>
        <Button
          aria-pressed={interested}
          disabled={say.isPending || interested}
          className="disabled:opacity-100"
          onClick={() => say.mutate({ kind: 'interest' })}
        >
          {interested ? <Check size={17} aria-hidden /> : <Heart size={17} aria-hidden />}
          Interested
        </Button>
        <Button aria-pressed={chosen} onClick={() => togglePicked(listing)}>
          {chosen ? <Check size={17} aria-hidden /> : <Columns2 size={17} aria-hidden />}
          Compare
        </Button>
        <Button
          look="quiet"
          aria-pressed={mark === 'rejection'}
          disabled={say.isPending || mark === 'rejection'}
          onClick={() => say.mutate({ kind: 'rejection' })}
        >
          {mark === 'rejection' ? 'Set aside' : 'Not for me'}
        </Button>
      </div>
      <Trouble of={say} />
    </div>
  )
}

function Facts({ listing }: { listing: Listing }) {
  const { timeZone } = useBusiness()
  const contact = [listing.contact.name, listing.contact.phone, listing.contact.email].filter(Boolean).join(', ')
  const left =
    listing.unitsAvailable === null
      ? null
      : listing.unitsAvailable === 0
        ? 'Sold out'
        : `${formatCount(listing.unitsAvailable)}${listing.unitsTotal === null ? '' : ` of ${formatCount(listing.unitsTotal)}`}`
  const rows: [string, string | null][] = [
    ['Status', statusLine(listing)],
    ['Registration', registrationLine(listing)],
    ['Homes available', left],
    ['Zone', listing.zone],
    ['Contact', contact || null],
    ['Last updated', formatDate(listing.updatedAt, timeZone)],
  ]
  return (
    <section className="rounded-xl border border-line bg-surface shadow-card">
      <h2 className="border-b border-line px-5 py-3.5 text-lg">At a glance</h2>
      <dl className="divide-y divide-line px-5">
        {rows.map(([label, value]) => (
          <div key={label} className="py-2.5">
            <dt className="text-sm text-muted">{label}</dt>
            <dd>{value ?? <Missing />}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Prices({ listing }: { listing: Listing }) {
  if (listing.priceHistory.length === 0 && listing.offers.length === 0) return null
  return (
    <>
      {listing.priceHistory.length > 0 && (
        <Block title="Price history">
          <table className="tnum w-full text-[0.9375rem]">
            <thead className="text-sm text-muted">
              <tr className="text-left [&>th]:pb-2 [&>th]:font-medium">
                <th scope="col">From</th>
                <th scope="col">Configuration</th>
                <th scope="col" className="text-right">
                  Price
                </th>
              </tr>
            </thead>
            <tbody>
              {listing.priceHistory.map(change => (
                <tr key={`${change.validFrom} ${change.unit}`} className="border-t border-line [&>td]:py-2">
                  <td>{formatDate(change.validFrom)}</td>
                  <td>{change.unit}</td>
                  <td className="text-right">{formatPriceRange(change.priceMin, change.priceMax, listing.currency)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Block>
      )}
      {listing.offers.length > 0 && (
        <Lines
          title="Offers"
          lines={listing.offers.map(offer =>
            offer.endsOn ? `${offer.text} (until ${formatDate(offer.endsOn)})` : offer.text,
          )}
        />
      )}
    </>
  )
}

function Nearby({ listing }: { listing: Listing }) {
  const found = useQuery({
    queryKey: ['nearby', listing.id],
    queryFn: ({ signal }) => getJson<Pick<SearchResult, 'items'>>(`/api/listings/${listing.id}/nearby?limit=4`, signal),
  })
  const homes = found.data?.items ?? []
  if (homes.length === 0) return null
  return (
    <Block title="Nearby">
      <ul className="grid gap-3 sm:grid-cols-2">
        {homes.map(home => (
          <li key={home.id}>
            <Link
              to="/homes/$slug"
              params={{ slug: home.slug }}
              className="flex h-full items-start justify-between gap-4 rounded-xl border border-line bg-surface p-4 shadow-card transition-colors hover:border-accent"
            >
              <span className="min-w-0">
                <span className="block font-medium">{home.name}</span>
                <span className="block text-sm text-muted">
                  {home.place}
                  {home.distanceKm !== null && ` · ${formatDistance(home.distanceKm)} away`}
                </span>
              </span>
              <span className="tnum text-right text-sm font-medium">
                {formatPriceRange(home.priceMin, home.priceMax, home.currency)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Block>
  )
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h2 className="mb-3.5 text-xl">{title}</h2>
      {children}
    </section>
  )
}

function Lines({ title, lines }: { title: string; lines: string[] }) {
  return (
    <Block title={title}>
      <ul className="flex list-disc flex-col gap-1.5 pl-5 marker:text-muted">
        {lines.map(line => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Block>
  )
}
