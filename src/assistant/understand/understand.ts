import { readAmounts } from './amounts.ts'
import { localNow } from './clock.ts'
import { readName, takeAddresses } from './contact.ts'
import { factsIn } from './facts.ts'
import { findHomeTerms, type Homes, readHomes } from './homes.ts'
import { deedOf, findIntents, type Signs } from './intents.ts'
import { lexiconOf, mendSpelling } from './lexicon.ts'
import { findNames, type NamesFound } from './names.ts'
import { readObjections } from './objections.ts'
import { readPlaces, type Where } from './places.ts'
import { readPossession } from './possession.ts'
import { findPointing, pointed } from './references.ts'
import type { Intent, UnderstandContext, Understanding, When, Wish } from './schema.ts'
import { sentencesOf } from './sentence.ts'
import { readSentiment } from './sentiment.ts'
import { normalise, type Token, tokenise } from './text.ts'
import { type Moment, readWhen } from './when.ts'
import { carryOver, readAdding, readClearing, withoutClearing } from './wish.ts'

/**
 * Reads one message: what it asks for, the wish after it, facts, objections, contact, time, mood. Pure and synchronous:
 * no store, no network, no clock but `context.now`. Amounts come back in integer minor units of `context.currency`
 * (default INR), times in `context.timeZone` (default Asia/Kolkata). Never throws; text past 2,000 characters is not
 * read. The rules are those of the sales desk's requirements on understanding.
 */
export function understand(text: string, context: UnderstandContext = {}): Understanding {
  return readMessage(text, context).understood
}

/** The same, with all that was said of time: what booking must know to ask back instead of guessing. */
export function readMessage(
  text: string,
  context: UnderstandContext = {},
): { understood: Understanding; moment: Moment | undefined } {
  const { contact, rest } = takeAddresses(normalise(text))
  const tokens = tokenise(rest)
  const lexicon = lexiconOf(context.names)
  mendSpelling(tokens, lexicon)
  const now = localNow(context)
  const pointing = findPointing(tokens, context)
  const amounts = readAmounts(tokens, context.currency ?? 'INR', context.filters)
  const terms = findHomeTerms(tokens)
  const names = findNames(tokens, lexicon)
  const where = readPlaces(tokens, names)
  const homes = readHomes(tokens, terms)
  const early = readObjections(sentencesOf(tokens).clauses)
  where.places = where.places.filter(place => !complainedOf(place, tokens, names, early.complained))
  const possession = readPossession(tokens, now, amounts.durations, complainedOfTime(early))
  const { clauses, whole } = sentencesOf(tokens)
  const { objections } = readObjections(clauses)
  const name = readName(tokens, contact, context.offer)
  if (name) contact.name = name
  const known =
    names.listings.length + pointing.length > 0 ||
    (context.listing !== undefined && !/xkind/.test(whole)) ||
    /\b(is|does|has|will|are|do|have) (it|this|that|these|those|they)\b/.test(whole)
  const facts = factsIn(withoutClearing(whole), known)
  const moment = readWhen(tokens, now)
  const clear = readClearing(whole)
  const spoken = spokenWish(amounts.wish, possession, homes, where, names)
  const wishSpoken =
    Object.keys(spoken).length > 0 ||
    clear.length > 0 ||
    homes.droppedKinds.length > 0 ||
    amounts.droppedBedrooms.length > 0 ||
    amounts.unclear
  const signs: Signs = {
    whole,
    clauses,
    context,
    wishSpoken,
    placeSpoken:
      where.places.length + where.unknownPlaces.length > 0 || where.city !== undefined || homes.zone !== undefined,
    moneySpoken:
      amounts.wish.maxPrice !== undefined ||
      amounts.wish.minPrice !== undefined ||
      amounts.wish.aboutPrice !== undefined,
    homeSpoken: /xkind|xbhk/.test(whole),
    listings: names.listings.filter(listing => listing.name).length,
    unclearListing:
      names.listings.some(listing => listing.unclear) || unknownListing(whole, where) || strangerNamed(tokens, whole),
    pointing: pointing.length,
    facts: facts.length,
    factAt: facts[0]?.at ?? 0,
    objections,
    contactGiven: Object.keys(contact).length > 0,
    whenGiven: moment !== undefined && moment.unclear === undefined && strip(moment) !== undefined,
  }
  const intents = findIntents(signs)
  const intent = deedOf(intents)
  const target = targetOf(signs, intents, intent, names, pointing, context)
  const wish = carryOver(
    context.filters,
    {
      spoken: wishFor(intents, intent, spoken, signs),
      clear: intents.includes('facts') && signs.listings > 0 ? [] : clear,
      adds: readAdding(whole),
      dropped: {
        ...(amounts.droppedBedrooms.length > 0 && { bedrooms: amounts.droppedBedrooms }),
        ...(homes.droppedKinds.length > 0 && { kinds: homes.droppedKinds }),
      },
    },
    context.ui,
  )
  if (intents.includes('nearby') && !amounts.wish.radiusKm && !context.ui?.radiusKm) wish.radiusKm = 10
  if (target.listing) wish.listing = target.listing
  const { sentiment, frustration } = readSentiment(clauses, tokens, objections)
  const factKeys = intents.includes('facts') ? [...new Set(facts.map(({ key }) => key))] : []
  const when = moment && timely(intents, signs) ? strip(moment) : undefined
  const understood: Understanding = {
    intent,
    ...(intents.length > 1 && { intents }),
    filters: wish,
    ...(factKeys.length > 0 && { facts: factKeys }),
    ...(objections.length > 0 && { objections }),
    ...(signs.contactGiven && { contact }),
    ...(when && { when }),
    sentiment,
    frustration,
    needsClarification:
      amounts.unclear ||
      target.unclear ||
      intent === 'clarify' ||
      (moment?.unclear === true && timely(intents, signs)) ||
      (intents.includes('nearby') &&
        !wish.places &&
        !wish.zone &&
        !wish.city &&
        !wish.unknownPlaces &&
        !wish.listing &&
        !context.listing &&
        !context.shown?.length),
  }
  return { understood, moment }
}

const complainedOfTime = ({ objections, complained }: ReturnType<typeof readObjections>): Set<number> =>
  objections.includes('possession') ? complained : new Set()

/** "Whitefield is too far": named to complain, not to ask for. */
const complainedOf = (place: string, tokens: Token[], names: NamesFound, complained: Set<number>): boolean =>
  names.places.some(
    ({ name, from, to }) =>
      name === place &&
      complained.has(tokens[from]!.clause) &&
      /^(is|are|seems|looks|feels|too|bahut|kaafi|very)$/.test(tokens[to]?.text ?? ''),
  )

function strip({ date, slot, start }: Moment): When | undefined {
  const when: When = { ...(date && { date }), ...(slot && { slot }), ...(start && { start }) }
  return Object.keys(when).length > 0 ? when : undefined
}

function spokenWish(amounts: Wish, possession: Wish, homes: Homes, where: Where, names: NamesFound): Wish {
  const wish: Wish = { ...amounts, ...possession }
  const set = <Key extends keyof Wish>(key: Key, value: Wish[Key]) => {
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) wish[key] = value
  }
  set('places', where.places)
  set('excludedPlaces', where.excludedPlaces)
  set('unknownPlaces', where.unknownPlaces)
  set('city', where.city)
  set('zone', homes.zone)
  set('kinds', homes.kinds)
  // "ready by 2027" is a date, not a status
  set(
    'statuses',
    wish.possessionBy || wish.possessionIn ? homes.statuses.filter(status => status !== 'ready') : homes.statuses,
  )
  set('excludedStatuses', homes.excludedStatuses)
  set('amenities', homes.amenities)
  set('excludedAmenities', homes.excludedAmenities)
  set('facing', homes.facing)
  set('developer', names.developers[0]?.name)
  if (where.near && where.places.length > 0 && wish.radiusKm === undefined) wish.radiusKm = 10
  return wish
}

/** A question about a listing or about buying changes less of the wish than a search does. */
function wishFor(intents: readonly Intent[], intent: Intent, spoken: Wish, signs: Signs): Wish {
  const only = (...keys: (keyof Wish)[]): Wish =>
    Object.fromEntries(Object.entries(spoken).filter(([key]) => keys.includes(key as keyof Wish)))
  if (signs.objections.includes('construction_risk') && spoken.statuses) {
    const { statuses, ...rest } = spoken
    return statuses.includes('ready') ? { ...rest, statuses: ['ready'] } : rest
  }
  if (intents.includes('search')) return spoken
  if (intents.includes('objection') && signs.clauses.some(clause => /xuc|xupcoming/.test(clause.text))) {
    const { statuses, ...rest } = spoken
    return statuses?.includes('ready') ? { ...rest, statuses: ['ready'] } : rest
  }
  if (intent === 'objection') {
    const { developer: _, ...rest } = spoken
    return rest
  }
  if (intent === 'advice') return only('places', 'excludedPlaces', 'unknownPlaces', 'zone', 'city')
  if (intent === 'facts') return only('bedrooms', 'kinds', 'developer')
  return spoken
}

/** "Tell me about Sunrise Meadows", "price of Foo Heights": a name where a listing stands that no catalogue holds. */
const unknownListing = (whole: string, where: Where): boolean =>
  where.unknownPlaces.length > 0 &&
  where.places.length === 0 &&
  /\b(about|of|price|amenities|is|possession|rera|brochure|visit|book) xunknown|^xunknown (ka |ki |ke )?(price|amenities|possession|rera|location|brochure|cost|floor)/.test(
    whole,
  )

/** "Tell me about Sunrise Meadows", "Is Green Valley ready?": written like a name, known to nobody. */
function strangerNamed(tokens: Token[], whole: string): boolean {
  if (
    !/\b(tell|know|details?|info|information|heard)\b.*\babout\b|^is\b.*\b(xready|xuc|xupcoming|available|rera)\b/.test(
      whole,
    )
  )
    return false
  return tokens.some((token, at) => {
    const before = tokens[at - 1]?.text ?? ''
    const capital = (index: number) =>
      tokens[index]?.kind === 'word' && tokens[index]!.tag === '' && /^\p{Lu}\p{Ll}/u.test(tokens[index]!.raw)
    return (before === 'about' || (before === 'is' && at === 1)) && capital(at) && (capital(at + 1) || !token.known)
  })
}

function targetOf(
  signs: Signs,
  intents: readonly Intent[],
  intent: Intent,
  names: NamesFound,
  pointing: ReturnType<typeof findPointing>,
  context: UnderstandContext,
): { listing?: string; unclear: boolean } {
  const { whole } = signs
  const shown = context.shown ?? []
  const named = names.listings.find(listing => listing.name)?.name
  const about =
    intents.includes('facts') || intents.includes('visit') || intents.includes('callback') || intents.includes('select')
  if (signs.unclearListing && !named) return { unclear: true }
  if (named) return { listing: named, unclear: false }
  if (pointing.length > 0 && (about || intents.includes('compare'))) {
    const listing = pointed(pointing[0]!, shown)
    return listing ? { listing, unclear: false } : { unclear: true }
  }
  if (intent === 'clarify') return { unclear: true }
  if (intents.includes('select')) {
    const number = /(?:^| )(\d+)$/.exec(whole)?.[1]
    const listing = number
      ? shown[Number(number) - 1]
      : (context.listing ?? (shown.length === 1 ? shown[0] : undefined))
    return listing ? { listing, unclear: false } : { unclear: true }
  }
  if (intents.includes('compare')) {
    const enough = signs.placeSpoken || shown.length > 1 || (context.listing !== undefined && signs.listings > 0)
    return { unclear: !enough && !context.listing }
  }
  if (!about) return { unclear: false }
  if (context.listing && !/\b(these|those|all of them|all the|both|each)\b/.test(whole))
    return { listing: context.listing, unclear: false }
  if (shown.length === 1) return { listing: shown[0]!, unclear: false }
  const singular =
    /\b(it|this|that|this one|that one)\b(?! (is|was) (too|very|so|good|great|fine|ok))/.test(whole) &&
    !/\b(this (weekend|week|month|evening|saturday|sunday|year|number|area|is)|that (is|works))\b/.test(whole)
  if (intents.includes('facts')) return { unclear: shown.length === 0 || singular }
  return { unclear: intents.includes('visit') && singular && shown.length > 1 }
}

/** Days and hours are told for appointments, not for possession or greetings. */
const timely = (intents: readonly Intent[], { context }: Signs): boolean =>
  intents.some(intent => /^(visit|callback|human)$/.test(intent)) ||
  /^(visit|callback|human|contact)$/.test(context.offer ?? '') ||
  (intents.every(intent => /^(other|agree|greeting|thanks|select|clarify)$/.test(intent)) &&
    !intents.every(intent => intent === 'greeting'))
