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
])

/** A new statement of one of these supersedes all of them (sales desk, 1). */
const BUDGET: ReadonlySet<string> = new Set<FactKey>(['budget_min', 'budget_max', 'budget_about'])

/** Wanting what was avoided supersedes it, and the reverse. */
const OPPOSITE: Readonly<Record<string, FactKey>> = {
  amenity_wanted: 'amenity_avoided',
  amenity_avoided: 'amenity_wanted',
  place: 'excluded_place',
  excluded_place: 'place',
  status: 'excluded_status',
  excluded_status: 'status',
}

export type CurrentFact = { id: string; key: string; slot: string; value: unknown; messageId: string | null }
export type NewFact = FactInput & { id: string; slot: string; confidence: number }
export type Supersession = { id: string; by: string; reason: 'restated' | 'replaced' | 'opposite' | 'corrected' }

export function isSingle(key: string): boolean {
  return SINGLE.has(key)
}

/** What tells a value from the key's others, whatever its case and spacing; empty for a key with one value. */
export function slotOf(key: string, value: unknown): string {
  if (SINGLE.has(key)) return ''
  if (typeof value !== 'string') return JSON.stringify(value)
  return value.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase()
}

/**
 * Which facts of one statement are new, and which current ones each supersedes. The later of two that contradict each
 * other within the statement wins. A statement repeated for the same message changes nothing.
 */
export function weighFacts(
  current: readonly CurrentFact[],
  stated: readonly NewFact[],
  messageId: string | null,
): { added: NewFact[]; superseded: Supersession[] } {
  const added = stated.filter((fact, at) => !stated.slice(at + 1).some(later => displaces(later, fact)))
  const fresh = added.filter(fact => !current.some(old => isRepeat(old, fact, messageId)))
  const superseded: Supersession[] = []
  for (const old of current) {
    const by = fresh.find(fact => displaces(fact, old))
    if (by) superseded.push({ id: old.id, by: by.id, reason: reasonOf(by, old) })
    else if (BUDGET.has(old.key) && (old.messageId === null || old.messageId !== messageId)) {
      const budget = fresh.find(fact => BUDGET.has(fact.key))
      if (budget) superseded.push({ id: old.id, by: budget.id, reason: 'replaced' })
    }
  }
  return { added: fresh, superseded }
}

type Placed = { key: string; slot: string }

/** Whether two facts cannot both be current, of the same key or of opposite ones. */
export function displaces(newer: Placed, older: Placed): boolean {
  return newer.slot === older.slot && (newer.key === older.key || OPPOSITE[newer.key] === older.key)
}

export function reasonOf(newer: Placed & { value: unknown }, older: CurrentFact): Supersession['reason'] {
  if (newer.key !== older.key) return 'opposite'
  return same(newer.value, older.value) || !isSingle(newer.key) ? 'restated' : 'replaced'
}

function isRepeat(old: CurrentFact, fact: NewFact, messageId: string | null): boolean {
  return (
    messageId !== null &&
    old.messageId === messageId &&
    old.key === fact.key &&
    old.slot === fact.slot &&
    same(old.value, fact.value)
  )
}

/** jsonb gives its keys back in an order of its own. */
function same(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other)
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
