import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { LeadFilters } from './schema.ts'

/** Persons of one filter: all of them as `id`, absent where they are most of all, and whether the lead `l` is one. */
type PersonSet = { members?: RawBuilder<unknown>; holds: RawBuilder<unknown> }

/** A look at each row on its own: written as a value, it is not made a join with everybody. */
const isThere = (rows: RawBuilder<unknown>) => sql`(select true from ${rows} limit 1)`

/** The filters that other tables answer. */
export function setsOf(ctx: Context, filters: LeadFilters): PersonSet[] {
  const now = ctx.now()
  const { owner, tag, visit, callback, waiting, q } = filters
  const sets: PersonSet[] = []
  const add = (table: string, condition: RawBuilder<unknown>) =>
    sets.push({
      members: sql`select x.person_id as id from ${sql.table(table)} x where ${condition}`,
      holds: isThere(sql`${sql.table(table)} x where x.person_id = l.person_id and ${condition}`),
    })
  if (owner) sets.push(ownedBy(ctx, owner))
  if (tag) add('lead_tags', sql`x.tag = ${tag}`)
  if (visit)
    add(
      'appointments',
      // The second condition is the index's own.
      sql`x.kind = 'site_visit' and x.kind <> 'callback' and x.status in ('pending', 'confirmed') and lower(x.period) > ${now}`,
    )
  if (callback) add('appointments', sql`x.kind = 'callback' and x.status in ('pending', 'no_answer')`)
  if (waiting) add('conversations', sql`x.desk = 'sales' and x.attention is not null and x.hand_off = 'waiting'`)
  if (q) sets.push(saidToBe(q))
  return sets
}

function ownedBy(ctx: Context, owner: NonNullable<LeadFilters['owner']>): PersonSet {
  const owned = sql`person_owners x where x.person_id = l.person_id and x.ended_at is null`
  if (owner === 'nobody') return { holds: sql`${isThere(owned)} is null` }
  if (owner === 'somebody') return { holds: isThere(owned) }
  const accountId = ctx.actor.kind === 'account' ? ctx.actor.accountId : null
  const staff = owner === 'me' ? sql`(select id from staff where account_id = ${accountId}::uuid)` : sql`${owner}::uuid`
  return {
    members: sql`select x.person_id as id from person_owners x where x.staff_id = ${staff} and x.ended_at is null`,
    holds: isThere(sql`${owned} and x.staff_id = ${staff}`),
  }
}

/** A fact that holds now and by which somebody is found. */
const isContact = sql`f.key in ('name', 'phone', 'email') and f.superseded_at is null and f.erased_at is null`
const literally = (text: string) => text.replace(/[\\%_]/g, sign => `\\${sign}`)

/**
 * Part of a name, number or address. One or two letters are the beginning of a name: three are needed to look anywhere within it.
 * A number is compared by its digits, however it is written.
 */
function saidToBe(q: string): PersonSet {
  const words = q.toLowerCase().split(/\s+/).map(literally)
  if (q.length < 3) {
    const begins = sql`f.key = 'name' and ${isContact} and lower(f.value #>> '{}') collate "C" like ${`${words.join(' ')}%`}`
    return {
      members: sql`select f.person_id as id from facts f where ${begins}`,
      holds: isThere(sql`facts f where f.person_id = l.person_id and ${begins}`),
    }
  }
  const anywhere = `%${words.join('%')}%`
  const digits = /^[\d\s()+.-]+$/.test(q) ? q.replace(/\D/g, '').replace(/^0+/, '') : ''
  const ways = [sql`lower(f.value #>> '{}') like ${anywhere}`]
  if (digits.length >= 3 && `%${digits}%` !== anywhere) ways.push(sql`lower(f.value #>> '{}') like ${`%${digits}%`}`)
  const said = sql`${isContact} and (${sql.join(ways, sql` or `)})`
  const account = sql`lower(a.name || ' ' || a.email) like ${anywhere}`
  return {
    members: sql`
      select f.person_id as id from facts f where ${said}
      union all
      select a.person_id from accounts a where ${account}`,
    holds: sql`(${isThere(sql`facts f where f.person_id = l.person_id and ${said}`)}
      or ${isThere(sql`accounts a where a.person_id = l.person_id and ${account}`)})`,
  }
}
