import type { BuildStatus, HomeKind } from '../schema.ts'
import type { Locality } from './localities.ts'
import type { Random } from './random.ts'

/** What a listing is meant to show, so that every case is there whatever the random numbers say. */
export type Plan = {
  kind: HomeKind
  halves: boolean
  soldOut: boolean
  onRequest: 'no' | 'all' | 'some'
  unregistered: boolean
}

/** `index` spreads the rare cases over the whole sample. */
export function planOf(locality: Locality, nth: number, index: number): Plan {
  const kind = nth > 0 ? (locality.also[nth - 1] ?? 'apartment') : 'apartment'
  return {
    kind,
    halves: kind === 'apartment' && index % 6 === 1,
    soldOut: index % 17 === 11,
    onRequest: index % 13 === 7 ? 'all' : index % 19 === 10 ? 'some' : 'no',
    unregistered: index % 9 === 8,
  }
}

export function chooseStatus(random: Random, plan: Plan): BuildStatus {
  if (plan.soldOut) return random.pick(['ready', 'under_construction'] as const)
  return random.pick([
    'ready',
    'ready',
    'ready',
    'under_construction',
    'under_construction',
    'under_construction',
    'upcoming',
  ] as const)
}

export function choosePossession(random: Random, status: BuildStatus) {
  if (status === 'ready')
    return random.chance(0.7) ? { year: random.between(2021, 2025), quarter: random.between(1, 4) } : null
  if (status === 'under_construction') return { year: random.between(2027, 2029), quarter: random.between(1, 4) }
  if (random.chance(0.25)) return null
  return { year: random.between(2029, 2031), quarter: random.chance(0.7) ? random.between(1, 4) : null }
}
