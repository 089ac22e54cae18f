import { commonWords } from './data/common-words.ts'
import type { NamesFound } from './names.ts'
import { isNegated } from './negation.ts'
import { mark } from './phrases.ts'
import type { Token } from './text.ts'

/** What a message says of where. `near` asks for a radius around the places. */
export type Where = {
  places: string[]
  excludedPlaces: string[]
  unknownPlaces: string[]
  city?: string
  near: boolean
}

const word = (tokens: Token[], at: number): string => tokens[at]?.text ?? ''

const wish = /(want|like|love|prefer|looking|plan|planning|hoping|need|wish|would|going|wanting)( \w+)? to$/

/** Reads the wanted, refused and unknown places of a message from the names that were found. */
export function readPlaces(tokens: Token[], found: NamesFound): Where {
  const where: Where = { places: [], excludedPlaces: [], unknownPlaces: [], near: false }
  for (const place of found.places) {
    if (isNegated(tokens, place)) add(where.excludedPlaces, place.name)
    else if (!mentionedOnly(tokens, place.from)) {
      add(where.places, place.name)
      if (isNear(tokens, place)) where.near = true
    }
  }
  where.places = where.places.filter(name => !where.excludedPlaces.includes(name))
  for (const city of found.cities) {
    if (isNegated(tokens, city) || mentionedOnly(tokens, city.from)) continue
    where.city ??= city.name
  }
  for (const unknown of findUnknown(tokens)) {
    mark(tokens, unknown, 'unknown_place')
    if (isNegated(tokens, unknown) || mentionedOnly(tokens, unknown.from)) continue
    add(where.unknownPlaces, unknown.name)
  }
  return where
}

function add(list: string[], name: string): void {
  if (!list.includes(name)) list.push(name)
}

/** "I live in X", "been to X", "from X": told, not asked for. */
function mentionedOnly(tokens: Token[], from: number): boolean {
  const before = tokens.slice(Math.max(0, from - 7), from).map(token => token.text)
  while (/^(the|in|at|to|of|near|around|right|currently|now)$/.test(before.at(-1) ?? '')) before.pop()
  const text = before.join(' ')
  if (/(^| )(been|visited|lived|grew up|born)$/.test(text)) return true
  if (/(^| )(i|we) (am|are) (currently )?(from|based|living|staying)$/.test(text)) return true
  if (/(^| )(am|are|calling|come|coming|moving|relocating|shifting|writing|hail|native) from$/.test(text)) return true
  if (/(^| )(am|are|is|myself|name is) (\w+ ){1,3}from$/.test(text)) return true
  if (/(^| )(lives|stays|works|resides|studies)$/.test(text)) return true
  if (/(^| )(live|living|stay|staying|reside|residing|rent|renting)$/.test(text)) {
    const rest = text.replace(/(?: |(?<![ \w]))\w+$/, '')
    return !wish.test(rest) && /(^| )(i|we|currently|parents|am|are|who|already|family|now)$/.test(rest)
  }
  return false
}

const nearWords =
  /^(near|nearby|around|beside|besides|nearer|adjacent|vicinity|nearest|close|closer|next|surrounding|surroundings)$/

function isNear(tokens: Token[], { from, to }: { from: number; to: number }): boolean {
  let at = from - 1
  // "near Whitefield or Hebbal" is near both
  while (
    at >= 0 &&
    (/^(or|and|,|the|to|by|of|in|very|from|area|areas)$/.test(word(tokens, at)) || tokens[at]!.tag === 'place')
  )
    at--
  if (nearWords.test(word(tokens, at)) && !(word(tokens, at) === 'next' && word(tokens, at + 1) !== 'to'))
    return !distant(tokens, at)
  if (
    word(tokens, at) === 'far' &&
    /^(not|too)$/.test(word(tokens, at - 1)) &&
    (word(tokens, at - 1) === 'not' || word(tokens, at - 2) === 'not')
  )
    return true
  const after = `${word(tokens, to)} ${word(tokens, to + 1)}`
  if (/^(ke|k|ki) (paas|pass|nazdeek|najdeek|aas|aaspaas|kareeb|karib|taraf)/.test(after)) return !/taraf/.test(after)
  if (/^(and|or|aur|&|\/) (nearby|surrounding|surroundings|around|near|adjoining|neighbouring)/.test(after)) return true
  return /^(vicinity|surroundings|nearby|neighbourhood|neighborhood)/.test(after) && !/^nearby (to|from)/.test(after)
}

/** "not near Whitefield" is handled as a refusal elsewhere. */
const distant = (tokens: Token[], at: number): boolean => word(tokens, at - 1) === 'not'

const leading = /^(in|at|near|around|from|to|nearby|towards|toward|beside|opposite|behind|within)$/
const suffixes =
  /^(town|nagar|nagara|layout|road|city|colony|halli|palya|pura|puram|garden|gardens|extension|cross|circle|block|sector|main|beach|hills|hill|lake|drive|valley|park|village|district|street|square|west|east|north|south|gate|junction|enclave|vihar|bagh|ganj|market|side|tech|bridge|harbour|bay|island|heights|state)$/
const localEnding = /(nagar|nagara|halli|palya|pura|puram|sandra|hatti|gudi|abad|wadi|layout|kere|pet|pete|guda|giri)$/

/** Names that stand where a place stands and that no list knows. */
function findUnknown(tokens: Token[]): { name: string; from: number; to: number }[] {
  const found: { name: string; from: number; to: number }[] = []
  const shouting = tokens.every(token => token.kind !== 'word' || token.raw === token.raw.toUpperCase())
  for (let at = 0; at < tokens.length; at++) {
    if (!nameLike(tokens, at)) continue
    let from = at
    let to = at + 1
    const capital = !shouting && /^\p{Lu}/u.test(tokens[at]!.raw)
    while (from > 0 && capital && capitalised(tokens, from - 1)) from--
    while (
      to < tokens.length &&
      (nameLike(tokens, to)
        ? to - from < 4
        : (capital && capitalised(tokens, to)) || (suffixes.test(word(tokens, to)) && tokens[to]!.tag === ''))
    )
      to++
    const name = tokens.slice(from, to)
    let before = from - 1
    while (/^(the|old|new|greater|downtown)$/.test(word(tokens, before))) before--
    const led = leading.test(word(tokens, before)) && tokens[before]!.tag !== 'money'
    const reached =
      word(tokens, before) === 'to'
        ? /^(close|next|near|nearby|move|moving|relocate|shift|shifting)$/.test(word(tokens, before - 1))
        : true
    const listedOn =
      /^(or|and|,)$/.test(word(tokens, before)) && /^(place|unknown_place|city)$/.test(tokens[before - 1]?.tag ?? '')
    const postposed =
      /^(mein|me)$/.test(word(tokens, to)) ||
      /^ke (paas|aas|nazdeek)/.test(`${word(tokens, to)} ${word(tokens, to + 1)}`)
    const looksLocal =
      name.some(token => localEnding.test(token.text) && token.text.length >= 7) ||
      (name.length > 1 && suffixes.test(name.at(-1)!.text))
    const titled =
      capital && from > 0 && tokens[from - 1]!.tag !== '' && !/^(i|am|is|name)$/.test(word(tokens, from - 1))
    if ((led && reached) || listedOn || postposed || looksLocal || titled) {
      found.push({ name: title(name).slice(0, 100), from, to })
      mark(tokens, { from, to }, 'unknown_place')
    }
    at = to - 1
  }
  return found
}

function nameLike(tokens: Token[], at: number): boolean {
  const token = tokens[at]
  return (
    token !== undefined &&
    token.kind === 'word' &&
    !token.known &&
    token.tag === '' &&
    token.text.length > 2 &&
    token.text.length <= 40 &&
    !commonWords.has(token.text)
  )
}

const capitalised = (tokens: Token[], at: number): boolean => {
  const token = tokens[at]
  return (
    token !== undefined &&
    token.kind === 'word' &&
    token.tag === '' &&
    /^\p{Lu}/u.test(token.raw) &&
    token.raw.length > 1 &&
    at > 0
  )
}

const title = (name: Token[]): string =>
  name
    .map(({ raw }) =>
      raw === raw.toLowerCase() || (raw === raw.toUpperCase() && raw.length > 4)
        ? raw.charAt(0).toUpperCase() + raw.slice(1).toLowerCase()
        : raw,
    )
    .join(' ')
