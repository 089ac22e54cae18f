import { sql } from 'kysely'
import { z } from 'zod'
import { listAppointments, readCoachNote, toStaffAppointments } from '../appointments/index.ts'
import { readCursor, writeCursor } from '../kernel/cursor.ts'
import { refuse } from '../kernel/refusal.ts'
import { sharedWithCoach } from '../programmes/index.ts'
import type { Context } from '../storage/index.ts'

/** Why a coach may see a person, and since when the newest of the reasons holds. */
const shown = sql`
  select person_id, shared_at as at from enrolments where shared_at is not null
  union all
  select person_id, created_at from appointments where kind = 'coaching_session' and status <> 'expired'
  union all
  select c.person_id, h.created_at from hand_offs h join conversations c on c.id = h.conversation_id where c.desk = 'career'`

type Row = {
  id: string
  name: string | null
  isMember: boolean
  shared: number
  sessions: number
  nextSession: Temporal.Instant | null
  conversationId: string | null
  handOff: 'assistant' | 'waiting' | 'human' | 'closed' | null
  reason: string | null
  since: Temporal.Instant
}

export type PersonLine = Omit<Row, 'since' | 'nextSession'> & { since: string; nextSession: string | null }

function readRows(ctx: Context, where: ReturnType<typeof sql>, limit: number) {
  return sql<Row>`
    select p.id, coalesce(a.name, said.value #>> '{}') as name, a.id is not null as "isMember", s.since,
      (select count(*) from enrolments e where e.person_id = p.id and e.shared_at is not null) as shared,
      coalesce(met.number, 0) as sessions, met.next as "nextSession",
      talk.id as "conversationId", talk.state as "handOff", talk.reason
    from (select person_id, max(at) as since from (${shown}) each group by person_id) s
    join persons p on p.id = s.person_id and p.erased_at is null
    left join accounts a on a.person_id = p.id
    left join facts said on said.person_id = p.id and said.key = 'name' and said.superseded_at is null
      and said.erased_at is null and said.slot = ''
    left join lateral (
      select count(*) as number,
        min(lower(period)) filter (where status = 'confirmed' and upper(period) > ${ctx.now()}) as next
      from appointments
      where person_id = p.id and kind = 'coaching_session' and status in ('confirmed', 'completed', 'no_show')) met on true
    left join lateral (
      select c.id, h.state, h.reason from conversations c join hand_offs h on h.conversation_id = c.id
      where c.person_id = p.id and c.desk = 'career' order by h.created_at desc, h.number desc limit 1) talk on true
    where ${where}
    order by s.since desc, p.id desc limit ${limit}`.execute(ctx.db)
}

const toLine = ({ since, nextSession, ...row }: Row): PersonLine => ({
  ...row,
  since: since.toString(),
  nextSession: nextSession?.toString() ?? null,
})

const PAGE = 30
/** The newest reason and the id of the last row of a page. */
const Place = z.tuple([z.iso.datetime(), z.uuid()])

/** People who share their work with coaches, booked a session or were handed over; newest reason first. */
export async function listStaffPeople(ctx: Context, { cursor, q }: { cursor?: string; q?: string }) {
  const after = cursor === undefined ? undefined : readPlace(cursor)
  const isAfter = after ? sql`(s.since, p.id) < (${after.since}::timestamptz, ${after.id}::uuid)` : sql`true`
  const isNamed = q
    ? sql`position(lower(${q}::text) in lower(coalesce(a.name, said.value #>> '{}', ''))) > 0`
    : sql`true`
  const { rows } = await readRows(ctx, sql`${isAfter} and ${isNamed}`, PAGE + 1)
  const items = rows.slice(0, PAGE)
  const last = rows.length > PAGE ? items.at(-1) : undefined
  return {
    items: items.map(toLine),
    cursor: last ? writeCursor([last.since, last.id]) : null,
  }
}

/** One of them: what they share, their sessions and what coaches noted. Refuses `people.not_shown`. */
export async function readStaffPerson(ctx: Context, { personId }: { personId: string }) {
  const person = await requireShown(ctx, personId)
  const { items } = await listAppointments(ctx, { personId, kind: 'coaching_session', limit: 50 })
  return {
    person,
    enrolments: await sharedWithCoach(ctx, { personId }),
    sessions: await toStaffAppointments(ctx, items),
    notes: await readCoachNote(ctx, { personId }),
  }
}

/** Refuses `people.not_shown` for whom no coach may see. */
export async function requireShown(ctx: Context, personId: string): Promise<PersonLine> {
  const { rows } = await readRows(ctx, sql`p.id = ${personId}::uuid`, 1)
  const [row] = rows
  if (!row)
    refuse(
      'not_found',
      'people.not_shown',
      'There is nobody here who shares work, booked a session or was handed over.',
    )
  return toLine(row)
}

/** Refuses `appointments.cursor`. */
function readPlace(cursor: string): { since: string; id: string } {
  const place = readCursor(cursor, Place)
  if (!place) refuse('invalid', 'appointments.cursor', 'This page marker is not ours. Begin at the first page.')
  return { since: place[0], id: place[1] }
}
