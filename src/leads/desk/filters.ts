import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { Temperature } from '../schema.ts'
import type { LeadFilters } from './schema.ts'

export type Condition = RawBuilder<unknown>
export const all = (conditions: readonly Condition[]): Condition => sql`${sql.join(conditions, sql` and `)}`

/** A fact that holds now and by which somebody is found. */
export const isContact = sql`f.key in ('name', 'phone', 'email') and f.superseded_at is null and f.erased_at is null`

/** The override of the lead `l` stands. */
const stands = (ctx: Context) => sql`l.override_until > ${ctx.now()}`

/**
 * The temperature that counts is one of these. As two conditions, for two branches: each can then be read in the order of its own
 * index.
 */
export function temperatureBranches(
  ctx: Context,
  temperature: Temperature,
): [computed: Condition, overridden: Condition] {
  return [
    sql`l.temperature = ${sql.lit(temperature)} and (l.override_until is null or l.override_until <= ${ctx.now()})`,
    sql`${stands(ctx)} and l.override_temperature = ${sql.lit(temperature)}`,
  ]
}

/** The conditions of a list on `leads l`, without the temperature's. Who was erased or joined with another is in none. */
export function conditionsOf(ctx: Context, filters: LeadFilters): Condition[] {
  const now = ctx.now()
  const conditions: Condition[] = [
    sql`exists (select from persons p where p.id = l.person_id and p.erased_at is null and p.merged_into is null)`,
  ]
  const { stage, owner, tag, visit, callback, waiting, days, q } = filters
  if (stage?.length === 1) conditions.push(sql`l.stage = ${stage[0]}`)
  else if (stage?.length) conditions.push(sql`l.stage = any(${stage}::text[])`)
  if (owner) conditions.push(ownedBy(ctx, owner))
  if (tag) conditions.push(sql`l.person_id in (select person_id from lead_tags where tag = ${tag})`)
  if (visit)
    conditions.push(sql`l.person_id in (
      select person_id from appointments
      where kind = 'site_visit' and kind <> 'callback' and status in ('pending', 'confirmed') and lower(period) > ${now})`)
  if (callback)
    conditions.push(sql`l.person_id in (
      select person_id from appointments where kind = 'callback' and status in ('pending', 'no_answer'))`)
  if (waiting)
    conditions.push(sql`l.person_id in (
      select person_id from conversations where desk = 'sales' and attention is not null and hand_off = 'waiting')`)
  if (days) conditions.push(sql`l.last_active_at >= ${now.subtract({ hours: 24 * days })}`)
  if (q) conditions.push(saidToBe(q))
  return conditions
}

function ownedBy(ctx: Context, owner: NonNullable<LeadFilters['owner']>): Condition {
  if (owner === 'nobody')
    return sql`not exists (select from person_owners o where o.person_id = l.person_id and o.ended_at is null)`
  if (owner === 'somebody')
    return sql`exists (select from person_owners o where o.person_id = l.person_id and o.ended_at is null)`
  const accountId = ctx.actor.kind === 'account' ? ctx.actor.accountId : null
  const staff = owner === 'me' ? sql`(select id from staff where account_id = ${accountId}::uuid)` : sql`${owner}::uuid`
  return sql`l.person_id in (select person_id from person_owners where staff_id = ${staff} and ended_at is null)`
}

const literally = (text: string) => text.replace(/[\\%_]/g, sign => `\\${sign}`)

/**
 * Part of a name, number or address. One or two letters are the beginning of a name: three are needed to look anywhere within it.
 * A number is compared by its digits, however it is written.
 */
function saidToBe(q: string): Condition {
  const words = q.toLowerCase().split(/\s+/).map(literally)
  if (q.length < 3)
    return sql`l.person_id in (
      select f.person_id from facts f
      where f.key = 'name' and ${isContact} and lower(f.value #>> '{}') collate "C" like ${`${words.join(' ')}%`})`
  const anywhere = `%${words.join('%')}%`
  const digits = /^[\d\s()+.-]+$/.test(q) ? q.replace(/\D/g, '').replace(/^0+/, '') : ''
  const ways = [sql`lower(f.value #>> '{}') like ${anywhere}`]
  if (digits.length >= 3 && `%${digits}%` !== anywhere) ways.push(sql`lower(f.value #>> '{}') like ${`%${digits}%`}`)
  return sql`l.person_id in (
    select f.person_id from facts f where ${isContact} and (${sql.join(ways, sql` or `)})
    union all
    select a.person_id from accounts a where lower(a.name || ' ' || a.email) like ${anywhere})`
}
