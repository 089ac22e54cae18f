import fs from 'node:fs'
import { pathToFileURL } from 'node:url'
import { placeNamed } from '../gazetteer.ts'
import { kilometres } from '../nearness.ts'
import { sampleNames } from '../sample-names.ts'
import { knownListings } from './known.ts'
import { type Locality, localities } from './localities.ts'
import { samplePath } from './path.ts'
import { choosePossession, chooseStatus, type Plan, planOf } from './plans.ts'
import { tell } from './prose.ts'
import { createRandom, type Random } from './random.ts'
import { makeUnits, pastPrices } from './sample-units.ts'

const SEED = 20_261_121
/** What the figures of the sample say they are. */
export const SAMPLE_SOURCE = 'Mosaic sample figures, invented'

/**
 * The synthetic catalogue in the form of an export: real localities, everything else invented. The same on every run and
 * every machine, byte for byte.
 */
export function makeSample(): string {
  const random = createRandom(SEED)
  const byPlace = new Map(localities.map(locality => [locality.place, locality]))
  const free = localities.flatMap(locality =>
    Array.from({ length: locality.listings }, (_, nth) => ({ locality, nth })),
  )
  const order = shuffle(free, random)
  const listings = sampleNames.map((sample, index) => {
    const known = knownListings[sample.name]
    const slot = known ? { locality: byPlace.get(known.place)!, nth: 0 } : order.shift()!
    return makeListing(random, sample, index + 1, slot.locality, planOf(slot.locality, slot.nth, index))
  })
  const markets = localities.map(toMarket)
  return `${JSON.stringify({ format: 'mosaic.catalogue', version: 1, listings, markets }, null, 1)}\n`
}

function shuffle<Item>(items: Item[], random: Random): Item[] {
  const mixed = [...items]
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = random.between(0, at)
    ;[mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!]
  }
  return mixed
}

type Named = (typeof sampleNames)[number]

function makeListing(
  random: Random,
  { name, aliases, developer }: Named,
  number: number,
  locality: Locality,
  plan: Plan,
) {
  const known = knownListings[name]
  const centre = placeNamed(locality.place)!
  const status = known?.status ?? chooseStatus(random, plan)
  const possession = known ? known.possession : choosePossession(random, status)
  const units = makeUnits(random, locality, plan, known)
  const { unitsTotal, unitsAvailable } = stockOf(random, units, plan, status)
  const point = pointNear(random, centre)
  const registration = registrationOf(random, number, status, plan)
  return {
    sourceId: `sample-${String(number).padStart(3, '0')}`,
    name,
    aliases,
    developer,
    city: centre.city,
    place: centre.name,
    zone: centre.zone,
    address: `${random.between(1, 240)}, ${random.pick(ROADS)}, ${centre.name}, ${centre.city}`,
    ...point,
    precision: random.chance(0.85) ? 'exact' : 'locality',
    status,
    possession,
    ...registration,
    ...tell(random, { name, developer, place: centre.name, status, kinds: [...new Set(units.map(unit => unit.kind))] }),
    connectivity: connectionsOf(point),
    images: [],
    brochure: null,
    contact: { name: `${developer} sales desk`, phone: null, email: `sales@${developer.toLowerCase()}.example` },
    registrationSteps: STEPS,
    currency: 'INR',
    unitsTotal,
    unitsAvailable,
    offers: known || plan.soldOut || !random.chance(0.3) ? [] : [random.pick(OFFERS)],
    published: true,
    sample: true,
    units,
    priceHistory: pastPrices(random, units, status),
  }
}

const ROADS = [
  '1st Main',
  '2nd Main',
  '4th Cross',
  '5th Cross',
  '80 Feet Road',
  'Lake View Road',
  'Temple Street',
  'Old Mill Road',
  'Station Road',
  'Ring Road',
]
const STEPS = [
  'Booking amount and allotment letter',
  'Agreement for sale',
  'Stamp duty and registration at the sub-registrar’s office',
  'Khata transfer',
]
const OFFERS = [
  { text: 'Modular kitchen at no extra cost', endsOn: '2027-03-31' },
  { text: 'Two years of maintenance included', endsOn: '2027-06-30' },
  { text: 'Pay 10% now and the rest at possession', endsOn: null },
  { text: 'One covered parking space included', endsOn: '2027-01-31' },
  { text: 'No floor rise charges', endsOn: null },
]

/** Within 1.2 km of the centre, evenly over the circle. */
function pointNear(random: Random, centre: { latitude: number; longitude: number }) {
  const km = 1.2 * Math.sqrt(random.next())
  const angle = 2 * Math.PI * random.next()
  const latitude = centre.latitude + (km * Math.sin(angle)) / 111.19
  const longitude = centre.longitude + (km * Math.cos(angle)) / (111.19 * Math.cos((centre.latitude * Math.PI) / 180))
  return { latitude: round(latitude, 5), longitude: round(longitude, 5) }
}

const round = (value: number, digits: number) => Number(value.toFixed(digits))

function stockOf(random: Random, units: { available: number | null }[], plan: Plan, status: string) {
  const available = units.reduce((sum, unit) => sum + (unit.available ?? 0), 0)
  if (plan.soldOut) return { unitsTotal: random.between(40, 400), unitsAvailable: 0 }
  if (status === 'upcoming') return { unitsTotal: available + random.between(0, 20), unitsAvailable: available }
  const share = random.pick([0.04, 0.08, 0.15, 0.3, 0.45, 0.6])
  return { unitsTotal: Math.max(available, Math.round(available / share)), unitsAvailable: available }
}

function registrationOf(random: Random, number: number, status: string, plan: Plan) {
  if (plan.unregistered)
    return { registrationNumber: null, registrationState: status === 'ready' ? 'unknown' : 'applied' }
  const serial = String(random.between(100_000, 999_999))
  return { registrationNumber: `SAMPLE-${serial}-${String(number).padStart(3, '0')}`, registrationState: 'registered' }
}

const HUBS = ['Kempegowda International Airport', 'MG Road', 'Electronic City', 'Whitefield', 'Hebbal']

/** Straight lines, said to be such: they follow from the coordinates. */
function connectionsOf(point: { latitude: number; longitude: number }): string[] {
  return HUBS.map(name => ({ name, km: kilometres(point, placeNamed(name)!) }))
    .filter(hub => hub.km > 2)
    .sort((a, b) => a.km - b.km)
    .slice(0, 3)
    .map(hub => `${hub.name}: ${hub.km.toFixed(1)} km in a straight line`)
}

function toMarket({ place, perSqft, growth, rentalYield, trend }: Locality) {
  const minor = (rupees: number) => Math.round(rupees) * 100
  return {
    place,
    city: placeNamed(place)!.city,
    currency: 'INR',
    pricePerSqft: { min: minor(perSqft * 0.72), average: minor(perSqft), max: minor(perSqft * 1.38) },
    growth1y: growth[0],
    growth5y: growth[1],
    rentalYield,
    trend,
    infrastructure: [],
    attractions: [],
    source: SAMPLE_SOURCE,
    asOf: '2026-10-01',
    sample: true,
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  fs.writeFileSync(samplePath, makeSample())
