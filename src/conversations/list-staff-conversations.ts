import { sql } from 'kysely'
import { z } from 'zod'
import { readCursor, writeCursor } from '../kernel/cursor.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { desksOf, requireStaff } from './hand-off.ts'
import { HERE_SECONDS } from './presence/note-presence.ts'
import type { StaffConversation, StaffList, staffListQuerySchema } from './schema.ts'
import { type StaffRow, selectStaff, toStaff } from './staff-row.ts'

type Sql = ReturnType<typeof sql>
type Query = z.infer<typeof staffListQuerySchema>

/** An order of the list: its keys with their directions, each but the last an index's. */
type Order = { where: Sql; keys: Sql; after: (at: Place) => Sql }
const placeSchema = z.tuple([z.int().min(0).max(9).nullable(), z.iso.datetime({ offset: true }), z.uuid()])
type Place = z.infer<typeof placeSchema>

const DOWN = (time: Sql): Pick<Order, 'keys' | 'after'> => ({
  keys: sql`null::integer as k1, ${time} as k2`,
  after: ([, time2, id]) => sql`(${time}, c.id) < (${time2}::timestamptz, ${id}::uuid)`,
})

const WANTED: Pick<Order, 'keys' | 'after'> = {
  keys: sql`c.attention::integer as k1, c.attention_since as k2`,
  after: ([attention, time, id]) =>
    sql`(c.attention, c.attention_since, c.id) > (${attention}::smallint, ${time}::timestamptz, ${id}::uuid)`,
}

function orderOf(state: Query['state'], accountId: string): Order & { by: Sql } {
  if (state === 'closed')
    return {
      ...DOWN(sql`c.hand_off_since`),
      where: sql`c.hand_off = 'closed'`,
      by: sql`c.hand_off_since desc, c.id desc`,
    }
  if (state === 'all')
    return {
      ...DOWN(sql`c.active_at`),
      where: sql`(c.desk = 'sales' or c.hand_off_number > 0)`,
      by: sql`c.active_at desc, c.id desc`,
    }
  const by = sql`c.attention, c.attention_since, c.id`
  const where = {
    open: sql`c.attention is not null`,
    waiting: sql`c.attention is not null and c.hand_off = 'waiting'`,
    human: sql`c.attention is not null and c.hand_off = 'human'`,
    mine: sql`c.attention is not null and c.hand_off = 'human' and c.hand_off_account_id = ${accountId}`,
  }[state]
  return { ...WANTED, where, by }
}

/**
 * Conversations at the desks of the caller. Those in which a human is wanted: a crisis first, then alerts, then who has waited
 * longest; closed and all: the latest first. `all` has every conversation of the sales desk, and those of the career desk in which
 * a human was ever wanted. Pages by key, however many there are. Refuses `conversations.bad_cursor`.
 */
export async function listStaffConversations(ctx: Context, query: Query): Promise<StaffList> {
  const staff = requireStaff(ctx)
  const { desk, state, limit } = query
  const desks = desksOf(staff.role).filter(one => !desk || one === desk)
  const order = orderOf(state, staff.accountId)
  const place = query.cursor === undefined ? null : placeOf(query.cursor)
  const found = query.q ? await matching(ctx, query.q, state) : { among: sql`conversations`, where: sql`true` }
  const unread = sql`exists (
    select from turns t where t.conversation_id = c.id and t.number > coalesce((
      select read_number from conversation_presence where conversation_id = c.id and account_id = ${staff.accountId}), 0))`
  const isUp = state !== 'closed' && state !== 'all'
  const direction = isUp ? sql`k1, k2, id` : sql`k2 desc, id desc`
  const page = await sql<{ id: string; k1: number | null; k2: Temporal.Instant }>`
    select one.* from unnest(${desks}::text[]) d(desk) cross join lateral (
      select c.id, ${order.keys} from ${found.among} c
      where c.desk = d.desk and ${order.where} and ${found.where} and ${query.unread ? unread : sql`true`}
        and ${place ? order.after(place) : sql`true`}
      order by ${order.by} limit ${limit + 1}
    ) one order by ${direction} limit ${limit + 1}`.execute(ctx.db)
  const rows = page.rows.slice(0, limit)
  const last = rows.at(-1)
  return {
    items: await readRows(
      ctx,
      staff.accountId,
      rows.map(({ id }) => id),
    ),
    cursor: last && page.rows.length > limit ? writeCursor([last.k1, last.k2.toString(), last.id]) : null,
    counts: await countStates(ctx, desks, staff.accountId),
  }
}

/** So many are counted of each state, and looked for by a name. */
const MOST = 1000

/** What stands in each line, in the order given: read by their ids, so that nothing else is touched. */
async function readRows(ctx: Context, accountId: string, ids: readonly string[]): Promise<StaffConversation[]> {
  if (ids.length === 0) return []
  const since = ctx.now().subtract({ seconds: HERE_SECONDS })
  const found = await sql<StaffRow>`${selectStaff(accountId, since)} where c.id = any(${ids}::uuid[])`.execute(ctx.db)
  const rows = new Map(found.rows.map(row => [row.id, row]))
  return ids.flatMap(id => rows.get(id) ?? []).map(toStaff)
}

/** Whom a part of the name fits; in open ones, which are few, also what was written. */
async function matching(ctx: Context, q: string, state: Query['state']): Promise<{ among: Sql; where: Sql }> {
  const part = `%${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  const people = await sql<{ id: string }>`
    (select person_id as id from facts
      where key = 'name' and superseded_at is null and erased_at is null and lower(value #>> '{}') like ${part} limit ${MOST})
    union (select person_id from accounts where lower(name || ' ' || email) like ${part} limit ${MOST})`.execute(ctx.db)
  const named = sql`c.person_id = any(${people.rows.map(({ id }) => id)}::uuid[])`
  // The offset has theirs looked up by person: else the latest of everybody's are walked through until enough are theirs.
  if (state === 'all' || state === 'closed')
    return { among: sql`(select * from conversations c where ${named} offset 0)`, where: sql`true` }
  // The offset keeps the look into one thread after the other: without it the planner may read all messages once instead.
  const said = sql`exists (
    select from messages said where said.conversation_id = c.id and lower(said.text) like ${part} offset 0)`
  return { among: sql`conversations`, where: sql`(${named} or ${said})` }
}

async function countStates(ctx: Context, desks: string[], accountId: string): Promise<StaffList['counts']> {
  const found = await sql<StaffList['counts']>`
    select count(*) as open, count(*) filter (where hand_off = 'waiting') as waiting,
      count(*) filter (where hand_off = 'human') as human,
      count(*) filter (where hand_off = 'human' and hand_off_account_id = ${accountId}) as mine,
      count(*) filter (where attention = 0) as crisis
    from unnest(${desks}::text[]) d(desk) cross join lateral (
      select c.hand_off, c.hand_off_account_id, c.attention from conversations c
      where c.desk = d.desk and c.attention is not null order by c.attention, c.attention_since, c.id limit ${MOST}) open
  `.execute(ctx.db)
  return found.rows[0]!
}

function placeOf(cursor: string): Place {
  return (
    readCursor(cursor, placeSchema) ??
    refuse('invalid', 'conversations.bad_cursor', 'This cursor is none of ours. Begin anew without one.')
  )
}
