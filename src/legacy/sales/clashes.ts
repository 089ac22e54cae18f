import { sql } from 'kysely'
import type { Run } from '../core/mapping.ts'
import { Row } from '../core/row.ts'
import { quoted, type SourceTable } from '../core/source.ts'
import { keyOf } from '../core/values.ts'
import type { Lookups } from './lookups.ts'
import { type SalesOptions, stampOf } from './options.ts'
import { isActive, statusOf, wishOf } from './wishes.ts'

/** Visits that cannot keep their time or their salesperson, by row: one that is still to come becomes a wish, one that is past keeps the name. */
export type Clashes = Map<string, 'future' | 'past'>

const NEEDED = [
  'id', 'status', 'created_at', 'requested_date', 'requested_time_slot', 'preferred_date', 'preferred_time', 'assigned_rm',
  'assigned_rm_phone',
] // biome-ignore format: a list
type Span = { start: number; end: number }
type Visit = Span & { key: string; createdAt: number; staffId: string | null; who: string }

/**
 * Reads the active visits of a source and tells which of one salesperson overlap: who was first created keeps the time, and what is
 * booked here already stands before all of them. Looks at the source, so that a repeated import tells the same.
 */
export async function findClashes(
  run: Run,
  table: SourceTable,
  lookups: Lookups,
  options: SalesOptions,
): Promise<Clashes> {
  const visits = await activeVisits(run, table, lookups, options)
  const taken = new Map<string, Span[]>()
  const ours = new Set(visits.map(({ key }) => run.id('visit', key)))
  const booked = await sql<{ id: string; staffId: string; start: Temporal.Instant; end: Temporal.Instant }>`
    select id, staff_id as "staffId", lower(period) as start, upper(period) as end from appointments
    where status in ('held', 'pending', 'confirmed') and kind <> 'callback' and staff_id is not null`.execute(
    run.store.db,
  )
  for (const { id, staffId, start, end } of booked.rows)
    if (!ours.has(id)) take(taken, staffId, { start: start.epochMilliseconds, end: end.epochMilliseconds })

  const now = run.now.epochMilliseconds
  const clashes: Clashes = new Map()
  for (const visit of visits.sort((a, b) => a.createdAt - b.createdAt || (a.key < b.key ? -1 : 1))) {
    const isFuture = visit.end > now
    if (daysOf(visit).some(day => taken.get(`${visit.who} ${day}`)?.some(other => overlap(other, visit)))) {
      if (isFuture || visit.staffId !== null) clashes.set(visit.key, isFuture ? 'future' : 'past')
    } else take(taken, visit.who, visit)
  }
  return clashes
}

const DAY = 86_400_000
const daysOf = ({ start, end }: Span) => {
  const days: number[] = []
  for (let day = Math.floor(start / DAY); day * DAY < end; day++) days.push(day)
  return days
}
const overlap = (a: Span, b: Span) => a.start < b.end && b.start < a.end

function take(taken: Map<string, Span[]>, who: string, span: Span): void {
  for (const day of daysOf(span)) {
    const key = `${who} ${day}`
    const there = taken.get(key)
    if (there) there.push(span)
    else taken.set(key, [span])
  }
}

async function activeVisits(run: Run, table: SourceTable, lookups: Lookups, options: SalesOptions): Promise<Visit[]> {
  const columns = table.columns.filter(name => NEEDED.includes(name.toLowerCase()))
  if (!columns.some(name => name.toLowerCase() === 'id')) return []
  const places = new Map(columns.map((name, at) => [name.toLowerCase(), at]))
  const visits: Visit[] = []
  const read = run.source.query(`select ${columns.map(quoted).join(', ')} from ${quoted(table.name)}`)
  for await (const batch of read)
    for (const values of batch) {
      const id = values[places.get('id')!]!
      if (id === null) continue
      const row = new Row(places, values, [], keyOf([id]))
      const name = row.text('assigned_rm')?.replace(/\s+/gu, ' ').trim() || null
      if (!isActive(statusOf(row)) || (name === null && row.text('assigned_rm_phone') === null)) continue
      const wish = wishOf(row, options)
      if (!('start' in wish)) continue
      const staffId = lookups.staff(name, row.text('assigned_rm_phone'))
      visits.push({
        key: row.key,
        createdAt: (stampOf(row, 'created_at', options) ?? run.now).epochMilliseconds,
        staffId,
        who: staffId ?? `name ${name?.toLowerCase() ?? row.text('assigned_rm_phone')}`,
        start: wish.start.epochMilliseconds,
        end: wish.end.epochMilliseconds,
      })
    }
  return visits
}
