import { STAGES, TEMPERATURES } from './words.ts'

/** What of the list stands in the address; everything else there is somebody else's. */
export const KEYS = [
  'temperature',
  'stage',
  'owner',
  'tag',
  'visit',
  'callback',
  'waiting',
  'days',
  'q',
  'order',
] as const
export type Query = Partial<Record<(typeof KEYS)[number], string>>

export function queryOf(search: Record<string, string>): Query {
  return Object.fromEntries(KEYS.flatMap(key => (search[key] ? [[key, search[key]]] : [])))
}

/** As the server takes it, in one order: two addresses of the same list are one. */
export function textOf(query: Query): string {
  return new URLSearchParams(KEYS.flatMap(key => (query[key] ? [[key, query[key]]] : []))).toString()
}

export const listOf = (text: string | undefined): string[] => text?.split(',').filter(Boolean) ?? []

export const ORDERS = {
  hot: 'Warmest first',
  active: 'Last active first',
  newest: 'Newest first',
  name: 'By name',
} as const

export const DAYS: Record<string, string> = {
  1: 'Active within a day',
  7: 'Active within a week',
  30: 'Active within a month',
}

/** What narrows the list, beside temperature and search, each with the way to do without it. */
export function chipsOf(
  query: Query,
  nameOf: (staffId: string) => string,
): { key: string; label: string; rest: Query }[] {
  const without = (key: keyof Query, value?: string): Query => {
    const left = value === undefined ? [] : listOf(query[key]).filter(one => one !== value)
    const { [key]: _, ...rest } = query
    return left.length > 0 ? { ...rest, [key]: left.join(',') } : rest
  }
  const chips: { key: string; label: string; rest: Query }[] = []
  for (const one of listOf(query.stage))
    chips.push({
      key: `stage:${one}`,
      label: (STAGES as Record<string, string>)[one] ?? one,
      rest: without('stage', one),
    })
  const owners: Record<string, string> = { me: 'Mine', nobody: 'Nobody’s', somebody: 'Somebody’s' }
  const { owner, tag, days } = query
  if (owner) chips.push({ key: 'owner', label: owners[owner] ?? `Of ${nameOf(owner)}`, rest: without('owner') })
  if (tag) chips.push({ key: 'tag', label: `Tag: ${tag}`, rest: without('tag') })
  if (query.visit) chips.push({ key: 'visit', label: 'Visit coming up', rest: without('visit') })
  if (query.callback) chips.push({ key: 'callback', label: 'Call to make', rest: without('callback') })
  if (query.waiting) chips.push({ key: 'waiting', label: 'Waiting for a human', rest: without('waiting') })
  if (days) chips.push({ key: 'days', label: DAYS[days] ?? `Active within ${days} days`, rest: without('days') })
  return chips
}

/** A name for a view that nobody has named yet. */
export function nameFor(query: Query): string {
  const warm = listOf(query.temperature).map(one => (TEMPERATURES as Record<string, string>)[one] ?? one)
  const rest = chipsOf(query, () => 'a colleague').map(({ label }) => label)
  return [warm.join(' and '), ...rest, query.q && `“${query.q}”`].filter(Boolean).join(', ').slice(0, 60)
}
