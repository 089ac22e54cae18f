import { sql } from 'kysely'
import type { ExternalChanges } from '../../channels/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import { readAppointmentSettings } from '../staff/settings.ts'
import { followChanges, type OwnEvent, ownEvents } from './follow-changes.ts'
import { type ConnectedCalendar, openCalendar } from './open.ts'
import type { CalendarSettings } from './settings.ts'
import { asCalendarTrouble, nextTry, patience } from './trouble.ts'
import { wantAll } from './want-all.ts'

const PATIENCE_MS = 60_000
const LEASE_MINUTES = 3
const EVERY_MINUTES = 5
/** How far around now is looked at: back, and beyond the last day that can be booked. */
const BACK_HOURS = 24
const BEYOND_DAYS = 30

type DueCalendar = ConnectedCalendar & { timeZone: string; token: string | null; wholeDue: boolean }

/** Takes the calendar whose turn it is, by lease. */
export async function claimCalendar(ctx: Context, owner: string): Promise<DueCalendar | undefined> {
  const { rows } = await sql<DueCalendar>`
    with due as (
      select id from staff_calendars
      where pull_at <= clock_timestamp() and (lease_until is null or lease_until < clock_timestamp())
        and state in ('connected', 'failing')
      order by pull_at limit 1 for update skip locked
    )
    update staff_calendars c
    set owner = ${owner}, lease_until = clock_timestamp() + make_interval(mins => ${LEASE_MINUTES})
    from due, staff s
    where c.id = due.id and s.id = c.staff_id
    returning c.id, c.staff_id as "staffId", c.provider, c.url, c.username, c.secret, c.state, c.sync_token as token,
      s.time_zone as "timeZone",
      (c.read_whole_at is null or c.read_whole_at < clock_timestamp() - interval '1 day') as "wholeDue"`.execute(ctx.db)
  return rows[0]
}

/**
 * Reads what changed in a calendar: what is busy there blocks slots, and changes of our own events are followed. The token is kept
 * last, so that what a crash left half done is read again.
 */
export async function readCalendar(
  ctx: Context,
  settings: CalendarSettings,
  owner: string,
  calendar: DueCalendar,
  stopping?: AbortSignal,
): Promise<void> {
  try {
    const signal = patience(PATIENCE_MS, stopping)
    const external = await openCalendar(ctx, settings, calendar, signal)
    const own = await ownEvents(ctx, calendar.id)
    const { horizonDays } = await readAppointmentSettings(ctx)
    const changes = await external.read({
      token: calendar.wholeDue ? null : calendar.token,
      from: ctx.now().subtract({ hours: BACK_HOURS }),
      to: ctx.now().add({ hours: (horizonDays + BEYOND_DAYS) * 24 }),
      zone: calendar.timeZone,
      own: own.map(({ externalId }) => externalId),
    })
    if (!(await keepBusy(ctx, owner, calendar, changes, own))) return
    const trouble = await followChanges(ctx, calendar.id, changes, own)
    await finish(ctx, owner, calendar, changes, trouble)
  } catch (error) {
    if (stopping?.aborted) {
      await sql`
        update staff_calendars set owner = null, lease_until = null
        where id = ${calendar.id} and owner = ${owner}`.execute(ctx.db)
      return
    }
    const { message } = asCalendarTrouble(ctx, error, calendar.id)
    await sql`
      update staff_calendars set state = 'failing', error = ${message}, tries = tries + 1, owner = null, lease_until = null,
        pull_at = ${nextTry(sql`tries + 1`)}
      where id = ${calendar.id} and owner = ${owner} and state in ('connected', 'failing')`.execute(ctx.db)
  }
}

/** Replaces what was busy by what is. False if the calendar is no longer ours to read. */
function keepBusy(
  ctx: Context,
  owner: string,
  calendar: DueCalendar,
  { whole, items, gone }: ExternalChanges,
  own: OwnEvent[],
): Promise<boolean> {
  return transact(ctx, async ctx => {
    const { rows } = await sql`
      select from staff_calendars where id = ${calendar.id} and owner = ${owner} and lease_until > clock_timestamp()
        and state in ('connected', 'failing') for no key update`.execute(ctx.db)
    if (rows.length === 0) return false
    const named = [...items.map(({ id }) => id), ...gone]
    await sql`
      delete from calendar_busy where calendar_id = ${calendar.id}
        and (${whole}::boolean or external_id = any(${named}::text[]))`.execute(ctx.db)
    // Events of ours keep nobody busy twice: the appointment itself does.
    const ours = new Set(own.map(({ externalId }) => externalId))
    const spans = items
      .filter(({ id, own }) => !own && !ours.has(id))
      .flatMap(({ id, busy }) => busy.map(span => ({ id, ...span })))
    await sql`
      insert into calendar_busy (calendar_id, staff_id, external_id, period)
      select ${calendar.id}, ${calendar.staffId}, b.id, tstzrange(b.starts, b.ends, '[)')
      from unnest(${spans.map(({ id }) => id)}::text[], ${spans.map(({ start }) => start.toString())}::timestamptz[],
        ${spans.map(({ end }) => end.toString())}::timestamptz[]) as b (id, starts, ends)
      on conflict do nothing`.execute(ctx.db)
    // What was written meanwhile has a newer one than was read.
    const before = new Map(own.map(({ externalId, etag }) => [externalId, etag]))
    const seen = items.filter(({ id, own, etag }) => own && etag && before.has(id))
    await sql`
      with seen as (
        select e.appointment_id, s.etag
        from unnest(${seen.map(({ id }) => id)}::text[], ${seen.map(({ etag }) => etag)}::text[],
          ${seen.map(({ id }) => before.get(id))}::text[]) as s (id, etag, before)
        join calendar_events e on e.calendar_id = ${calendar.id} and e.external_id = s.id
        where e.written_version > 0 and e.etag is not distinct from s.before and e.etag is distinct from s.etag
        for update of e skip locked
      )
      update calendar_events e set etag = seen.etag from seen
      where e.appointment_id = seen.appointment_id and e.calendar_id = ${calendar.id}`.execute(ctx.db)
    if (whole) await wantAll(ctx, calendar)
    return true
  })
}

async function finish(
  ctx: Context,
  owner: string,
  calendar: DueCalendar,
  { token, whole }: ExternalChanges,
  trouble: string | null,
): Promise<void> {
  // Events that are gone and not written again keep the calendar failing until somebody says so.
  await sql`
    update staff_calendars c set sync_token = ${token}, pulled_at = clock_timestamp(), tries = 0, owner = null,
      read_whole_at = case when ${whole}::boolean then clock_timestamp() else read_whole_at end,
      lease_until = null, pull_at = clock_timestamp() + make_interval(mins => ${EVERY_MINUTES}),
      error = case when lost.any_lost then coalesce(${trouble}, c.error) end,
      state = case when lost.any_lost then 'failing' else 'connected' end
    from (select exists (select from calendar_events e where e.calendar_id = ${calendar.id} and e.wanted_version > 0
      and e.written_version = 0 and e.try_at is null) as any_lost) lost
    where c.id = ${calendar.id} and c.owner = ${owner} and c.state in ('connected', 'failing')`.execute(ctx.db)
}
