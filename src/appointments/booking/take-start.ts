import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import { newCode } from './links.ts'
import { dayOf, lockDays, startOfDay } from './lock.ts'
import { recordChange } from './record.ts'

/** What takes time of somebody. */
export type Meeting = Exclude<AppointmentRow['kind'], 'callback'>

export type Taking = Pick<AppointmentRow, 'personId' | 'source'> &
  Partial<
    Pick<
      AppointmentRow,
      | 'listingId'
      | 'conversationId'
      | 'visitorTimeZone'
      | 'holdUntil'
      | 'requestKey'
      | 'contactName'
      | 'contactPhone'
      | 'contactEmail'
      | 'visitorNotes'
      | 'remindEmail'
      | 'remindPhone'
    >
  > & {
    kind?: Meeting
    status: 'held' | 'pending' | 'confirmed'
    staffId: string
    start: Temporal.Instant
    end: Temporal.Instant
  }

/**
 * Puts a new visit on a start, if this member of staff still has it to give: the constraint decides, and the day's number of visits
 * behind its lock. Gives the id, or undefined where somebody else was first.
 */
export async function takeStart(ctx: Context, taking: Taking): Promise<string | undefined> {
  const { staffId, start, end } = taking
  await lockDays(ctx, [{ staffId, start }])
  const id = await putVisit(ctx, taking)
  if (id) return id
  // Perhaps what stands in the way is over.
  return (await endStaleHolds(ctx, { staffId, start, end })) > 0 ? putVisit(ctx, taking) : undefined
}

async function putVisit(ctx: Context, taking: Taking): Promise<string | undefined> {
  const { staffId, start, end, kind = 'site_visit' } = taking
  const id = newId()
  const now = ctx.now()
  const text = (value: string | null | undefined) => sql`${value ?? null}::text`
  const made = await sql<{ id: string }>`
    insert into appointments (id, code, kind, person_id, conversation_id, listing_id, staff_id, status, period, time_zone,
      visitor_time_zone, hold_until, source, request_key, contact_name, contact_phone, contact_email, visitor_notes,
      remind_email, remind_phone, ics_uid, created_at, updated_at)
    select ${id}::uuid, ${newCode()}, ${kind}, ${taking.personId}::uuid, ${taking.conversationId ?? null}::uuid,
      ${taking.listingId ?? null}::uuid, s.id, ${taking.status}, tstzrange(${start}, ${end}), ${agreedZone(ctx, kind)},
      ${text(taking.visitorTimeZone)}, ${taking.holdUntil ?? null}::timestamptz, ${taking.source}, ${text(taking.requestKey)},
      ${text(taking.contactName)}, ${text(taking.contactPhone)}, ${text(taking.contactEmail)}, ${text(taking.visitorNotes)},
      ${taking.remindEmail ?? true}, ${taking.remindPhone ?? true}, ${icsUid(ctx, id)}, ${now}::timestamptz, ${now}::timestamptz
    from staff s where s.id = ${staffId}::uuid and ${hasRoom(ctx, kind, start)}
    on conflict do nothing returning id`.execute(ctx.db)
  return made.rows[0]?.id
}

/** The zone in which a time is agreed: the business's for a visit, that of the coach `s` for a session. */
export function agreedZone(ctx: Context, kind: Meeting) {
  return kind === 'coaching_session' ? sql`s.time_zone` : sql`${ctx.business.timeZone}::text`
}

/**
 * Whether the member of staff `s` can take one more on the day of this start; `except` is the one that moves. Sessions are as many as
 * the coach's hours hold.
 */
export function hasRoom(ctx: Context, kind: Meeting, start: Temporal.Instant, except: string | null = null) {
  if (kind === 'coaching_session') return sql`s.active and s.role = 'coach'`
  const day = dayOf(ctx, start)
  return sql`s.active and s.visits_per_day > (
    select count(*) from appointments v
    where v.staff_id = s.id and v.kind <> 'callback' and v.id is distinct from ${except}::uuid
      and (v.status in ('pending', 'confirmed', 'completed') or v.status = 'held' and v.hold_until > ${ctx.now()})
      and lower(v.period) >= ${startOfDay(ctx, day)} and lower(v.period) < ${startOfDay(ctx, day.add({ days: 1 }))})`
}

/** Ends holds whose time is over and which stand in the way; gives how many. Who is just about to book theirs is left alone. */
export async function endStaleHolds(
  ctx: Context,
  { staffId, start, end }: { staffId: string; start: Temporal.Instant; end: Temporal.Instant },
): Promise<number> {
  const ended = await sql<{ id: string }>`
    update appointments set status = 'expired', hold_until = null, updated_at = ${ctx.now()}
    where id in (
      select id from appointments
      where staff_id = ${staffId}::uuid and status = 'held' and kind <> 'callback' and hold_until <= ${ctx.now()}
        and period && tstzrange(${start}, ${end})
      for update skip locked)
    returning id`.execute(ctx.db)
  for (const { id } of ended.rows) await recordChange(ctx, id, { change: 'expired', by: 'system', unspoken: true })
  return ended.rows.length
}

/**
 * Ties between the staff go to whom it is longest ago. Who finds the row taken leaves it: another booking of the same moment says the
 * same, and to wait for its commit would put all bookings of one agent behind each other.
 */
export async function noteAssigned(ctx: Context, staffId: string): Promise<void> {
  await sql`
    update staff set assigned_at = ${ctx.now()}
    where id = (select id from staff where id = ${staffId}::uuid for no key update skip locked)`.execute(ctx.db)
}

/** Refuses `appointments.listing` for what is not on offer. */
export async function requireOffered(ctx: Context, listingId: string | undefined): Promise<void> {
  if (listingId === undefined) return
  const found = await sql`select from listings where id = ${listingId}::uuid and published`.execute(ctx.db)
  if (found.rows.length === 0)
    refuse('invalid', 'appointments.listing', 'There is no such home, or it is no longer on offer.')
}

/** Names the event in everybody's calendar for good. */
export function icsUid(ctx: Context, id: string): string {
  return `${id}@${new URL(ctx.business.publicUrl).hostname}`
}
