import type { FactKey, ListingFact } from '../../catalogue/index.ts'
import { formatMoney, minorDigits } from '../../kernel/money.ts'
import type { CompareFinding, EmiFinding, FactsFinding, MarketFinding } from '../findings.ts'
import { forbiddenWording } from '../ground/index.ts'
import type { Mind } from '../mind.ts'
import { availability, pointedAnswer } from './pointed.ts'
import { wishWords } from './wish-words.ts'
import {
  bedroomWords,
  capital,
  counted,
  dateWords,
  distanceWords,
  homeLine,
  listed,
  sentence,
  unitsFor,
} from './words.ts'

/** What a fact is called where it is missing. */
const missing: Record<FactKey, string> = {
  price: 'the price',
  amenities: 'the amenities',
  possession: 'the possession date',
  location: 'the exact address',
  registration: 'the registration number',
  carpet_area: 'the carpet area',
  contact: 'a contact',
  brochure: 'a brochure',
  configuration: 'the configurations',
  connectivity: 'the distances to places around it',
}

/** Facts of one home, each from its column with the date of the row, or said to be missing. */
export function factsAnswer(mind: Mind, finding: FactsFinding): string {
  const { listing, asked } = finding
  const pointed = pointedAnswer(mind, finding)
  if (pointed) return pointed
  const lines = asked.length === 0 ? overview(mind, finding) : askedFacts(mind, finding)
  lines.push(...distances(finding))
  lines.unshift(...missingAround(mind, finding))
  if (lines.length === 0) lines.push(`${listing.name} is in ${listing.place}.`)
  return lines.join('\n')
}

function overview(mind: Mind, { listing, facts }: FactsFinding): string[] {
  const lines = [sentence(homeLine(listing))]
  if (listing.developer) lines[0] += ` The developer is ${listing.developer}.`
  // Highlights are written by whoever sells: what pushes or carries markup is not repeated.
  const highlights = listing.highlights.filter(text => forbiddenWording(text) === null).slice(0, 3)
  if (highlights.length > 0) lines.push(`Worth knowing: ${sentence(highlights.join('; '))}`)
  for (const fact of facts)
    if (fact.text !== null && (fact.key === 'amenities' || fact.key === 'registration')) lines.push(line(fact))
  const left = availability(mind, listing)
  return left ? [...lines, left] : lines
}

function askedFacts(mind: Mind, { listing, asked, facts, distances }: FactsFinding): string[] {
  const present = facts.filter(fact => fact.text !== null)
  const absent = facts.filter(fact => fact.text === null && !(fact.key === 'connectivity' && distances.length > 0))
  const lines: string[] = []
  if (present.length === 1) lines.push(single(mind, listing, present[0]!))
  else if (present.length > 1) lines.push(`${listing.name}:`, ...present.map(fact => `• ${sentence(line(fact))}`))
  if (present.length > 0) {
    const date = dateWords(present[0]!.asOf, mind.timeZone)
    lines[lines.length - 1] += present.length === 1 ? ` (Our data of ${date}.)` : ''
    if (present.length > 1) lines.push(`Our data of ${date}.`)
  }
  if (absent.length > 0) {
    const names = listed(
      absent.map(fact => missing[fact.key]),
      'or',
    )
    lines.push(`${capital(names)} of ${listing.name} ${absent.length > 1 ? 'are' : 'is'} not in our data.`)
  }
  if (asked.includes('registration') && present.some(fact => fact.key === 'registration') && listing.sample)
    lines.push('This is a sample listing, so the number is a sample too.')
  return lines
}

function line(fact: ListingFact): string {
  return `${fact.label}: ${fact.text}`
}

/** One fact as a sentence of its own. */
function single(mind: Mind, { name, status }: FactsFinding['listing'], fact: ListingFact): string {
  const text = fact.text!
  const small = text.charAt(0).toLowerCase() + text.slice(1)
  switch (fact.key) {
    case 'price':
      return sentence(`Prices at ${name}: ${/^On request/.test(text) ? small : text}`)
    case 'amenities':
      return sentence(`${name} offers ${text}`)
    case 'possession':
      if (status === 'ready') return sentence(`${isReadyAsked(mind) ? 'Yes: ' : ''}${name} is ${small}`)
      return sentence(`${isReadyAsked(mind) ? 'Not yet. ' : ''}Possession of ${name}: ${text}`)
    case 'location':
      return sentence(`${name} is at ${text}`)
    case 'registration':
      return sentence(
        /\d/.test(text) ? `The registration number of ${name} is ${text}` : `Registration of ${name}: ${small}`,
      )
    case 'configuration':
      return sentence(`${name} comes as ${text}`)
    case 'connectivity':
      return sentence(`Around ${name}: ${text}`)
    default:
      return sentence(`${fact.label} of ${name}: ${text}`)
  }
}

function isReadyAsked({ text }: Mind): boolean {
  return /\bready\b|\bimmediate/i.test(text)
}

const AROUND =
  /\b(schools?|hospitals?|metro|malls?|markets?|colleges?|bus stops?|railway|stations?|parks?|temples?|clinics?|shops?|offices?|tech parks?)\b/i

function missingAround(mind: Mind, finding: FactsFinding): string[] {
  const missing = notToldAround(mind, finding)
  return missing ? [`Which ${missing} are near ${finding.listing.name} is not in our data.`] : []
}

/** What is asked to be near, such as `metro stations`, where the row says nothing of it. */
export function notToldAround({ text }: Mind, { asked, facts }: FactsFinding): string | undefined {
  const wanted = asked.includes('connectivity') ? AROUND.exec(text)?.[1]?.toLowerCase() : undefined
  if (!wanted) return undefined
  const told = facts.find(fact => fact.key === 'connectivity')?.text?.toLowerCase() ?? ''
  return told.includes(wanted.replace(/s$/, '')) ? undefined : around(wanted)
}

const around = (wanted: string): string =>
  wanted === 'metro' || wanted === 'railway' ? `${wanted} stations` : wanted.replace(/s?$/, 's')

function distances({ listing, distances }: FactsFinding): string[] {
  return distances.map(({ place, km }) =>
    km === null
      ? `How far ${place} is from ${listing.name} is not in our data.`
      : `${listing.name} is ${distanceWords(km)} from ${place} as the crow flies; by road it is longer.`,
  )
}

/** Two to four columns read side by side; the table itself is a part of the answer. */
export function compareAnswer(mind: Mind, { comparison, listings }: CompareFinding): string {
  const names = listed(comparison.columns.map(column => column.name))
  const lines = [`${names}, side by side:`]
  if (comparison.kind === 'listings')
    lines.push(...listings.map(home => `• ${sentence(homeLine(home, mind.state.wish))}`))
  else
    for (const [at, column] of comparison.columns.entries()) {
      const told = comparison.rows.flatMap(row =>
        row.cells[at] ? [`${row.label.toLowerCase()} ${row.cells[at]}`] : [],
      )
      lines.push(
        `• ${column.name}: ${told.length > 0 ? sentence(told.slice(0, 4).join('; ')).replace(/^./, c => c.toLowerCase()) : 'we have no figures.'}`,
      )
    }
  const cheapest = cheapestOf(mind, listings)
  if (cheapest) lines.push(cheapest)
  return lines.join('\n')
}

/** By the homes that the wish is about, which are those just told. */
function cheapestOf(mind: Mind, listings: CompareFinding['listings']): string | null {
  const priced = listings
    .flatMap(home => {
      const prices = unitsFor(home, mind.state.wish).flatMap(unit => unit.priceMin ?? [])
      return prices.length > 0 ? { name: home.name, currency: home.currency, minor: Math.min(...prices) } : []
    })
    .sort((a, b) => a.minor - b.minor)
  const [first, second] = priced
  if (!first || !second || first.minor === second.minor || first.currency !== second.currency) return null
  const { bedrooms } = mind.state.wish
  const among = bedrooms?.length ? `For ${bedroomWords(bedrooms)}, ` : ''
  return `${among}${first.name} has the lowest price, from ${formatMoney(first)}.`
}

/** What our rows hold on a locality: homes, past figures with source and date. No forecast. */
export function marketAnswer(mind: Mind, { place, market, homes, sampleHome }: MarketFinding): string {
  const lines: string[] = []
  if (market) {
    const average = market.pricePerSqft.average
    const figures = [
      average && `about ${formatMoney({ minor: average, currency: market.currency })} per sqft on average`,
      market.growth1y !== null && `prices moved ${market.growth1y}% over the past year`,
      market.rentalYield !== null && `rent came to ${market.rentalYield}% of the price a year`,
    ].filter(text => typeof text === 'string')
    if (figures.length > 0)
      lines.push(
        `${place}: ${listed(figures)}. (${market.source}, ${dateWords(market.asOf, mind.timeZone)}${market.sample && !/sample/i.test(market.source) ? ', sample figures' : ''}; past figures, not a forecast.)`,
      )
    if (market.infrastructure.length > 0)
      lines.push(`Around it: ${sentence(listed(market.infrastructure.slice(0, 3)))}`)
  } else lines.push(`Market figures for ${place} are not in our data.`)
  if (homes > 0) {
    const example = sampleHome ? `, for example ${sentence(homeLine(sampleHome, mind.state.wish))}` : '.'
    lines.push(`We have ${counted(homes, 'home')} in ${place}${example}`)
  } else lines.push(`We have no ${wishWords({}, mind.currency)} in ${place} at present.`)
  return lines.join('\n')
}

/** Nobody needs the paise of an illustration. */
function wholeUnits(minor: number, currency: string): number {
  const unit = 10 ** minorDigits(currency)
  return Math.round(minor / unit) * unit
}

/** A monthly instalment, always called an illustration. */
export function emiAnswer({ emi, listing }: EmiFinding): string {
  const money = (minor: number) => formatMoney({ minor, currency: emi.currency })
  const price = `${money(emi.priceMinor)}${listing ? ` (${listing})` : ''}`
  return `As an illustration: on a price of ${price} with ${emi.downPercent}% paid by you, a loan of ${money(emi.loanMinor)} over ${emi.months / 12} years at ${emi.annualPercent}% comes to about ${money(wholeUnits(emi.monthlyMinor, emi.currency))} a month.`
}
