import { isNegated } from './negation.ts'
import { type Found, findPhrases, mark, phraseAt } from './phrases.ts'
import type { Amenity, BuildStatus, Facing, HomeKind, Zone } from './schema.ts'
import { amenities, facings, kinds, statuses } from './terms.ts'
import type { Token } from './text.ts'

/** What a message wants and does not want of the home itself. */
export type Homes = {
  kinds: HomeKind[]
  droppedKinds: HomeKind[]
  statuses: BuildStatus[]
  excludedStatuses: BuildStatus[]
  amenities: Amenity[]
  excludedAmenities: Amenity[]
  facing?: Facing
  zone?: Zone
}

/** Tags the words for kind, status, amenity and facing, so that later rules leave them alone. */
export function findHomeTerms(tokens: Token[]) {
  const found = {
    facing: findFacing(tokens),
    zone: findZone(tokens),
    kinds: findPhrases(tokens, kinds).filter(hit => !notKind(tokens, hit)),
    statuses: [] as Found<BuildStatus>[],
    amenities: [] as Found<Amenity>[],
  }
  for (const hit of found.kinds) mark(tokens, hit, 'kind')
  found.statuses = findPhrases(tokens, statuses).filter(hit => !notStatus(tokens, hit))
  for (const hit of found.statuses) mark(tokens, hit, hit.value)
  found.amenities = findPhrases(tokens, amenities).filter(hit => !notAmenity(tokens, hit))
  for (const hit of found.amenities) mark(tokens, hit, 'amenity')
  return found
}

export function readHomes(tokens: Token[], found: ReturnType<typeof findHomeTerms>): Homes {
  const homes: Homes = {
    kinds: [],
    droppedKinds: [],
    statuses: [],
    excludedStatuses: [],
    amenities: [],
    excludedAmenities: [],
  }
  if (found.facing) homes.facing = found.facing
  if (found.zone) homes.zone = found.zone
  for (const hit of found.kinds)
    add(isNegated(tokens, hit) && endsNegation(tokens, hit) ? homes.droppedKinds : homes.kinds, hit.value)
  for (const hit of found.statuses) {
    if (isNegated(tokens, hit)) add(homes.excludedStatuses, hit.value)
    else if (!stated(tokens, hit)) add(homes.statuses, hit.value)
  }
  for (const hit of found.amenities) add(isNegated(tokens, hit) ? homes.excludedAmenities : homes.amenities, hit.value)
  homes.statuses = homes.statuses.filter(status => !homes.excludedStatuses.includes(status))
  homes.amenities = homes.amenities.filter(amenity => !homes.excludedAmenities.includes(amenity))
  homes.kinds = homes.kinds.filter(kind => !homes.droppedKinds.includes(kind))
  return homes
}

function add<Value>(list: Value[], value: Value): void {
  if (!list.includes(value)) list.push(value)
}

const word = (tokens: Token[], at: number): string => tokens[at]?.text ?? ''

/** "no flats in Whitefield" denies the place, "no villas" the kind. */
function endsNegation(tokens: Token[], { to }: Found<HomeKind>): boolean {
  return !(/^(in|at|near|from|with|under|around)$/.test(word(tokens, to)) && tokens[to + 1]?.tag)
}

/** "site visit", "web site", "plot number" are no kinds of home. */
function notKind(tokens: Token[], { from, to, value }: Found<HomeKind>): boolean {
  const spoken = word(tokens, from)
  const next = word(tokens, to)
  const before = word(tokens, from - 1)
  if (/^sites?$/.test(spoken))
    return (
      /^(visit|visits|visiting|dekhne|dekhna|dekho|dekh|pe|par|seeing|tour|office|address|engineer|map|plan|inspection|meeting|visited|vist)$/.test(
        next,
      ) ||
      /^(web|on|construction|your|this)$/.test(before) ||
      (before === 'the' && /^(visit|visiting|see|reach|at|to|inspect)$/.test(word(tokens, from - 2)))
    )
  if (/^lands?$/.test(spoken)) return /^(mark|lord|owner|use)$/.test(next)
  return value === 'apartment' && /^(rate|fee)$/.test(next)
}

/** "are you ready", "ready to book", "not yet ready to visit" speak of people. */
function notStatus(tokens: Token[], { from, to, value }: Found<BuildStatus>): boolean {
  if (value === 'upcoming') return /^(visit|appointment|meeting|weekend|week|month|days)$/.test(word(tokens, to))
  if (word(tokens, from) !== 'ready' && word(tokens, from) !== 'readymade') return false
  if (to - from > 1) return false
  const next = word(tokens, to)
  const before = word(tokens, from - 1)
  if (next === 'to' && !/^(move|occupy|live|stay|shift|register|handover)$/.test(word(tokens, to + 1))) return true
  if (/^(made|reckoner)$/.test(next)) return true
  return /^(i|we|you|am|get|getting|got|im)$/.test(before) || (before === 'are' && word(tokens, from - 2) === 'we')
}

/** "These are under construction" states what was shown, it asks for nothing. */
function stated(tokens: Token[], { from }: Found<BuildStatus>): boolean {
  let at = from - 1
  while (/^(all|still|mostly|just|only|also|currently|already|now)$/.test(word(tokens, at))) at--
  if (!/^(is|are|was|were)$/.test(word(tokens, at))) return false
  const subject = word(tokens, at - 1)
  return /^(these|those|they|this|it|that|both|project|projects|one|ones|all|everything|most|options|flats|which|building)$/.test(
    subject,
  )
    ? !/^(that|which)$/.test(subject) || !homeBefore(tokens, at - 1)
    : false
}

/** "a flat that is ready": a clause that describes what is wanted. */
const homeBefore = (tokens: Token[], at: number): boolean => {
  const before = tokens[at - 1]
  return (
    before !== undefined &&
    (before.tag !== '' ||
      /^(one|ones|something|anything|home|homes|house|houses|property|properties|projects|project|options|place)$/.test(
        before.text,
      ))
  )
}

function notAmenity(tokens: Token[], { from, to }: Found<Amenity>): boolean {
  const spoken = word(tokens, from)
  const next = word(tokens, to)
  const before = word(tokens, from - 1)
  if (to - from > 1) return false
  if (/^(park|parks)$/.test(spoken))
    return (
      /^(tech|it|software|business|industrial|technology|theme|national|car|food|science)$/.test(before) ||
      /^(street|avenue|lane|my|the)$/.test(next) ||
      (tokens[from - 1] !== undefined &&
        tokens[from - 1]!.kind === 'word' &&
        !tokens[from - 1]!.known &&
        tokens[from - 1]!.tag === '')
    )
  if (/^(garden|gardens)$/.test(spoken))
    return (
      before === 'city' ||
      /^(city)$/.test(next) ||
      (tokens[from - 1] !== undefined && !tokens[from - 1]!.known && tokens[from - 1]!.tag === '')
    )
  if (spoken === 'security') return /^(deposit|amount|number)$/.test(next) || before === 'social'
  if (spoken === 'club') return next === 'them' || next === 'it'
  if (/^(pool|pools)$/.test(spoken)) return /^(car|talent)$/.test(before)
  if (spoken === 'lift') return /^(me|you|us|off|my)$/.test(next)
  if (spoken === 'sports') return /^(car|bike)$/.test(next)
  return false
}

/** "north facing", "facing north", "NE face". */
function findFacing(tokens: Token[]): Facing | undefined {
  for (let at = 0; at < tokens.length; at++) {
    const hit = phraseAt(tokens, at, facings)
    if (!hit) continue
    const next = word(tokens, hit.to)
    const before = word(tokens, at - 1)
    const led = /^(facing|face|faces|towards)$/.test(before) && !cityWord(tokens, hit.to)
    if (led || /^(facing|face|faced|facings|mukhi|entrance|door)$/.test(next)) {
      const span = led ? { from: at - 1, to: hit.to } : { from: at, to: hit.to + 1 }
      const refused = isNegated(tokens, span)
      mark(tokens, span, 'facing')
      if (!refused) return hit.value
      at = span.to - 1
      continue
    }
    if (/^(or|and|\/)$/.test(next) && phraseAt(tokens, hit.to + 1, facings)) {
      const second = phraseAt(tokens, hit.to + 1, facings)!
      if (/^(facing|face)$/.test(word(tokens, second.to))) {
        mark(tokens, { from: at, to: second.to + 1 }, 'facing')
        return hit.value
      }
    }
    at = hit.to - 1
  }
  return undefined
}

const cityWord = (tokens: Token[], at: number): boolean =>
  /^(bangalore|bengaluru|blr|bengalooru|bangaluru|banglore)$/.test(word(tokens, at))

const zoneOf = new Map<string, Zone>(
  Object.entries({
    north: 'North',
    northern: 'North',
    uttar: 'North',
    south: 'South',
    southern: 'South',
    dakshin: 'South',
    east: 'East',
    eastern: 'East',
    west: 'West',
    western: 'West',
    central: 'Central',
  }) as [string, Zone][],
)

/** "north bangalore", "east side", "in the south", "bangalore north": spoken zones only. */
function findZone(tokens: Token[]): Zone | undefined {
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    const zone = token.tag === '' ? zoneOf.get(token.text) : undefined
    if (!zone) continue
    const next = word(tokens, at + 1)
    const before = word(tokens, at - 1)
    const sided = /^(side|zone|part|parts|region|end|belt)$/.test(next)
    const only = tokens.every(
      (other, index) =>
        index === at || other.kind === 'mark' || /^(in|the|only|mein|please|zone|side|prefer|of)$/.test(other.text),
    )
    const inThe =
      /^(in|the|towards|toward|on|of|up|down|want|prefer|need)$/.test(before) &&
      (tokens[at + 1] === undefined ||
        tokens[at + 1]!.kind === 'mark' ||
        /^(mein|me|under|with|and|or|only|please|of|for|below)$/.test(next)) &&
      zone !== 'Central'
    const hindi = /^(mein|ki|ke)$/.test(next)
    if (
      cityWord(tokens, at + 1) ||
      sided ||
      (cityWord(tokens, at - 1) && !/^(facing|face|indian|indians)$/.test(next)) ||
      only ||
      inThe ||
      hindi
    ) {
      if (isNegated(tokens, { from: at, to: at + 1 })) continue
      token.tag = 'zone'
      if (sided) tokens[at + 1]!.tag = 'zone'
      return zone
    }
  }
  return undefined
}
