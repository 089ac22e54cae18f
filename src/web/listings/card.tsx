import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { Check, ChevronRight, Columns2, Heart, Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { ListingCard } from '../api/types.ts'
import { Button, buttonClass } from '../parts/button.tsx'
import { Trouble } from '../parts/notice.tsx'
import { amenityName, formatDistance, formatPossession, registrationLine, STATUSES } from '../words/home.ts'
import { formatPriceRange } from '../words/price.ts'
import { useMark } from './marks.ts'
import { Plot } from './plot.tsx'
import { MOST, togglePicked, usePicked } from './selection.ts'
import { Units } from './units.tsx'

const REASONS = ['Price', 'Location', 'Possession date', 'Size or layout', 'Developer']

/** A home as it stands in an answer or a list: what it is, what it costs, where it lies, and what one can do about it. */
export function Card({
  listing,
  why = [],
  heading = 'h2',
}: {
  listing: ListingCard
  why?: string[]
  heading?: 'h2' | 'h3'
}) {
  const Heading = heading
  const { mark, say } = useMark(listing.id)
  const [asking, setAsking] = useState(false)
  if (mark === 'rejection' && !asking)
    return <SetAside listing={listing} onBack={() => say.mutate({ kind: 'interest' })} />
  const located = listing.latitude !== null && listing.longitude !== null
  return (
    <article
      aria-label={listing.name}
      className="appear grid overflow-hidden rounded-xl border border-line bg-surface shadow-card md:grid-cols-[minmax(0,1fr)_13.5rem]"
    >
      <div className="flex min-w-0 flex-col gap-3.5 p-4 sm:p-5">
        <div className="flex flex-wrap items-start justify-between gap-x-5 gap-y-1">
          <div className="min-w-0 flex-1 basis-52">
            <Heading className="text-[1.0625rem]">
              <Link
                to="/homes/$slug"
                params={{ slug: listing.slug }}
                className="rounded decoration-accent/40 underline-offset-4 hover:text-accent hover:underline"
              >
                {listing.name}
              </Link>
            </Heading>
            <p className="mt-0.5 text-sm text-muted">
              {listing.place}, {listing.city} · by {listing.developer}
              {listing.sample && ' · sample'}
              {listing.distanceKm !== null && ` · ${formatDistance(listing.distanceKm)} away`}
            </p>
          </div>
          <p className="tnum text-[1.0625rem] font-semibold tracking-tight">
            {formatPriceRange(listing.priceMin, listing.priceMax, listing.currency)}
          </p>
        </div>
        {why.length > 0 && (
          <p className="rounded-lg border border-warn-line bg-warn-tint px-3 py-2 text-sm text-warn">
            <span className="font-medium">Outside your wish: </span>
            {why.join(', ')}
          </p>
        )}
        {why.length === 0 && <Fit match={listing.match} />}
        <Status listing={listing} />
        <Units listing={listing} most={4} />
        <Amenities keys={listing.amenities} />
        {asking ? (
          <Reasons
            onPick={reason => {
              say.mutate({ kind: 'rejection', ...(reason && { reason }) })
              setAsking(false)
            }}
            onCancel={() => setAsking(false)}
          />
        ) : (
          <Actions
            listing={listing}
            interested={mark === 'interest'}
            onInterest={() => say.mutate({ kind: 'interest' })}
            onReject={() => setAsking(true)}
            busy={say.isPending}
          />
        )}
        <Trouble of={say} />
      </div>
      {located && (
        <div className="h-30 border-line max-md:order-first max-md:border-b md:relative md:h-auto md:min-h-48 md:border-l">
          <div className="size-full md:absolute md:inset-0">
            <Plot spot={{ ...listing, latitude: listing.latitude!, longitude: listing.longitude! }} />
          </div>
        </div>
      )}
    </article>
  )
}

/** What of the wish this home meets, in the reasons that the search gave. Its place stands above already. */
function Fit({ match }: { match: ListingCard['match'] }) {
  const met = match?.parts.filter(part => part.part !== 'place' && part.of > 0 && part.points === part.of) ?? []
  if (met.length === 0) return null
  return (
    <p className="flex gap-2 text-[0.9375rem] text-ink">
      <Check size={17} aria-hidden className="mt-[3px] shrink-0 text-accent" />
      <span>
        <span className="sr-only">Fits your wish: </span>
        {met.map(part => part.reason).join(' · ')}
      </span>
    </p>
  )
}

function Status({ listing }: { listing: ListingCard }) {
  const possession = formatPossession(listing.possession)
  const left = listing.unitsAvailable
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-soft">
      <li className="flex items-center gap-2">
        <span
          aria-hidden
          className={clsx('size-2 rounded-full', listing.status === 'ready' ? 'bg-accent' : 'border-2 border-accent')}
        />
        {STATUSES[listing.status]}
        {listing.status !== 'ready' && `, possession ${possession ?? 'date not given'}`}
      </li>
      <li>{registrationLine(listing)}</li>
      {left === 0 && <li className="font-medium text-bad">Sold out</li>}
    </ul>
  )
}

function Amenities({ keys }: { keys: readonly string[] }) {
  const shown = keys.slice(0, 5).map(amenityName)
  if (shown.length === 0) return null
  const more = keys.length - shown.length
  return (
    <p className="text-sm text-muted">
      <span className="sr-only">Amenities: </span>
      {shown.join(' · ')}
      {more > 0 && ` · ${more} more`}
    </p>
  )
}

function Actions({
  listing,
  interested,
  busy,
  onInterest,
  onReject,
}: {
  listing: ListingCard
  interested: boolean
  busy: boolean
  onInterest: () => void
  onReject: () => void
}) {
  const picked = usePicked()
  const chosen = picked.some(other => other.id === listing.id)
  const full = !chosen && picked.length >= MOST
  return (
    <div className="mt-auto flex flex-wrap items-center gap-2 pt-1">
      <Button
        small
        look={interested ? 'primary' : 'plain'}
        aria-pressed={interested}
        disabled={busy || interested}
        onClick={onInterest}
        className="disabled:opacity-100"
      >
        {interested ? <Check size={16} aria-hidden /> : <Heart size={16} aria-hidden />}
        Interested
      </Button>
      <Button
        small
        aria-pressed={chosen}
        disabled={full}
        onClick={() => togglePicked(listing)}
        title={full ? `Up to ${MOST} homes can be compared` : undefined}
      >
        {chosen ? <Check size={16} aria-hidden /> : <Columns2 size={16} aria-hidden />}
        Compare
      </Button>
      {listing.unitsAvailable !== 0 && (
        <Link
          to="/visit"
          search={{ home: listing.slug }}
          aria-label={`Book a visit to ${listing.name}`}
          className={buttonClass('plain', true)}
        >
          Book a visit
        </Link>
      )}
      <Button small look="quiet" onClick={onReject}>
        Not for me
      </Button>
      <Link
        to="/homes/$slug"
        params={{ slug: listing.slug }}
        aria-label={`Details of ${listing.name}`}
        className="ml-auto inline-flex min-h-9 items-center gap-0.5 rounded-lg text-sm font-medium text-accent hover:text-accent-strong"
      >
        Details
        <ChevronRight size={16} aria-hidden />
      </Link>
    </div>
  )
}

function Reasons({ onPick, onCancel }: { onPick: (reason: string | null) => void; onCancel: () => void }) {
  return (
    <fieldset className="border-t border-line pt-3">
      <legend className="sr-only">What does not fit?</legend>
      <p className="mb-2 text-sm font-medium" aria-hidden>
        What does not fit?
      </p>
      <div className="flex flex-wrap gap-2">
        {REASONS.map(reason => (
          <Button key={reason} small onClick={() => onPick(reason)}>
            {reason}
          </Button>
        ))}
        <Button small onClick={() => onPick(null)}>
          No reason
        </Button>
        <Button small look="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </fieldset>
  )
}

function SetAside({ listing, onBack }: { listing: ListingCard; onBack: () => void }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 rounded-xl border border-dashed border-edge/60 px-4 py-2 text-sm text-muted">
      <span>
        <span className="font-medium text-soft">{listing.name}</span> is set aside. We will not suggest it again.
      </span>
      <Button small look="quiet" onClick={onBack}>
        <Undo2 size={16} aria-hidden />
        Interested after all
      </Button>
    </div>
  )
}
