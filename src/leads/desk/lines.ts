import { type RawBuilder, sql } from 'kysely'
import { factText } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import type { Stage, Temperature } from '../schema.ts'
import type { LeadLine, LeadOwner } from './schema.ts'

export type LineRow = {
  person_id: string
  engagement: number
  intent: number
  temperature: Temperature
  override_temperature: Temperature | null
  override_until: Temporal.Instant | null
  stage: Stage
  last_active_at: Temporal.Instant
  created_at: Temporal.Instant
  account_name: string | null
  account_email: string | null
  said: { key: string; value: unknown }[]
  owner: LeadOwner | null
  tags: string[]
  visit: LeadLine['nextVisit']
  callback: LeadLine['openCallback']
  waiting: string | null
  sort_name?: string | null
}

/** Of a lead's line, in the order in which people speak of a home. */
const WISH = ['configuration', 'kind', 'place', 'budget_about', 'budget_max', 'budget_min'] as const
/** Written into the statement: with all of it known, one plan is as good as one made for each call. */
const TOLD = sql.join(['name', 'phone', 'email', ...WISH].map(key => sql.lit(key)))

/** The leads that `found` selects from `leads`, each with what its line shows, in one statement. */
export async function readLines(
  ctx: Context,
  { found, order }: { found: RawBuilder<unknown>; order: RawBuilder<unknown> },
): Promise<LineRow[]> {
  const now = ctx.now()
  const { rows } = await sql<LineRow>`
    select l.*, a.name as account_name, a.email as account_email,
      coalesce((
        select json_agg(json_build_object('key', f.key, 'value', f.value) order by f.number) from facts f
        where f.person_id = l.person_id and f.superseded_at is null and f.erased_at is null and f.key in (${TOLD})), '[]') as said,
      (select json_build_object('staffId', s.id, 'name', s.name) from person_owners o join staff s on s.id = o.staff_id
        where o.person_id = l.person_id and o.ended_at is null) as owner,
      array(select t.tag from lead_tags t where t.person_id = l.person_id order by t.tag) as tags,
      (select json_build_object('code', v.code, 'at', lower(v.period)) from appointments v
        where v.person_id = l.person_id and v.kind = 'site_visit' and v.status in ('pending', 'confirmed')
          and lower(v.period) > ${now} order by lower(v.period) limit 1) as visit,
      (select json_build_object('code', v.code, 'dueAt', v.due_at) from appointments v
        where v.person_id = l.person_id and v.kind = 'callback' and v.status in ('pending', 'no_answer')
        order by v.due_at limit 1) as callback,
      (select c.id from conversations c
        where c.person_id = l.person_id and c.desk = 'sales' and c.hand_off = 'waiting' limit 1) as waiting
    from (${found}) l left join accounts a on a.person_id = l.person_id
    order by ${order}`.execute(ctx.db)
  return rows
}

export function toLine(ctx: Context, row: LineRow): LeadLine {
  const said = (key: string) => {
    const value = row.said.findLast(fact => fact.key === key)?.value
    return typeof value === 'string' ? value : null
  }
  return {
    personId: row.person_id,
    name: row.account_name ?? said('name'),
    phone: said('phone'),
    email: row.account_email ?? said('email'),
    isMember: row.account_name !== null,
    ...heatOf(ctx, row),
    stage: row.stage,
    wish: wishWords(row.said),
    owner: row.owner,
    tags: row.tags,
    nextVisit: row.visit,
    openCallback: row.callback,
    waiting: row.waiting,
    lastActiveAt: row.last_active_at.toString(),
    createdAt: row.created_at.toString(),
  }
}

type Heat = Pick<LineRow, 'temperature' | 'override_temperature' | 'override_until' | 'engagement' | 'intent'>

/** What counts now, beside what was computed. */
export function heatOf(ctx: Context, row: Heat) {
  const stands = row.override_until !== null && Temporal.Instant.compare(row.override_until, ctx.now()) > 0
  return {
    temperature: stands ? row.override_temperature! : row.temperature,
    computed: row.temperature,
    overrideUntil: stands ? row.override_until!.toString() : null,
    engagement: row.engagement,
    intent: row.intent,
  }
}

/** `3 BHK, Villa, Whitefield, ₹2 crore`: at most two values of a kind. */
function wishWords(said: LineRow['said']): string | null {
  const parts = WISH.flatMap(key => {
    const values = said.filter(fact => fact.key === key).slice(-2)
    const text = values.map(({ value }) => factText(key, value)).join(' or ')
    if (!text) return []
    return key === 'budget_max' ? [`up to ${text}`] : key === 'budget_min' ? [`from ${text}`] : [text]
  })
  return parts.length > 0 ? parts.join(', ') : null
}
