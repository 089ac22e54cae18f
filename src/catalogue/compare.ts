import { sql } from 'kysely'
import { formatMoney } from '../kernel/money.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { factText } from './facts.ts'
import { marketOf } from './market.ts'
import { readAtlas } from './names.ts'
import { listingNotFound, readListings } from './queries.ts'
import type { Comparison, Listing, Market } from './schema.ts'
import { statusWord } from './words.ts'

const LEAST = 2
const MOST = 4

/**
 * Two to four listings side by side, a null cell where our data has nothing. Refuses `catalogue.compare_count` and
 * `catalogue.listing_not_found`.
 */
export async function compareListings(ctx: Context, ids: string[]): Promise<Comparison> {
  const wanted = requireCount([...new Set(ids)])
  const listings = await readListings(ctx, wanted)
  if (listings.length < wanted.length) return listingNotFound()
  const row = (label: string, cell: (listing: Listing) => string | null) => ({ label, cells: listings.map(cell) })
  return {
    kind: 'listings',
    columns: listings.map(({ id, name }) => ({ id, name })),
    rows: [
      row('Developer', listing => listing.developer),
      row('Place', listing => `${listing.place}, ${listing.city}`),
      row('Status', listing => statusWord(listing.status)),
      row('Possession', listing => factText(listing, 'possession')),
      row('Price', listing => factText(listing, 'price')),
      row('Configurations', listing => factText(listing, 'configuration')),
      row('Carpet area', listing => factText(listing, 'carpet_area')),
      row('Lowest price per sq ft', lowestPerSqft),
      row('Amenities', listing => factText(listing, 'amenities')),
      row('Registration', listing => factText(listing, 'registration')),
      row('Units available', listing => stockWord(listing)),
    ],
  }
}

/** The unit that is cheapest by its own area: never one unit's price over another's. */
function lowestPerSqft({ units, currency }: Listing): string | null {
  const each = units.flatMap(unit => (unit.priceMin && unit.areaSqft ? unit.priceMin / unit.areaSqft : []))
  return each.length ? formatMoney({ minor: Math.round(Math.min(...each) / 100) * 100, currency }) : null
}

function stockWord({ unitsAvailable, unitsTotal }: Listing): string | null {
  if (unitsAvailable === null) return null
  if (unitsAvailable === 0) return 'Sold out'
  return unitsTotal === null ? String(unitsAvailable) : `${unitsAvailable} of ${unitsTotal}`
}

/**
 * Two to four places side by side, from the catalogue and the newest figures, with their source and date. A place that
 * nobody knows has empty cells. Refuses `catalogue.compare_count`.
 */
export async function comparePlaces(ctx: Context, names: string[]): Promise<Comparison> {
  const atlas = await readAtlas(ctx)
  const wanted = requireCount([...new Set(names.map(name => atlas.placeNamed(name)?.name ?? name))])
  const columns: Described[] = []
  for (const name of wanted) columns.push(await describePlace(ctx, name, atlas.placeNamed(name)?.zone ?? null))
  const row = (label: string, cell: (place: Described) => string | null) => ({
    label,
    cells: columns.map(cell),
  })
  const market = (read: (figures: Market) => string | null) => (place: Described) =>
    place.market ? read(place.market) : null
  return {
    kind: 'places',
    columns: wanted.map(name => ({ id: null, name })),
    rows: [
      row('Zone', place => place.zone),
      row('Homes on offer', place => (place.count ? String(place.count) : null)),
      row('Prices from', place =>
        place.from === null ? null : formatMoney({ minor: place.from, currency: place.currency! }),
      ),
      row(
        'Average price per sq ft',
        market(({ pricePerSqft, currency }) =>
          pricePerSqft.average === null ? null : formatMoney({ minor: pricePerSqft.average, currency }),
        ),
      ),
      row(
        'Price change, last year',
        market(({ growth1y }) => percent(growth1y)),
      ),
      row(
        'Price change, last five years',
        market(({ growth5y }) => percent(growth5y)),
      ),
      row(
        'Rental yield',
        market(({ rentalYield }) => percent(rentalYield)),
      ),
      row(
        'Figures',
        market(({ source, asOf, sample }) => `${source}, ${asOf}${sample ? ' (sample)' : ''}`),
      ),
    ],
  }
}

const percent = (value: number | null) => (value === null ? null : `${value}%`)

type Described = Awaited<ReturnType<typeof describePlace>>

async function describePlace(ctx: Context, place: string, zone: string | null) {
  const { rows } = await sql<{ count: number; from: number | null; currency: string | null }>`
    select count(distinct u.listing_id) as count, min(u.price_min) as from, min(l.currency) as currency
    from units u join listings l on l.id = u.listing_id where u.published and u.place = ${place}`.execute(ctx.db)
  return { zone, ...rows[0]!, market: await marketOf(ctx, place) }
}

function requireCount<Item>(items: Item[]): Item[] {
  if (items.length >= LEAST && items.length <= MOST) return items
  return refuse('invalid', 'catalogue.compare_count', `Name ${LEAST} to ${MOST} different ones to compare.`)
}
