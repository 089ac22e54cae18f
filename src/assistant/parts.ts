import type { Listing, ListingCard } from '../catalogue/index.ts'
import type { Part } from '../conversations/index.ts'
import type { AppointmentFinding } from './booking/findings.ts'
import type { Finding, SearchFinding } from './findings.ts'

/** What the answer shows beside its text, from the same rows. */
export function partsOf(findings: readonly Finding[]): Part[] {
  return findings.flatMap(finding => partsOfFinding(finding))
}

function partsOfFinding(finding: Finding): Part[] {
  switch (finding.tool) {
    case 'search':
      return finding.page.length > 0 ? [listingsPart(finding)] : []
    case 'facts': {
      const { id, slug, name } = finding.listing
      const facts: Part = { type: 'facts', listing: { id, slug, name }, facts: finding.facts }
      return finding.asked.length === 0 ? [cardPart(cardOf(finding.listing), null, 1), facts] : [facts]
    }
    case 'compare':
      return finding.comparison.columns.length > 1 ? [{ type: 'comparison', ...finding.comparison }] : []
    case 'market':
      return finding.sampleHome ? [cardPart(cardOf(finding.sampleHome), `In ${finding.place}`, finding.homes)] : []
    case 'emi':
      return [{ type: 'emi', ...finding.emi, listing: finding.listing }]
    case 'remember':
      return finding.facts.length > 0
        ? [
            {
              type: 'memory',
              facts: finding.facts.slice(0, 50).map(({ id, key, sentence, value, source }) => ({
                id,
                key,
                sentence,
                value,
                source: { messageNumber: source.messageNumber, text: source.text },
              })),
            },
          ]
        : []
    case 'appointment':
      return appointmentParts(finding)
    default:
      return []
  }
}

function appointmentParts({ outcome, ask, appointment, appointments, listing, days }: AppointmentFinding): Part[] {
  if (outcome === 'mine') return appointments.slice(0, 5).map(one => ({ type: 'appointment', appointment: one }))
  // With the links for one's own calendar.
  if (ask === 'messages' && appointment) return [{ type: 'appointment', appointment }]
  if (SHOWS_ONE.has(outcome) && appointment) return [{ type: 'appointment', appointment }]
  return days.length > 0 ? [{ type: 'slots', days, listing }] : []
}

const SHOWS_ONE = new Set<AppointmentFinding['outcome']>([
  'booked',
  'already',
  'promised',
  'moved',
  'same_time',
  'cancelled',
])

function listingsPart({ result, page, from, around }: SearchFinding): Part {
  const outside = result.items.length === 0
  const why = new Map(result.outside.map(one => [one.listing.id, one.why.map(word => word.label)]))
  return {
    type: 'listings',
    label: outside ? 'Outside your wish' : around ? `Around ${around}` : null,
    outside,
    items: page.map(home => (outside ? { ...home, why: why.get(home.id) ?? [] } : home)),
    total: outside ? page.length : result.total,
    shownFrom: from + 1,
  }
}

function cardPart(card: ListingCard, label: string | null, total: number): Part {
  return { type: 'listings', label, outside: false, items: [card], total, shownFrom: 1 }
}

/** The card of a full listing: what a list shows, and no more. */
function cardOf(listing: Listing | ListingCard): ListingCard {
  const { id, slug, name, developer, place, city, status, possession, latitude, longitude, precision, highlights } =
    listing
  const { amenities, currency, priceMin, priceMax, units, unitsTotal, unitsAvailable, registrationNumber } = listing
  const { registrationState, image, sample, updatedAt, distanceKm, match } = listing
  return {
    ...{ id, slug, name, developer, place, city, status, possession, latitude, longitude, precision, highlights },
    ...{ amenities, currency, priceMin, priceMax, units, unitsTotal, unitsAvailable, registrationNumber },
    ...{ registrationState, image, sample, updatedAt, distanceKm, match },
  }
}
