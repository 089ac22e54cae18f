import { sql } from 'kysely'
import type { ExternalChanges, ExternalItem } from '../../channels/index.ts'
import { Refusal } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import { cancelAppointment } from '../booking/cancel-appointment.ts'
import { moveAppointment } from '../booking/move-appointment.ts'

/** More than so many of our events gone at once is no decision about each. */
const MOST_GONE = 3
const TAKEN_OUT = 'It was taken out of our calendar.'

export type OwnEvent = {
  appointmentId: string
  externalId: string
  etag: string | null
  code: string
  version: number
  staffId: string
  start: Temporal.Instant
  end: Temporal.Instant
  writtenStart: Temporal.Instant | null
  /** Whether it stands there as it is here. */
  settled: boolean
}

/** Our events that stand in a calendar and are still to come. */
export async function ownEvents(ctx: Context, calendarId: string): Promise<OwnEvent[]> {
  const { rows } = await sql<OwnEvent>`
    select a.id as "appointmentId", e.external_id as "externalId", e.etag, a.code, a.version, a.staff_id as "staffId",
      lower(a.period) as start, upper(a.period) as end, e.written_start as "writtenStart", e.try_at is null as settled
    from calendar_events e join appointments a on a.id = e.appointment_id
    where e.calendar_id = ${calendarId} and e.written_version > 0 and e.wanted_version > 0
      and a.status in ('pending', 'confirmed') and upper(a.period) > ${ctx.now()}
    order by lower(a.period), a.id`.execute(ctx.db)
  return rows
}

/**
 * Does to appointments what was done to their events: moved is moved, taken out is cancelled. What cannot be is written back and
 * shown. Gives a sentence where so much is gone that nobody can have meant each of them; then nothing is cancelled.
 */
export async function followChanges(
  ctx: Context,
  calendarId: string,
  { items, gone }: ExternalChanges,
  own: OwnEvent[],
): Promise<string | null> {
  const changed = new Map(items.map(item => [item.id, item]))
  // Sooner visits first, so that who gets a start that two were moved to depends on no server.
  for (const event of own) {
    const item = changed.get(event.externalId)
    if (item) await followItem(ctx, calendarId, event, item)
  }
  // An event of which the calendar says that it is cancelled is as good as gone.
  const lost = own.filter(
    ({ externalId }) => gone.includes(externalId) || (changed.has(externalId) && !changed.get(externalId)?.own),
  )
  const isEmptied = lost.length > MOST_GONE || (lost.length > 1 && lost.length === own.length)
  if (isEmptied) {
    for (const event of lost) await leaveOut(ctx, calendarId, event)
    return `${lost.length} of our events vanished from this calendar at once, so no visit was cancelled. Choose “Sync now” to write them again; visits that should not take place are cancelled one by one.`
  }
  for (const event of lost) await followLoss(ctx, calendarId, event)
  return null
}

async function followItem(ctx: Context, calendarId: string, event: OwnEvent, item: ExternalItem): Promise<void> {
  const { start, writtenStart } = event
  const { own } = item
  if (!own || !writtenStart) return
  if (own.start.equals(start)) {
    if (event.settled && !own.end.equals(event.end))
      await writeBack(ctx, calendarId, event, 'Only the start can be changed in the calendar.')
    return
  }
  if (own.start.equals(writtenStart)) return
  if (!start.equals(writtenStart))
    return writeBack(ctx, calendarId, event, 'It was moved here and in the calendar; what was agreed here counts.')
  const { code, version, staffId } = event
  await refusedAs(
    ctx,
    () => moveAppointment(ctx, { code, version, staffId, start: own.start, by: 'calendar' }),
    message => writeBack(ctx, calendarId, event, `It was moved in the calendar, but: ${message}`),
  )
}

async function followLoss(ctx: Context, calendarId: string, event: OwnEvent): Promise<void> {
  const again = (message: string) => writeBack(ctx, calendarId, event, message, true)
  if (event.writtenStart && !event.start.equals(event.writtenStart))
    return again('It was moved here and deleted in the calendar; what was agreed here counts.')
  await refusedAs(
    ctx,
    () => cancelAppointment(ctx, { code: event.code, version: event.version, reason: TAKEN_OUT, by: 'calendar' }),
    message => again(`It was deleted in the calendar, but: ${message}`),
  )
}

async function refusedAs(ctx: Context, work: () => Promise<unknown>, refused: (message: string) => Promise<void>) {
  try {
    await work()
  } catch (error) {
    // A database that is away refuses nothing of what was asked: it is read again.
    if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error
    ctx.log.info({ code: error.code }, 'a change in a calendar was not possible')
    await refused(error.message)
  }
}

/** Has our version written again; `absent` where there is nothing left to replace. */
async function writeBack(ctx: Context, calendarId: string, event: OwnEvent, message: string, absent = false) {
  await sql`
    update calendar_events set wish = wish + 1, tries = 0, try_at = clock_timestamp(), refused = ${message},
      etag = case when ${absent}::boolean then null else etag end,
      written_version = case when ${absent}::boolean then 0 else written_version end
    where appointment_id = ${event.appointmentId} and calendar_id = ${calendarId} and wanted_version > 0`.execute(
    ctx.db,
  )
}

async function leaveOut(ctx: Context, calendarId: string, event: OwnEvent) {
  await sql`
    update calendar_events set etag = null, written_version = 0, try_at = null, tries = 0,
      error = 'It vanished from the calendar together with others.'
    where appointment_id = ${event.appointmentId} and calendar_id = ${calendarId} and wanted_version > 0`.execute(
    ctx.db,
  )
}
