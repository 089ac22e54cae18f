import { sql } from 'kysely'
import { z } from 'zod'
import { readCursor, writeCursor } from '../../kernel/cursor.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import { requireSales } from '../desk/rights.ts'
import type { HotLead, Stage, Temperature } from '../schema.ts'

const placeSchema = z.tuple([z.number(), z.number(), z.iso.datetime({ offset: true }), z.uuid()])

type Row = {
  person_id: string
  name: string | null
  engagement: number
  intent: number
  temperature: Temperature
  override_temperature: Temperature | null
  override_until: Temporal.Instant | null
  stage: Stage
  last_active_at: Temporal.Instant
}

/**
 * Who is worth calling next: leads whose effective temperature is hot, an override counting until its end, by intent, engagement, last
 * activity (all descending) and id. Refuses `leads.not_allowed`, `leads.cursor`.
 */
export async function hotLeads(
  ctx: Context,
  { cursor, limit = 50 }: { cursor?: string; limit?: number } = {},
): Promise<{ items: HotLead[]; cursor: string | null }> {
  requireSales(ctx)
  const now = ctx.now()
  const order = sql`intent desc, engagement desc, last_active_at desc, person_id`
  const branch = (isHot: ReturnType<typeof sql>) => sql`
    (select * from leads where ${isHot} and merged_at is null ${after(cursor)} order by ${order} limit ${sql.lit(limit + 1)})`
  // Each branch is read in the order of its own index.
  const { rows } = await sql<Row>`
    select l.person_id, l.engagement, l.intent, l.temperature, l.override_temperature, l.override_until, l.stage, l.last_active_at,
      coalesce((
        select f.value #>> '{}' from facts f
        where f.person_id = l.person_id and f.key = 'name' and f.superseded_at is null and f.erased_at is null limit 1),
        (select a.name from accounts a where a.person_id = l.person_id)) as name
    from (
      ${branch(sql`temperature = 'hot' and (override_until is null or override_until <= ${now} or override_temperature = 'hot')`)}
      union all
      ${branch(sql`override_until > ${now} and override_temperature = 'hot' and temperature <> 'hot'`)}
      order by ${order} limit ${sql.lit(limit + 1)}) l
    order by ${order}`.execute(ctx.db)
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return {
    items: items.map(row => toHotLead(row, now)),
    cursor: last ? writeCursor([last.intent, last.engagement, last.last_active_at.toString(), last.person_id]) : null,
  }
}

function after(cursor: string | undefined) {
  if (cursor === undefined) return sql``
  const [intent, engagement, at, id] =
    readCursor(cursor, placeSchema) ??
    refuse('invalid', 'leads.cursor', 'This page marker is not one of this list. Begin at the first page.')
  const there = sql`(${intent}::numeric, ${engagement}::numeric, ${at}::timestamptz)`
  const key = sql`(intent, engagement, last_active_at)`
  return sql`and ${key} <= ${there} and (${key} < ${there} or person_id > ${id}::uuid)`
}

function toHotLead(row: Row, now: Temporal.Instant): HotLead {
  const until = row.override_until
  const stands = until !== null && Temporal.Instant.compare(until, now) > 0
  const override = stands ? { temperature: row.override_temperature!, until: until.toString() } : null
  return {
    personId: row.person_id,
    name: row.name,
    temperature: override?.temperature ?? row.temperature,
    computed: row.temperature,
    override,
    engagement: row.engagement,
    intent: row.intent,
    stage: row.stage,
    lastActiveAt: row.last_active_at.toString(),
  }
}
