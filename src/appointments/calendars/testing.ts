import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import type { Context } from '../../storage/index.ts'
import { type AppointmentRow, bookVisit } from '../index.ts'
import { type CalendarSettings, syncCalendars } from './sync.ts'

export const settings: CalendarSettings = {
  google: null,
  caldavPrivate: true,
  secret: 'a secret of at least thirty-two bytes',
}

/** Monday 23 November 2026, 9:30 in Bengaluru. */
export const now = Temporal.Instant.from('2026-11-23T04:00:00Z')

/** An instant of the wall clock in Bengaluru. */
export const at = (text: string) => Temporal.PlainDateTime.from(text).toZonedDateTime('Asia/Kolkata').toInstant()

/** A member of staff who works every day from nine to six. */
export async function makeStaff(ctx: Context): Promise<string> {
  const id = newId()
  await sql`
    insert into staff (id, name, role, time_zone, visits_per_day, created_at, updated_at)
    values (${id}, 'Asha Rao', 'agent', 'Asia/Kolkata', 20, ${now}, ${now})`.execute(ctx.db)
  await sql`
    insert into working_hours (staff_id, weekday, opens, closes)
    select ${id}, day, '09:00', '18:00' from generate_series(1, 7) day`.execute(ctx.db)
  return id
}

export async function book(ctx: Context, staffId: string, start: string, name = 'Ravi Kumar'): Promise<AppointmentRow> {
  return bookVisit(ctx, {
    personId: newId(),
    makePerson: true,
    staffId,
    start: at(start),
    contact: { name, email: 'ravi@mail.example' },
    source: 'staff',
  })
}

/** Everything that is due, until nothing is. */
export async function settle(ctx: Context, with_: CalendarSettings = settings): Promise<void> {
  for (let round = 0; round < 20; round++) if (!(await syncCalendars(ctx, with_, 'test'))) return
  throw new Error('calendars never settle')
}

/** As if the time of every next look and try had come. */
export async function makeDue(ctx: Context): Promise<void> {
  await sql`update staff_calendars set pull_at = clock_timestamp()`.execute(ctx.db)
  await sql`update calendar_events set try_at = clock_timestamp() where try_at is not null`.execute(ctx.db)
}

export const event = (uid: string, lines: string) =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Owner//EN\r\nBEGIN:VEVENT\r\nUID:${uid}\r\nDTSTAMP:20261101T000000Z\r\n${lines.trim().replace(/\n\s*/g, '\r\n')}\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`
