import { sql } from 'kysely'
import type { ExternalCalendar, ExternalCalendarError } from '../../channels/index.ts'
import type { Context } from '../../storage/index.ts'
import { readAppointments } from '../row.ts'
import { eventOf } from './event.ts'
import { type ConnectedCalendar, openCalendar } from './open.ts'
import type { CalendarSettings } from './settings.ts'
import { asCalendarTrouble, meetsAll, nextTry, patience } from './trouble.ts'
import { isShown } from './want.ts'

const BATCH = 10
/** A batch ends within it; its lease is longer, so that nobody else takes what is still being written. */
const PATIENCE_MS = 60_000
const LEASE_MINUTES = 3
/** Tries that take care of changes which are still to be read. */
const LAST_CHECKED = 3
/** Of a calendar that was disconnected: what cannot be taken out by then stays. */
const LAST_TRIES = 4

type DueEvent = {
  appointmentId: string
  externalId: string
  etag: string | null
  wantedVersion: number
  wish: number
  tries: number
}
export type DueEvents = { calendar: ConnectedCalendar; events: DueEvent[] }

/** Takes events that are due, all of one calendar, by lease. Undefined if there are none but those of `busy` calendars. */
export async function claimEvents(ctx: Context, owner: string, busy: string[]): Promise<DueEvents | undefined> {
  const isDue = sql`e.try_at <= clock_timestamp() and (e.lease_until is null or e.lease_until < clock_timestamp())`
  const { rows } = await sql<DueEvent & ConnectedCalendar>`
    with chosen as (
      select e.calendar_id from calendar_events e join staff_calendars c on c.id = e.calendar_id
      where ${isDue} and c.state <> 'ended' and e.calendar_id <> all(${busy}::uuid[])
      order by e.try_at limit 1
    ), due as (
      select e.appointment_id, e.calendar_id from calendar_events e join chosen using (calendar_id)
      where ${isDue} order by e.try_at limit ${BATCH} for update of e skip locked
    )
    update calendar_events e
    set owner = ${owner}, lease_until = clock_timestamp() + make_interval(mins => ${LEASE_MINUTES})
    from due join staff_calendars c on c.id = due.calendar_id
    where e.appointment_id = due.appointment_id and e.calendar_id = due.calendar_id
    returning e.appointment_id as "appointmentId", e.external_id as "externalId", e.etag,
      e.wanted_version as "wantedVersion", e.wish, e.tries, c.id, c.staff_id as "staffId", c.provider, c.url, c.username, c.secret,
      c.state`.execute(ctx.db)
  const [calendar] = rows
  return calendar && { calendar, events: rows }
}

/** Brings each event to what is wanted now. Whatever fails says why and is tried again later; nothing else waits for it. */
export async function writeEvents(
  ctx: Context,
  settings: CalendarSettings,
  owner: string,
  { calendar, events }: DueEvents,
  stopping?: AbortSignal,
): Promise<void> {
  const signal = patience(PATIENCE_MS, stopping)
  let external: ExternalCalendar | undefined
  let common: ExternalCalendarError | undefined
  for (const event of events) {
    try {
      if (common) throw common
      external ??= await openCalendar(ctx, settings, calendar, signal)
      await writeEvent(ctx, external, owner, calendar, event)
    } catch (error) {
      if (stopping?.aborted) return giveBack(ctx, owner, calendar)
      const trouble = asCalendarTrouble(ctx, error, calendar.id)
      if (meetsAll(trouble)) common = trouble
      await noteFailure(ctx, owner, calendar, event, trouble)
    }
  }
}

async function writeEvent(
  ctx: Context,
  external: ExternalCalendar,
  owner: string,
  calendar: ConnectedCalendar,
  event: DueEvent,
): Promise<void> {
  const [row] = await readAppointments(ctx, sql`a.id = ${event.appointmentId}`)
  const isWanted =
    event.wantedVersion > 0 && row && isShown(row) && row.staffId === calendar.staffId && calendar.state !== 'ending'
  let etag: string | null = null
  // What is over is not read any more, and what failed again and again was not either: then ours is written whatever is there.
  const isRead =
    event.tries < LAST_CHECKED &&
    row?.end &&
    Temporal.Instant.compare(row.end, ctx.now()) > 0 &&
    ['pending', 'confirmed'].includes(row.status)
  if (isWanted) etag = await external.put(eventOf(ctx, row), isRead ? event.etag : null)
  else await external.remove(event.externalId)
  // A wish that came meanwhile is due again at once, with the etag that was just given.
  await sql`
    update calendar_events set etag = ${etag}, written_version = ${isWanted ? row.version : 0}::integer,
      written_start = ${isWanted ? row.start : null}::timestamptz, tries = 0, error = null, owner = null, lease_until = null,
      try_at = case when wish = ${event.wish}::integer then null else clock_timestamp() end
    where appointment_id = ${event.appointmentId} and calendar_id = ${calendar.id} and owner = ${owner}`.execute(ctx.db)
}

async function noteFailure(
  ctx: Context,
  owner: string,
  calendar: ConnectedCalendar,
  event: DueEvent,
  { trouble, message }: ExternalCalendarError,
): Promise<void> {
  await sql`
    update calendar_events set tries = tries + 1, error = ${message}, owner = null, lease_until = null,
      try_at = case when ${calendar.state} = 'ending' and tries + 1 >= ${LAST_TRIES}::integer then null
        else ${nextTry(sql`tries + 1`)} end
    where appointment_id = ${event.appointmentId} and calendar_id = ${calendar.id} and owner = ${owner}`.execute(ctx.db)
  // What was changed there is read first: perhaps the visit was moved.
  if (trouble === 'changed')
    await sql`update staff_calendars set pull_at = clock_timestamp() where id = ${calendar.id}`.execute(ctx.db)
  else if (['denied', 'missing', 'blocked'].includes(trouble))
    await sql`
      update staff_calendars set state = 'failing', error = ${message}
      where id = ${calendar.id} and state = 'connected'`.execute(ctx.db)
}

/** Nothing failed: who comes next goes on. */
async function giveBack(ctx: Context, owner: string, calendar: ConnectedCalendar): Promise<void> {
  await sql`
    update calendar_events set owner = null, lease_until = null
    where calendar_id = ${calendar.id} and owner = ${owner}`.execute(ctx.db)
}
