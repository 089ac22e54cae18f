import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { SlidersHorizontal, X } from 'lucide-react'
import { useState } from 'react'
import { useBusiness } from '../api/business.ts'
import { getJson } from '../api/client.ts'
import type { SearchResult, Wish } from '../api/types.ts'
import { Button, buttonClass } from '../parts/button.tsx'
import { Page } from '../parts/header.tsx'
import { Empty, Failed, Loading, Notice } from '../parts/notice.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { formatCount } from '../words/home.ts'
import { fromAddress, toAddress, wishChips, wishQuery } from '../words/wish.ts'
import { Card } from './card.tsx'
import { CompareBar } from './compare-bar.tsx'
import { Filters } from './filters.tsx'

/** The catalogue to look through: the filters stand in the address, so that a result can be shared and found again. */
export default function BrowsePage() {
  const search = useSearch({ from: '/homes' })
  const navigate = useNavigate({ from: '/homes' })
  const { currency } = useBusiness()
  const wish = fromAddress(search)
  const query = wishQuery(wish).toString()
  const [filtering, setFiltering] = useState(false)
  const change = (next: Wish) =>
    void navigate({ to: '/homes', search: toAddress(next), replace: true, resetScroll: false })
  const found = useInfiniteQuery({
    queryKey: ['listings', query],
    queryFn: ({ pageParam, signal }) =>
      getJson<SearchResult>(
        `/api/listings?${query}${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ''}`,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: last => last.cursor,
  })
  const first = found.data?.pages[0]
  const items = found.data?.pages.flatMap(page => page.items) ?? []
  return (
    <Page title="Homes">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h1 className="text-2xl sm:text-3xl">Homes</h1>
          <p role="status" className="tnum mt-1.5 text-muted">
            {first ? countLine(first) : 'Counting'}
          </p>
        </div>
        <Button className="lg:hidden" onClick={() => setFiltering(true)}>
          <SlidersHorizontal size={17} aria-hidden />
          Filters
        </Button>
      </div>
      <ul className="mt-4 flex flex-wrap gap-1.5 empty:hidden" aria-label="Filters in use">
        {wishChips(wish, currency).map(chip => (
          <li key={chip.id}>
            <button
              type="button"
              aria-label={`Remove filter: ${chip.label}`}
              onClick={() => change(without(wish, chip))}
              className="inline-flex min-h-9 items-center gap-1.5 rounded-full bg-sunken pl-3.5 pr-2.5 text-sm text-soft hover:bg-line hover:text-ink pointer-coarse:min-h-11"
            >
              {chip.label}
              <X size={15} aria-hidden className="text-muted" />
            </button>
          </li>
        ))}
      </ul>
      <div className="mt-6 grid gap-8 lg:grid-cols-[17rem_minmax(0,1fr)]">
        <section aria-label="Filters" className="hidden lg:block">
          <Filters wish={wish} currency={currency} onChange={change} />
        </section>
        <div className="flex min-w-0 flex-col gap-4">
          {found.isPending && <Loading label="Finding homes" />}
          {found.isError && <Failed found={found} />}
          {first?.items[0]?.sample && (
            <Notice tone="warn">
              <strong className="font-semibold">Sample data.</strong> These homes and prices are invented for
              demonstration.
            </Notice>
          )}
          {items.map(listing => (
            <Card key={listing.id} listing={listing} />
          ))}
          {first && items.length === 0 && <Nothing result={first} onChange={change} />}
          {found.hasNextPage && (
            <Button
              className="self-center"
              disabled={found.isFetchingNextPage}
              onClick={() => void found.fetchNextPage()}
            >
              {found.isFetchingNextPage ? 'Loading' : 'More homes'}
            </Button>
          )}
          {items.length > 0 && !found.hasNextPage && (
            <p className="py-3 text-center text-sm text-muted">That is all of them.</p>
          )}
        </div>
      </div>
      {filtering && (
        <Sheet
          title="Filters"
          onClose={() => setFiltering(false)}
          footer={
            <Button look="primary" className="w-full" onClick={() => setFiltering(false)}>
              {first ? `Show ${formatCount(first.total)} ${first.total === 1 ? 'home' : 'homes'}` : 'Show homes'}
            </Button>
          }
        >
          <Filters wish={wish} currency={currency} onChange={change} />
        </Sheet>
      )}
      <CompareBar />
    </Page>
  )
}

function countLine(result: SearchResult): string {
  const homes = `${formatCount(result.total)} ${result.total === 1 ? 'home' : 'homes'}`
  const more = result.onRequest > 0 ? `, ${formatCount(result.onRequest)} more with the price on request` : ''
  return homes + more
}

function without(wish: Wish, chip: { set?: Wish; clear?: string[] }): Wish {
  const next = { ...wish, ...chip.set }
  for (const key of chip.clear ?? []) delete next[key as keyof Wish]
  return next
}

function Nothing({ result, onChange }: { result: SearchResult; onChange: (wish: Wish) => void }) {
  return (
    <>
      <Empty
        title="No home fits all of that"
        action={
          <>
            <Button onClick={() => onChange({})}>Clear the filters</Button>
            <Link to="/" className={buttonClass('primary')}>
              Ask in the chat
            </Link>
          </>
        }
      >
        {result.unknownPlaces.map(place => (
          <p key={place.spoken}>
            We do not know a place called {place.spoken}.
            {place.near.length > 0 && ` Did you mean ${place.near.join(' or ')}?`}
          </p>
        ))}
        {result.noStockIn.length > 0 && <p>We have no homes in {result.noStockIn.join(', ')}.</p>}
        {result.elsewhere.length > 0 && (
          <p>Elsewhere there are: {result.elsewhere.map(({ place, count }) => `${count} in ${place}`).join(', ')}.</p>
        )}
      </Empty>
      {result.outside.length > 0 && (
        <section aria-label="Nearest to your wish" className="flex flex-col gap-4">
          <h2 className="text-lg">Nearest to your wish</h2>
          {result.outside.map(({ listing, why }) => (
            <Card key={listing.id} listing={listing} why={why.map(({ label }) => label)} />
          ))}
        </section>
      )}
    </>
  )
}
