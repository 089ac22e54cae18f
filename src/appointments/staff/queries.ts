import { sql } from 'kysely'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import type { StaffMember, TimeOff, WorkingHours } from '../schema.ts'
import { instantText } from '../slots/wall-clock.ts'

type Row = Omit<StaffMember, 'hours'> & { hours: [number, string, string][] }

async function readStaff(ctx: Context, where: ReturnType<typeof sql>): Promise<StaffMember[]> {
  const { rows } = await sql<Row>`
    select s.id, s.account_id as "accountId", s.name, s.role, s.email, s.phone, s.time_zone as "timeZone",
      s.slot_minutes as "slotMinutes", s.visits_per_day as "visitsPerDay", s.video_link as "videoLink", s.active, s.sample, s.version,
      array(select json_build_array(weekday, opens, closes) from working_hours
        where staff_id = s.id order by weekday, opens) as hours
    from staff s where ${where} order by s.name, s.id`.execute(ctx.db)
  return rows.map(row => ({
    ...row,
    hours: row.hours.map(
      ([weekday, opens, closes]): WorkingHours => ({ weekday, opens: opens.slice(0, 5), closes: closes.slice(0, 5) }),
    ),
  }))
}

/** By name; with `active` only who can be booked. */
export function listStaff(ctx: Context, { active = false }: { active?: boolean } = {}): Promise<StaffMember[]> {
  return readStaff(ctx, active ? sql`s.active` : sql`true`)
}

/** Refuses `appointments.staff_not_found`. */
export async function requireStaff(ctx: Context, id: string): Promise<StaffMember> {
  const [member] = await readStaff(ctx, sql`s.id = ${id}`)
  return member ?? refuseStaff()
}

/** The member of staff whose sign-in this is. */
export async function staffOfAccount(ctx: Context, accountId: string): Promise<StaffMember | undefined> {
  const [member] = await readStaff(ctx, sql`s.account_id = ${accountId}`)
  return member
}

export function refuseStaff(): never {
  return refuse('not_found', 'appointments.staff_not_found', 'There is no such member of staff.')
}

/** What ends after `from`, soonest first. */
export async function listTimeOff(
  ctx: Context,
  { staffId, from }: { staffId?: string; from?: Temporal.Instant },
): Promise<TimeOff[]> {
  const { rows } = await sql<TimeOffRow>`
    select t.id, lower(t.period) as start, upper(t.period) as end, t.note, s.time_zone as "timeZone"
    from time_off t join staff s on s.id = t.staff_id
    where (${staffId ?? null}::uuid is null or t.staff_id = ${staffId ?? null}::uuid)
      and (${from ?? null}::timestamptz is null or upper(t.period) > ${from ?? null}::timestamptz)
    order by lower(t.period), t.id`.execute(ctx.db)
  return rows.map(toTimeOff)
}

export type TimeOffRow = {
  id: string
  start: Temporal.Instant
  end: Temporal.Instant
  note: string | null
  timeZone: string
}

/** Told in the zone of the member of staff. */
export function toTimeOff({ id, start, end, note, timeZone }: TimeOffRow): TimeOff {
  return { id, start: instantText(timeZone, start), end: instantText(timeZone, end), note }
}
