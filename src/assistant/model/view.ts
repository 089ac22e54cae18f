import type { ListingCard } from '../../catalogue/index.ts'
import { homeLine, priceWords, stateWords, unitName } from '../compose/words.ts'
import type { Finding } from '../findings.ts'

/**
 * What a model sees of a finding: rows in the words that visitors read, without ids, and without free prose, which is
 * where somebody else's instructions would stand.
 */
export function modelView(finding: Finding): object {
  switch (finding.tool) {
    case 'search': {
      const why = new Map(finding.result.outside.map(one => [one.listing.id, one.why.map(word => word.label)]))
      return {
        total: finding.result.total,
        shown: finding.page.map(home => ({
          ...homeView(home),
          ...(why.has(home.id) ? { outsideTheWish: why.get(home.id) } : {}),
        })),
        shownBefore: finding.from,
        endOfList: finding.ended,
        moreWithPriceOnRequest: finding.result.onRequest,
        unknownPlaces: finding.result.unknownPlaces,
        noHomesIn: finding.result.noStockIn,
        elsewhere: finding.result.elsewhere,
        ...(finding.around ? { around: finding.around } : {}),
      }
    }
    case 'facts':
      return {
        listing: homeView(finding.listing),
        facts: finding.facts.map(({ label, text, asOf }) => ({ label, text: text ?? 'not in our data', asOf })),
        distances: finding.distances,
      }
    case 'compare':
      return finding.comparison
    case 'market':
      return {
        place: finding.place,
        homes: finding.homes,
        market: finding.market ?? 'not in our data',
        example: finding.sampleHome ? homeLine(finding.sampleHome) : null,
      }
    case 'appointment':
      return {
        freeStarts: finding.said,
        ...(finding.slots.length === 0 ? { note: 'no start is free' } : {}),
      }
    case 'remember':
      return { facts: finding.facts.map(fact => fact.sentence), listings: finding.listings }
    default:
      return finding
  }
}

function homeView(home: ListingCard): object {
  return {
    name: home.name,
    developer: home.developer,
    place: home.place,
    city: home.city,
    state: stateWords(home),
    homes: home.units.map(unit => ({
      what: unitName(unit),
      areaSqft: unit.areaSqft,
      price: priceWords(unit, home.currency),
    })),
    amenities: home.amenities,
    distanceKm: home.distanceKm,
  }
}
