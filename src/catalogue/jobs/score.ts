import { LEVELS, type MatchIndex } from './match-index.ts'
import { yearly } from './pay.ts'
import type { Profile } from './profile.ts'

/** Most points of each part; together 100. */
export const MAX = { skills: 45, values: 15, place: 20, pay: 10, level: 10 } as const
const HYBRID = 12
const PAY_NEAR = 5
const LEVEL_NEAR = 5

/** Points of each part, in the order of `MAX`; −1 where the person or the posting does not say. */
export type Points = [skills: number, values: number, place: number, pay: number, level: number]

/** A person in the numbers of one index. */
export type Prepared = {
  skills: Uint8Array
  values: Uint8Array
  hasSkills: boolean
  valueCount: number
  places: { city: number; country: number }[]
  countries: number[]
  wishesRemote: boolean
  onlyRemote: boolean
  pay: { currency: number; year: number } | null
  level: number
}

/** `terms` are the ids of the person's skills and values, as `posting_terms` has them. */
export function prepare(
  { names }: MatchIndex,
  profile: Profile,
  terms: readonly { id: number; kind: string }[],
): Prepared {
  const most = terms.reduce((high, { id }) => Math.max(high, id), 0)
  const marks = (kind: string) => {
    const marked = new Uint8Array(most + 1)
    for (const term of terms) if (term.kind === kind) marked[term.id] = 1
    return marked
  }
  // −1 stands for what no posting has.
  const idOf = (kind: string, name: string) => names.get(`${kind} ${name}`) ?? -1
  const countryOf = (country: string | null) => (country === null ? 0 : idOf('country', country))
  const { places, modes, pay, level } = profile
  return {
    skills: marks('skill'),
    values: marks('value'),
    hasSkills: profile.skills.size > 0,
    valueCount: profile.values.size,
    places: places.map(({ key, value }) => ({ city: idOf('city', key), country: countryOf(value.country) })),
    countries: places.flatMap(({ value }) => (value.country === null ? [] : [countryOf(value.country)])),
    wishesRemote: modes.has('remote'),
    onlyRemote: modes.size === 1 && modes.has('remote'),
    pay: pay && { currency: idOf('currency', pay.value.currency), year: yearly(pay.value.minor, pay.value.per) },
    level: level ? LEVELS.indexOf(level.value) : -1,
  }
}

/** The points of the posting at a place of the index: the rules of the match stand here and nowhere else. */
export function pointsAt(index: MatchIndex, at: number, person: Prepared, points: Points): void {
  points[0] = skillPoints(index, at, person)
  points[1] = valuePoints(index, at, person)
  points[2] = placePoints(index, at, person)
  points[3] = payPoints(index, at, person)
  points[4] = levelPoints(index, at, person)
}

/** The covered share of what the posting asks for, in whole points. */
function skillPoints({ skill, skillStart }: MatchIndex, at: number, { skills, hasSkills }: Prepared): number {
  const from = skillStart[at]!
  const to = skillStart[at + 1]!
  if (!hasSkills || from === to) return -1
  let covered = 0
  for (let i = from; i < to; i++) if (skills[skill[i]!] === 1) covered++
  return Math.round((MAX.skills * covered) / (to - from))
}

/** The share of the person's first five values that the posting names. */
function valuePoints({ value, valueStart }: MatchIndex, at: number, { values, valueCount }: Prepared): number {
  const from = valueStart[at]!
  const to = valueStart[at + 1]!
  if (valueCount === 0 || from === to) return -1
  let shared = 0
  for (let i = from; i < to; i++) if (values[value[i]!] === 1) shared++
  return Math.round((MAX.values * shared) / valueCount)
}

/** Same city, or remote where remote is wished: all; hybrid in the same country: some. */
function placePoints(index: MatchIndex, at: number, person: Prepared): number {
  const { places, countries } = person
  if (places.length === 0 && !person.wishesRemote) return -1
  const remote = index.remote[at]!
  if (remote === 3 && person.wishesRemote) return MAX.place
  const city = index.city[at]!
  const country = index.country[at]!
  for (const wished of places)
    if (city !== 0 && wished.city === city && (country === 0 || wished.country === 0 || wished.country === country))
      return MAX.place
  if (remote === 2 && country !== 0 && countries.includes(country)) return HYBRID
  // Without a city to compare, only a wish for nothing but remote work tells something of a posting that is not.
  if (places.length > 0) return city !== 0 || remote === 3 ? 0 : -1
  return person.onlyRemote && remote !== 0 ? 0 : -1
}

/** The best that is paid reaches the least that is wished: all; is at most a tenth below: half. Another currency says nothing. */
function payPoints(index: MatchIndex, at: number, { pay }: Prepared): number {
  if (!pay || index.currency[at] !== pay.currency || Number.isNaN(index.pay[at]!)) return -1
  const paid = index.pay[at]!
  return paid >= pay.year ? MAX.pay : paid * 10 >= pay.year * 9 ? PAY_NEAR : 0
}

function levelPoints(index: MatchIndex, at: number, { level }: Prepared): number {
  const asked = index.level[at]!
  if (level < 0 || asked < 0) return -1
  const apart = Math.abs(asked - level)
  return apart === 0 ? MAX.level : apart === 1 ? LEVEL_NEAR : 0
}

const most = Object.values(MAX)

/** What points come to: the score, and the most that the known parts could give. */
export function sum(points: Points): { score: number; possible: number } {
  let score = 0
  let possible = 0
  for (let part = 0; part < most.length; part++)
    if (points[part]! >= 0) {
      score += points[part]!
      possible += most[part]!
    }
  return { score, possible }
}

/** Where a match stands in the order: the higher score first, then what more is known of, the newer, the later come. */
export type Rank = { score: number; possible: number; listed: number; number: number }

/** Positive where `a` comes after `b`. */
export function compareRanks(a: Rank, b: Rank): number {
  return b.score - a.score || b.possible - a.possible || b.listed - a.listed || b.number - a.number
}

/** The best `count` of an index for a person, best first. */
export function bestIn(index: MatchIndex, person: Prepared, count: number): (Rank & { at: number })[] {
  const scores = new Uint8Array(index.size)
  const possibles = new Uint8Array(index.size)
  const having = new Int32Array(101)
  const points: Points = [0, 0, 0, 0, 0]
  for (let at = 0; at < index.size; at++) {
    pointsAt(index, at, person, points)
    const { score, possible } = sum(points)
    scores[at] = score
    possibles[at] = possible
    having[score]!++
  }
  // The score from which there are enough.
  let least = 100
  for (let enough = having[100]!; least > 0 && enough < count; ) enough += having[--least]!
  const best: (Rank & { at: number })[] = []
  for (let at = 0; at < index.size; at++)
    if (scores[at]! >= least)
      best.push({
        at,
        score: scores[at]!,
        possible: possibles[at]!,
        listed: index.listed[at]!,
        number: index.number[at]!,
      })
  return best.sort(compareRanks).slice(0, count)
}
