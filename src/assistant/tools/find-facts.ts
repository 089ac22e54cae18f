import {
  compareListings,
  comparePlaces,
  distanceTo,
  emi,
  type FactKey,
  findListing,
  type Listing,
  listingFacts,
  marketOf,
  placeNamed,
  searchListings,
} from '../../catalogue/index.ts'
import { unitName, unitsFor } from '../compose/words.ts'
import { type Finding, NO_RELAXING } from '../findings.ts'
import { listingsLike } from '../spoken.ts'
import { idOf } from '../state.ts'
import { answerText } from '../texts/answer-text.ts'
import type { AnswerTextKey } from '../texts/defaults.ts'
import { topicOf } from '../texts/defaults.ts'
import type { Workbench } from '../workbench.ts'

const OVERVIEW: FactKey[] = ['price', 'configuration', 'possession', 'amenities', 'registration']

export async function findFacts(
  { ctx, mind }: Workbench,
  input: { listing: string; facts: FactKey[]; distanceTo: string[] },
): Promise<Finding> {
  const listing = await findListing(ctx, idOf(mind, input.listing))
  if (!listing) return unknownListing(mind, input.listing)
  const facts = await listingFacts(ctx, {
    listingId: listing.id,
    facts: input.facts.length > 0 ? input.facts : OVERVIEW,
  })
  const distances = []
  for (const place of input.distanceTo)
    distances.push({ place, km: await distanceTo(ctx, { listingId: listing.id, place }) })
  return { tool: 'facts', listing, asked: input.facts, facts, distances }
}

export async function findComparison(
  { ctx, mind, listed }: Workbench,
  input: { listings?: string[]; places?: string[]; withFirstShown?: boolean },
): Promise<Finding> {
  const { places = [], withFirstShown } = input
  const first = withFirstShown ? listed.find(name => !input.listings?.includes(name)) : undefined
  const listings = [...(first ? [first] : []), ...(input.listings ?? [])]
  if (listings.length < 2) {
    const comparison = await comparePlaces(ctx, places)
    return { tool: 'compare', comparison, listings: [] }
  }
  const found: Listing[] = []
  for (const name of listings) {
    const listing = await findListing(ctx, idOf(mind, name))
    if (!listing) return unknownListing(mind, name)
    if (!found.some(one => one.id === listing.id)) found.push(listing)
  }
  if (found.length < 2) return { tool: 'nothing', reason: 'unknown_listing', spoken: listings[1]!, near: [] }
  const comparison = await compareListings(
    ctx,
    found.map(listing => listing.id),
  )
  return { tool: 'compare', comparison, listings: found }
}

export async function findMarket({ ctx, mind }: Workbench, { place }: { place: string }): Promise<Finding> {
  const name = placeNamed(place)?.name ?? place
  const market = await marketOf(ctx, name)
  const { listing: _focus, zone: _zone, radiusKm: _radius, unknownPlaces: _unknown, ...wish } = mind.state.wish
  const { total, items } = await searchListings(ctx, { wish: { places: [name] }, limit: 1, refused: NO_RELAXING })
  const fitting =
    total > 0 && Object.keys(wish).length > 0
      ? await searchListings(ctx, { wish: { ...wish, places: [name] }, limit: 1, refused: NO_RELAXING })
      : null
  return {
    tool: 'market',
    place: name,
    market: market ?? null,
    homes: total,
    sampleHome: fitting?.items[0] ?? items[0] ?? null,
  }
}

export async function findEmi(
  { ctx, mind, wish }: Workbench,
  input: { listing?: string; priceMinor?: number; downPercent?: number; years?: number; annualPercent?: number },
): Promise<Finding> {
  const { listing: name, priceMinor, ...terms } = input
  const listing = name ? await findListing(ctx, idOf(mind, name)) : undefined
  if (name && !listing) return unknownListing(mind, name)
  // Of the homes that the wish is about, the least expensive.
  const meant =
    listing &&
    unitsFor(listing, wish)
      .filter(unit => unit.priceMin !== null)
      .sort((a, b) => a.priceMin! - b.priceMin!)[0]
  const price = meant?.priceMin ?? listing?.priceMin ?? priceMinor
  if (!price) return { tool: 'advice', topic: 'emi', text: await answerText(ctx, 'emi') }
  return {
    tool: 'emi',
    emi: emi({ priceMinor: price, currency: listing?.currency ?? mind.currency, ...terms }),
    listing: listing ? (meant ? `${listing.name}, ${unitName(meant)}` : listing.name) : null,
  }
}

export async function findAdvice({ ctx, mind }: Workbench, { topic }: { topic: AnswerTextKey }): Promise<Finding> {
  // A model may pick the wrong topic; the question itself decides where it can.
  const asked = topicOf(mind.text) ?? topic
  return { tool: 'advice', topic: asked, text: await answerText(ctx, asked) }
}

function unknownListing(mind: Workbench['mind'], spoken: string): Finding {
  return { tool: 'nothing', reason: 'unknown_listing', spoken, near: listingsLike(spoken, mind.names) }
}
