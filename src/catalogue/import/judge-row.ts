import { slugOf } from '../cards.ts'
import { cityNamed, HOME_CITY, placeNamed } from '../gazetteer.ts'
import { kilometres } from '../nearness.ts'
import { type Amenity, zoneSchema } from '../schema.ts'
import { readAmenity, readList, readPossession, readState, readStatus, readTruth } from './cells.ts'
import type { Cells, Problem, RawRow } from './columns.ts'
import type { ListingFields, PriceChange, UnitDraft } from './draft.ts'
import { type Fields, fieldsOf, problem, RowProblem } from './fields.ts'
import { judgeUnit } from './judge-unit.ts'

export type JudgedRow = {
  source: string
  /** The id within its source. */
  key: string
  fields: ListingFields
  unit: UnitDraft
  priceHistory: PriceChange[]
  mended: boolean
}

export const DEFAULT_SOURCE = 'import'

export type Judging = {
  /** Decides what is still in the future. */
  now: Temporal.Instant
  /** Wins over what a row says. */
  source: string | undefined
  currency: string
  /** Marks everything as synthetic. */
  sample: boolean
}

/** Further than this from its centre, a point is not in the city. The database holds the same rule. */
const CITY_RADIUS_KM = 60

/**
 * A row of a file as a listing and one of its units, or the first thing that is wrong with it.
 */
export function judgeRow(raw: RawRow, { now, source, currency, sample }: Judging): JudgedRow | Problem {
  if (raw.problem) return raw.problem
  try {
    const cells = fieldsOf(raw.cells)
    const fields = readFields(cells, now, currency, sample)
    const unit = judgeUnit(cells, fields)
    return {
      source: source ?? cells.text('source') ?? DEFAULT_SOURCE,
      key: cells.text('source_id') ?? `${slugOf(fields.name)}/${slugOf(fields.place)}`,
      fields,
      unit,
      priceHistory: readPast(raw.cells),
      mended: raw.cells.refused_code !== undefined,
    }
  } catch (error) {
    if (error instanceof RowProblem) return error.problem
    throw error
  }
}

/** Whose row it is, also where the row is refused; undefined where not even that can be read. */
export function whoseRow({ cells }: RawRow, given: string | undefined): { source: string; key: string } | undefined {
  try {
    const { text } = fieldsOf(cells)
    const [name, place] = [text('name'), text('place')]
    const named = name && place ? `${slugOf(name)}/${slugOf(placeNamed(place)?.name ?? place)}` : undefined
    const key = text('source_id') ?? named
    return key === undefined ? undefined : { source: given ?? text('source') ?? DEFAULT_SOURCE, key }
  } catch {
    return undefined
  }
}

function readFields(cells: Fields, now: Temporal.Instant, deskCurrency: string, sample: boolean): ListingFields {
  const { text, list } = cells
  const name = cells.required('name')
  const developer = cells.required('developer')
  const spokenPlace = cells.required('place')
  const known = placeNamed(spokenPlace)
  const spokenCity = text('city')
  const city = spokenCity ? (cityNamed(spokenCity)?.name ?? spokenCity) : (known?.city ?? HOME_CITY)
  const local = known?.city === city ? known : undefined
  const zone = cells.read(
    'zone',
    word => zoneSchema.safeParse(word[0]!.toUpperCase() + word.slice(1).toLowerCase()).data,
  )
  const status =
    cells.read('status', readStatus) ??
    problem('status', 'missing', 'Write the status: ready, under construction or upcoming.')
  const possession =
    text('possession') && !readStatus(text('possession')!) ? cells.read('possession', readPossession) : undefined
  if (status === 'ready' && possession) refuseFuture(possession, now)
  const registrationNumber = text('registration_number') ?? null
  const amenities = list('amenities', /[;,|]/).map(word => ({ word, amenity: readAmenity(word) }))
  const point = readPoint(cells, city)
  const currency = text('currency')?.toUpperCase() ?? deskCurrency
  if (!/^[A-Z]{3}$/.test(currency))
    problem('currency', 'invalid', 'Write the currency as its three letters, such as INR.')
  return {
    name,
    developer,
    city,
    place: local?.name ?? spokenPlace,
    zone: zone ?? local?.zone ?? null,
    aliases: list('aliases').filter(alias => alias !== name),
    address: text('address') ?? null,
    ...point,
    precision: point.latitude === null ? 'locality' : (cells.read('precision', precisionNamed) ?? 'exact'),
    status,
    possessionYear: possession?.year ?? null,
    possessionQuarter: possession?.quarter ?? null,
    registrationNumber,
    registrationState: readRegistration(cells, registrationNumber),
    registrationSteps: list('registration_steps'),
    description: text('description') ?? null,
    // A word for an amenity that we have no key for is kept where it can be read.
    highlights: [...new Set([...list('highlights'), ...amenities.flatMap(one => (one.amenity ? [] : one.word))])],
    amenities: [...new Set(amenities.flatMap(one => one.amenity ?? []))].sort() as Amenity[],
    connectivity: list('connectivity'),
    images: list('images').filter(safeAddress),
    brochure: [text('brochure')].filter(one => one && safeAddress(one))[0] ?? null,
    contactName: text('contact_name') ?? null,
    contactPhone: text('contact_phone') ?? null,
    contactEmail: text('contact_email') ?? null,
    currency,
    ...readStock(cells),
    offers: list('offers').map(readOffer),
    published: cells.read('published', readTruth) ?? true,
    sample: sample || (cells.read('sample', readTruth) ?? false),
  }
}

const precisionNamed = (word: string) => (['exact', 'locality'] as const).find(one => one === word.toLowerCase())

/** A link in a page leads to the web or to our own files, and runs nothing. */
const safeAddress = (address: string) => /^https?:\/\//i.test(address) || /^\/(?!\/)/.test(address)

function refuseFuture({ year, quarter }: { year: number; quarter: number | null }, now: Temporal.Instant) {
  const today = now.toZonedDateTimeISO('UTC')
  if (year * 4 + (quarter ?? 1) > today.year * 4 + Math.ceil(today.month / 3))
    problem('possession', 'ready_in_future', 'A home that is ready cannot have a possession date in the future.')
}

function readRegistration(cells: Fields, number: string | null) {
  const state = cells.read('registration_state', readState) ?? (number ? 'registered' : 'unknown')
  if (state === 'registered' && !number)
    problem('registration_number', 'missing', 'Registered needs its number; otherwise write applied or unknown.')
  return state
}

function readPoint(cells: Fields, city: string) {
  const latitude = cells.number('latitude', -90, 90)
  const longitude = cells.number('longitude', -180, 180)
  if (latitude === null && longitude === null) return { latitude, longitude }
  if (latitude === null || longitude === null)
    return problem(latitude === null ? 'latitude' : 'longitude', 'missing', 'Give latitude and longitude, or neither.')
  const centre = cityNamed(city)
  if (centre && kilometres(centre, { latitude, longitude }) > CITY_RADIUS_KM)
    problem('latitude', 'outside_city', `These coordinates lie outside ${city}.`)
  return { latitude, longitude }
}

function readStock(cells: Fields) {
  const unitsTotal = cells.count('units_total')
  const unitsAvailable = cells.count('units_available')
  if (unitsTotal !== null && unitsAvailable !== null && unitsAvailable > unitsTotal)
    problem('units_available', 'more_than_total', 'More units are available than there are in total.')
  return { unitsTotal, unitsAvailable }
}

/** "Free modular kitchen | 2026-12-31": a last day behind the last bar. */
function readOffer(item: string) {
  const dated = /^(.*\S)\s*\|\s*(\d{4}-\d{2}-\d{2})$/.exec(item)
  if (!dated) return { text: item, endsOn: null }
  if (!isDay(dated[2]!)) problem('offers', 'invalid', 'Write the last day of an offer as 2026-12-31.')
  return { text: dated[1]!, endsOn: dated[2]! }
}

/** "3 BHK 1640 sq ft | 18000000 | 18500000 | 2026-01-01": what a unit cost, in minor units, from when. */
function readPast(cells: Cells): PriceChange[] {
  return readList(cells.price_history).flatMap(item => {
    const [unit, min, max, validFrom] = item.split('|').map(piece => piece.trim())
    const [priceMin, priceMax] = [Number(min), Number(max)]
    if (!unit || !validFrom || !isDay(validFrom) || !(priceMin > 0) || !(priceMax >= priceMin))
      return problem('price_history', 'invalid', 'A price of the past needs its unit, both prices and its day.')
    return { unit, priceMin, priceMax, validFrom }
  })
}

function isDay(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text
  } catch {
    return false
  }
}
