import { sql } from 'kysely'
import { refuseEnded } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import { type AppointmentRow, readAppointments } from '../row.ts'

/**
 * The order of locks, the same in every verb: the person, the appointment, the days of the staff, then what is written. Erasing
 * holds the person first too, so that nobody's data is written behind it.
 */
export async function lockPerson(ctx: Context, personId: string): Promise<void> {
  const found = await sql`
    select from persons where id = ${personId}::uuid and erased_at is null for no key update`.execute(ctx.db)
  if (found.rows.length === 0) refuseEnded()
}

/** The appointment as it is now, which stays so until the transaction ends, and its person with it. */
export async function lockAppointment(
  ctx: Context,
  { id, personId }: Pick<AppointmentRow, 'id' | 'personId'>,
): Promise<AppointmentRow> {
  await sql`select from persons where id = ${personId}::uuid for no key update`.execute(ctx.db)
  await sql`select from appointments where id = ${id}::uuid for update`.execute(ctx.db)
  return (await readAppointments(ctx, sql`a.id = ${id}::uuid`))[0]!
}

/** One at a time puts a visit on a day of a member of staff: how many there are is counted behind this. */
export async function lockDays(ctx: Context, days: { staffId: string; start: Temporal.Instant }[]): Promise<void> {
  const keys = days.map(({ staffId, start }) => `${staffId}:${dayOf(ctx, start)}`).sort()
  await sql`select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest(${keys}::text[]) as key`.execute(ctx.db)
}

/** The date of an instant in the business's zone. */
export function dayOf(ctx: Context, instant: Temporal.Instant): Temporal.PlainDate {
  return instant.toZonedDateTimeISO(ctx.business.timeZone).toPlainDate()
}

/** When a date of the business's zone begins. */
export function startOfDay(ctx: Context, day: Temporal.PlainDate | string): Temporal.Instant {
  return Temporal.PlainDate.from(day).toZonedDateTime(ctx.business.timeZone).toInstant()
}
