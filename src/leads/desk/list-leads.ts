import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import { InstantText } from '../../appointments/index.ts'
import { readCursor, writeCursor } from '../../kernel/cursor.ts'
import { refuse } from '../../kernel/refusal.ts'
import { storable } from '../../kernel/text.ts'
import type { Context } from '../../storage/index.ts'
import { type Temperature, temperatureSchema } from '../schema.ts'
import { all, type Condition, conditionsOf, temperatureBranches } from './filters.ts'
import { type LineRow, readLines, toLine } from './lines.ts'
import { requireSales } from './rights.ts'
import type { LeadListQuery, LeadPage } from './schema.ts'

/** Warmest first. */
const WARMEST: readonly Temperature[] = ['hot', 'warm', 'cold']

const places = {
  hot: z.tuple([z.literal('hot'), temperatureSchema, z.number(), z.number(), InstantText, z.uuid()]),
  active: z.tuple([z.literal('active'), InstantText, z.uuid()]),
  newest: z.tuple([z.literal('newest'), InstantText, z.uuid()]),
  name: z.tuple([z.literal('name'), z.string().transform(storable).nullable(), z.uuid()]),
}

/**
 * Leads as staff of the sales desk filter and order them, by key. `hot`: the effective temperature, then intent, engagement, last
 * activity (all descending) and id, so that its first part is the list of hot leads. Refuses `leads.not_allowed`, `leads.cursor`.
 */
export async function listLeads(ctx: Context, query: LeadListQuery): Promise<LeadPage> {
  requireSales(ctx)
  const conditions = await conditionsOf(ctx, query)
  if (!conditions) return { items: [], cursor: null }
  const { order, limit } = query
  if (order === 'hot') return byHeat(ctx, query, conditions)
  if (order === 'name') return byName(ctx, query, conditions)
  const at = order === 'active' ? sql`l.last_active_at` : sql`l.created_at`
  const from = placeOf<[string, string, string]>(query, places[order])
  const found = [...conditions, ...temperatures(ctx, query)]
  if (from)
    found.push(
      sql`(${at} < ${from[1]}::timestamptz or ${at} = ${from[1]}::timestamptz and l.person_id > ${from[2]}::uuid)`,
    )
  // Said once more as a bound that the index can begin at.
  if (from) found.push(sql`${at} <= ${from[1]}::timestamptz`)
  const rows = await readLines(ctx, {
    found: sql`select l.* from leads l where ${all(found)} order by ${at} desc, l.person_id limit ${sql.lit(limit + 1)}`,
    order: sql`${at} desc, l.person_id`,
  })
  return page(ctx, rows, limit, row => [
    order,
    (order === 'active' ? row.last_active_at : row.created_at).toString(),
    row.person_id,
  ])
}

/** One temperature after the other, each as far as the page still has room. */
async function byHeat(ctx: Context, query: LeadListQuery, conditions: Condition[]): Promise<LeadPage> {
  const from = placeOf(query, places.hot)
  const wanted = WARMEST.filter(one => !query.temperature?.length || query.temperature.includes(one))
  const ahead = from ? wanted.filter(one => WARMEST.indexOf(one) >= WARMEST.indexOf(from[1])) : wanted
  const rows: LineRow[] = []
  for (const temperature of ahead) {
    const room = query.limit + 1 - rows.length
    if (room <= 0) break
    const after = from?.[1] === temperature ? [behind(from)] : []
    const order = sql`l.intent desc, l.engagement desc, l.last_active_at desc, l.person_id`
    const branches = temperatureBranches(ctx, temperature).map(
      branch => sql`(select l.* from leads l where ${all([branch, ...conditions, ...after])}
        order by ${order} limit ${sql.lit(room)})`,
    )
    const found = sql`select * from (${sql.join(branches, sql` union all `)}) l order by ${order} limit ${sql.lit(room)}`
    rows.push(...(await readLines(ctx, { found, order })))
  }
  return page(ctx, rows, query.limit, row => [
    'hot',
    effective(ctx, row),
    row.intent,
    row.engagement,
    row.last_active_at.toString(),
    row.person_id,
  ])
}

function behind([, , intent, engagement, at, id]: z.infer<typeof places.hot>): Condition {
  const key = sql`(l.intent, l.engagement, l.last_active_at)`
  const there = sql`(${intent}::numeric, ${engagement}::numeric, ${at}::timestamptz)`
  return sql`${key} <= ${there} and (${key} < ${there} or l.person_id > ${id}::uuid)`
}

/** By the name that they gave, without regard to capitals; who gave none comes last. */
async function byName(ctx: Context, query: LeadListQuery, conditions: Condition[]): Promise<LeadPage> {
  const from = placeOf(query, places.name)
  const found = [...conditions, ...temperatures(ctx, query)]
  const { limit } = query
  const name = sql`(lower(f.value #>> '{}') collate "C")`
  const rows: (LineRow & { sort_name?: string | null })[] = []
  const isNamed = sql`f.key = 'name' and f.superseded_at is null and f.erased_at is null`
  if (!from || from[1] !== null) {
    const after = from ? [sql`(${name}, f.person_id) > (${from[1]}, ${from[2]}::uuid)`] : []
    const named = sql`
      select l.*, ${name} as sort_name from facts f join leads l on l.person_id = f.person_id
      where ${all([isNamed, ...after, ...found])} order by ${name}, f.person_id limit ${sql.lit(limit + 1)}`
    rows.push(...(await readLines(ctx, { found: named, order: sql`l.sort_name collate "C", l.person_id` })))
  }
  const room = limit + 1 - rows.length
  if (room > 0) {
    const after = from?.[1] === null ? [sql`l.person_id > ${from[2]}::uuid`] : []
    const isNameless = sql`not exists (select from facts f where f.person_id = l.person_id and ${isNamed})`
    const nameless = sql`
      select l.*, null::text as sort_name from leads l where ${all([isNameless, ...after, ...found])}
      order by l.person_id limit ${sql.lit(room)}`
    rows.push(...(await readLines(ctx, { found: nameless, order: sql`l.person_id` })))
  }
  return page(ctx, rows, limit, row => ['name', row.sort_name ?? null, row.person_id])
}

function temperatures(ctx: Context, { temperature }: LeadListQuery): RawBuilder<unknown>[] {
  if (!temperature?.length || temperature.length === WARMEST.length) return []
  return [
    sql`case when l.override_until > ${ctx.now()} then l.override_temperature else l.temperature end = any(${temperature}::text[])`,
  ]
}

function effective(ctx: Context, row: LineRow): Temperature {
  return toLine(ctx, row).temperature
}

function page(
  ctx: Context,
  rows: LineRow[],
  limit: number,
  place: (row: LineRow & { sort_name?: string | null }) => unknown[],
): LeadPage {
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return { items: items.map(row => toLine(ctx, row)), cursor: last ? writeCursor(place(last)) : null }
}

/** Refuses `leads.cursor` for a marker of another order, or none of ours. */
function placeOf<Place>({ cursor }: LeadListQuery, schema: z.ZodType<Place>): Place | undefined {
  if (cursor === undefined) return undefined
  return (
    readCursor(cursor, schema) ??
    refuse('invalid', 'leads.cursor', 'This page marker is not one of this order. Begin at the first page.')
  )
}
