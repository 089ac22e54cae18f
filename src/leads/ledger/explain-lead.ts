import { sql } from 'kysely'
import { z } from 'zod'
import { readCursor, writeCursor } from '../../kernel/cursor.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import { refuseUnknownLead, requireSales } from '../desk/rights.ts'
import { type Component, componentSchema, type Ledger, type Signal, type Temperature, type Weights } from '../schema.ts'
import { signalText } from './signal-text.ts'

type Row = Omit<Signal, 'text' | 'at'> & { at: Temporal.Instant; place: number; sentence: string; booked: boolean }
type Standing = {
  engagement: number
  intent: number
  temperature: Temperature
  override_temperature: Temperature | null
  override_until: Temporal.Instant | null
  sums: Partial<Record<Component, [number, number]>>
  weights: Weights
}

/**
 * Why a lead stands where it does: every row of the ledger as a sentence with what it links to, newest first by pages, and the sums
 * of all. Refuses `leads.not_allowed`, `leads.unknown`, `leads.cursor`.
 */
export async function explainLead(
  ctx: Context,
  personId: string,
  { cursor, limit = 100 }: { cursor?: string; limit?: number } = {},
): Promise<Ledger> {
  requireSales(ctx)
  const before = cursor === undefined ? null : (readCursor(cursor, z.tuple([z.int()]))?.[0] ?? refuseCursor())
  const standing = await readStanding(ctx, personId)
  const rows = await readRows(ctx, personId, before, limit + 1)
  const items = rows.slice(0, limit).map(toSignal)
  const { engagement, intent, temperature: computed, override_temperature, override_until, sums, weights } = standing
  const stands = override_until !== null && Temporal.Instant.compare(override_until, ctx.now()) > 0
  const override = stands ? { temperature: override_temperature!, until: override_until.toString() } : null
  return {
    personId,
    items,
    cursor: rows.length > limit ? writeCursor([rows[limit - 1]!.place]) : null,
    sums: componentSchema.options
      .filter(component => sums[component])
      .map(component => {
        const [engagement, intent] = sums[component]!
        const { engagementCap, intentCap } = weights[component]
        return { component, engagement, intent, engagementCap, intentCap }
      }),
    temperature: override?.temperature ?? computed,
    computed,
    override,
    engagement,
    intent,
  }
}

async function readStanding(ctx: Context, personId: string): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select l.engagement, l.intent, l.temperature, l.override_temperature, l.override_until, lead_sums(l.person_id) as sums,
      (select weights from lead_weights order by version desc limit 1) as weights
    from leads l where l.person_id = ${personId}::uuid and l.merged_at is null`.execute(ctx.db)
  return rows[0] ?? refuseUnknownLead()
}

async function readRows(ctx: Context, personId: string, before: number | null, limit: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select s.id, s.component, s.kind, s.engagement, s.intent, s.sentence, s.created_at as at, s.weights_version as "weightsVersion",
      s.reverses, s.number as place,
      case when m.id is not null then json_build_object('id', m.id, 'number', m.number, 'conversationId', m.conversation_id) end as message,
      case when l.id is not null then json_build_object('id', l.id, 'slug', l.slug, 'name', l.name) end as listing,
      case when a.id is not null then json_build_object('id', a.id, 'code', a.code, 'kind', a.kind, 'status', a.status) end as appointment,
      exists (select from appointment_events e where e.appointment_id = a.id and e.kind in ('booked', 'requested')) as booked
    from signals s
    left join messages m on m.id = s.message_id
    left join listings l on l.id = s.listing_id
    left join appointments a on a.id = s.appointment_id
    where s.person_id = ${personId}::uuid and (${before}::bigint is null or s.number < ${before}::bigint)
    order by s.number desc limit ${limit}`.execute(ctx.db)
  return rows
}

function toSignal({ place: _, sentence, booked, at, ...row }: Row): Signal {
  return { ...row, at: at.toString(), text: signalText({ ...row, sentence, booked }) }
}

function refuseCursor(): never {
  return refuse('invalid', 'leads.cursor', 'This page marker is not one of this list. Begin at the first page.')
}
