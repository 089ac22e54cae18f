import type { ListingCard, SearchResult, Wish } from '../../catalogue/index.ts'
import type { SearchFinding } from '../findings.ts'
import { type Mind, oneOf } from '../mind.ts'
import { wishWords } from './wish-words.ts'
import { counted, grouped, homeLine, listed, priceWords, sentence, unitsFor } from './words.ts'

/** The answer to a list of homes: how many, the first ones from their rows, and what else is true of the list. */
export function searchAnswer(mind: Mind, finding: SearchFinding): string {
  const { result, wish } = finding
  if (result.unknownPlaces.length > 0 && finding.page.length === 0) return unknownPlaces(result)
  if (result.noStockIn.length > 0 && finding.page.length === 0) return noStock(mind, result)
  if (result.outside.length > 0 && finding.page.length > 0) return outside(mind, finding)
  if (finding.page.length === 0) return finding.from > 0 ? endOfList(mind, finding) : nothing(mind, finding)
  const lines = [headline(mind, finding), ...homes(finding.page, wish)]
  const rest = result.total - finding.from - finding.page.length
  if (rest > 0 && finding.from > 0) lines.push(`${capitalCount(rest)} left after these.`)
  if (finding.ended && finding.from > 0) lines.push('That is the end of this list.')
  if (result.unknownPlaces.length > 0) lines.push(unknownPlaces(result))
  return [...lines, ...asides(finding)].join('\n')
}

/** The homes of a list without its headline, where what leads to them is said already. */
export function homesAnswer({ page, wish, result }: SearchFinding): string {
  const rest = result.total - page.length
  return [...homes(page, wish), ...(rest > 0 ? [`${capitalCount(rest)} left after these.`] : [])].join('\n')
}

function headline(mind: Mind, { result, wish, page, from, around }: SearchFinding): string {
  const total = result.total
  const what = wishWords(around ? { ...wish, places: undefined, radiusKm: undefined } : wish, mind.currency)
  const near = around ? ` around ${around}` : ''
  if (from > 0) return page.length === 1 ? 'Here is the next one:' : `Here are the next ${page.length}:`
  if (total === 1) return `There is one match for ${what}${near}:`
  if (total <= page.length)
    return oneOf(mind, [
      `${counted(total, 'match', 'matches')} for ${what}${near}:`,
      `For ${what}${near} I found ${total}:`,
    ])
  const order = around ? 'Nearest first' : 'The best fits'
  return oneOf(mind, [
    `I found ${grouped(total)} matches for ${what}${near}. ${order}:`,
    `For ${what}${near} our catalogue has ${grouped(total)} matches. ${order}:`,
  ])
}

function homes(page: ListingCard[], wish: Wish): string[] {
  return page.map(home => `• ${sentence(homeLine(home, wish))}`)
}

function asides({ result, around }: SearchFinding): string[] {
  const lines: string[] = []
  if (result.onRequest > 0)
    lines.push(
      result.onRequest === 1
        ? '1 more on request: it fits otherwise, but its price is not published.'
        : `${grouped(result.onRequest)} more on request: they fit otherwise, but their price is not published.`,
    )
  if (result.withoutCoordinates > 0 && around !== null)
    lines.push(
      `${counted(result.withoutCoordinates, 'home')} left out, because we have no position for ${result.withoutCoordinates === 1 ? 'it' : 'them'}.`,
    )
  if (result.noStockIn.length > 0) lines.push(`We have nothing in ${listed(result.noStockIn)} at present.`)
  return lines
}

function outside(mind: Mind, { result, wish, page }: SearchFinding): string {
  const shown = new Set(page.map(home => home.id))
  const lines = result.outside
    .filter(one => shown.has(one.listing.id))
    .map(
      one =>
        `• ${sentence(homeLine(unitsMeant(one, wish)))} Outside your wish: ${sentence(listed(one.why.map(why => why.label)))}`,
    )
  const onRequest = result.onRequest > 0 ? [`${grouped(result.onRequest)} more on request would fit otherwise.`] : []
  const head = `Our catalogue has no exact match for ${wishWords(wish, mind.currency)}.`
  return [`${head} ${lines.length === 1 ? 'This one comes' : 'These come'} closest:`, ...lines, ...onRequest].join('\n')
}

/** The listing with the units alone that the labels speak of. */
function unitsMeant({ listing, why }: SearchResult['outside'][number], wish: Wish): ListingCard {
  const size = why.find(one => one.key === 'bedrooms')?.label
  const price = why.find(one => /price/i.test(one.key))?.label
  const units = unitsFor(listing, {
    ...(wish.kinds ? { kinds: wish.kinds } : {}),
    ...(!size && wish.bedrooms ? { bedrooms: wish.bedrooms } : {}),
    ...(!price && wish.maxPrice ? { maxPrice: wish.maxPrice } : {}),
  }).filter(
    unit =>
      (!size || size.startsWith(`${unit.bedrooms} BHK`)) &&
      (!price || price.startsWith(priceWords(unit, listing.currency))),
  )
  return units.length > 0 ? { ...listing, units } : listing
}

function nothing(mind: Mind, { result, wish, around }: SearchFinding): string {
  const what = wishWords(around ? { ...wish, places: undefined, radiusKm: undefined } : wish, mind.currency)
  const near = around ? ` within ${wish.radiusKm ?? 10} km of ${around}` : ''
  const lines = [`Our catalogue has no ${what}${near} right now.`]
  if (result.onRequest > 0) lines.push(`${counted(result.onRequest, 'home')} would fit, with the price on request.`)
  lines.push(givingWay(wish, around))
  return lines.join(' ').trim()
}

/** The one question that leads on from nothing: which part of the wish could be different. */
function givingWay(wish: Wish, around: string | null): string {
  const keys = [
    wish.kinds?.length && 'the kind of home',
    (wish.maxPrice || wish.minPrice || wish.aboutPrice) && 'the budget',
    wish.bedrooms?.length && 'the size',
    wish.amenities?.length && 'the amenities',
    (wish.statuses?.length || wish.possessionBy || wish.possessionIn) && 'the date',
    !around && (wish.places?.length || wish.zone) && 'the place',
  ].filter(key => typeof key === 'string')
  if (keys.length > 1) return `What could give way: ${listed(keys, 'or')}?`
  return keys.length === 1 ? `Could ${keys[0]} be different?` : ''
}

function endOfList(mind: Mind, { result, wish }: SearchFinding): string {
  if (result.total === 0)
    return `That is all that comes close to ${wishWords(wish, mind.currency)}. ${givingWay(wish, null)}`.trim()
  return `You have now seen all ${grouped(result.total)} ${wishWords(wish, mind.currency)} that we have.`
}

function unknownPlaces(result: SearchResult): string {
  return result.unknownPlaces
    .map(({ spoken, near }) =>
      near.length > 0
        ? `I do not know a place called “${spoken}”. Did you mean ${listed(near, 'or')}?`
        : `I do not know a place called “${spoken}”, and we have no homes listed there. Which locality of Bengaluru suits you?`,
    )
    .join(' ')
}

function noStock(mind: Mind, result: SearchResult): string {
  return oneOf(mind, [
    `We have no homes in ${listed(result.noStockIn)} at present. Our homes are in Bengaluru: shall I look there?`,
    `Nothing in ${listed(result.noStockIn)} at the moment: what we have is in Bengaluru. Would you like to see that?`,
  ])
}

function capitalCount(count: number): string {
  return count === 1 ? 'One is' : `${grouped(count)} are`
}
