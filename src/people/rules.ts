import type { FactInput, FactKey } from './schema.ts'

/** Keys with one value at a time. Every other key has one current fact per value. */
const SINGLE: ReadonlySet<string> = new Set<FactKey>([
  'name',
  'phone',
  'email',
  'budget_min',
  'budget_max',
  'budget_about',
  'possession',
  'area',
  'facing',
  'work_level',
  'work_pay',
])

/** A new statement of one of these supersedes all of them (sales desk, 1). */
const BUDGET: readonly string[] = ['budget_min', 'budget_max', 'budget_about'] satisfies FactKey[]

/** Wanting what was avoided supersedes it, and the reverse. */
const OPPOSITE: Readonly<Record<string, FactKey>> = {
  amenity_wanted: 'amenity_avoided',
  amenity_avoided: 'amenity_wanted',
  place: 'excluded_place',
  excluded_place: 'place',
  status: 'excluded_status',
  excluded_status: 'status',
}

export type NewFact = FactInput & { id: string; slot: string; confidence: number }
type Placed = { key: string; slot: string }

export function isSingle(key: string): boolean {
  return SINGLE.has(key)
}

/** What tells a value from the key's others, whatever its case and spacing; empty for a key with one value. */
export function slotOf(key: string, value: unknown): string {
  if (SINGLE.has(key)) return ''
  if (typeof value !== 'string') return JSON.stringify(value)
  return value.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase()
}

/** The keys that cannot be current beside this one in the same slot: itself and its opposite. */
export function rivalsOf(key: string): string[] {
  const opposite = OPPOSITE[key]
  return opposite ? [key, opposite] : [key]
}

/** The keys that a statement of this one replaces as a whole. */
export function familyOf(key: string): readonly string[] {
  return BUDGET.includes(key) ? BUDGET : []
}

/** Whether two facts cannot both be current. */
export function displaces(newer: Placed, older: Placed): boolean {
  return newer.slot === older.slot && rivalsOf(newer.key).includes(older.key)
}

/** What a statement comes to: of those in it that contradict each other, the last. */
export function settled(stated: readonly NewFact[]): NewFact[] {
  return stated.filter((fact, at) => !stated.slice(at + 1).some(later => displaces(later, fact)))
}
