import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { type CalendarEvent, calendarFile } from '../../channels/index.ts'
import { hashSecret, newSecret } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, transact } from '../../storage/index.ts'
import { type AppointmentRow, readAppointments } from '../row.ts'
import { requireOwnStaff } from '../staff/rights.ts'
import { eventOf } from './event.ts'
import { isAtWork } from './queries.ts'

const BACK_HOURS = 30 * 24
const AHEAD_HOURS = 180 * 24

/** A new private address of a member of staff's appointments, shown this once; an earlier one ends. */
export async function makeFeed(ctx: Context, input: { staffId?: string } = {}): Promise<{ url: string }> {
  const { id } = await requireOwnStaff(ctx, input.staffId)
  const token = newSecret()
  await keep(ctx, id, hashSecret(token), 'calendars.feed_made')
  return { url: `${ctx.business.publicUrl}/api/feeds/${token}.ics` }
}

/** Ends the private address: from now on it answers nothing. One's own, or anybody's for administrators. */
export async function endFeed(ctx: Context, input: { staffId?: string } = {}): Promise<void> {
  const { id } = await requireOwnStaff(ctx, input.staffId)
  await keep(ctx, id, null, 'calendars.feed_ended')
}

/** Whether there is a private address. What it is was shown once and cannot be told. */
export async function hasFeed(ctx: Context, input: { staffId?: string } = {}): Promise<boolean> {
  const { id } = await requireOwnStaff(ctx, input.staffId)
  const row = await ctx.db.selectFrom('staff').select('feed_hash').where('id', '=', id).executeTakeFirst()
  return Boolean(row?.feed_hash)
}

function keep(ctx: Context, staffId: string, hash: string | null, action: string): Promise<void> {
  return transact(ctx, async ctx => {
    await ctx.db.updateTable('staff').set({ feed_hash: hash }).where('id', '=', staffId).execute()
    await audit(ctx, action, { kind: 'staff', id: staffId })
  })
}

/**
 * The calendar file behind a private address: the member's visits and sessions from 30 days ago to 180 days ahead, with name, listing
 * and the address of the page that has the rest. Refuses `calendars.feed_not_found`.
 */
export async function readFeed(ctx: Context, token: string): Promise<string> {
  const member = await ctx.db
    .selectFrom('staff')
    .select(['id', 'name'])
    .where('feed_hash', '=', hashSecret(token))
    .executeTakeFirst()
  if (!member || !(await isAtWork(ctx, member.id)))
    refuse('not_found', 'calendars.feed_not_found', 'There is no such calendar. Ask for its address again.')
  const now = ctx.now()
  const rows = await readAppointments(
    ctx,
    sql`a.staff_id = ${member.id} and a.kind <> 'callback' and a.status in ('pending', 'confirmed', 'completed', 'no_show')
      and lower(a.period) between ${now.subtract({ hours: BACK_HOURS })} and ${now.add({ hours: AHEAD_HOURS })}
      order by lower(a.period), a.id`,
  )
  const file = calendarFile({
    method: 'PUBLISH',
    name: `${ctx.business.name}: ${member.name}`,
    events: rows.map(row => feedEvent(ctx, row)),
  })
  // How often it is worth asking again (RFC 7986, 5.7), in both ways of saying it.
  return file.replace(
    /^METHOD:PUBLISH\r?\n/m,
    'METHOD:PUBLISH\r\nREFRESH-INTERVAL;VALUE=DURATION:PT15M\r\nX-PUBLISHED-TTL:PT15M\r\n',
  )
}

function feedEvent(ctx: Context, row: AppointmentRow): CalendarEvent {
  const { id, version, ...event } = eventOf(ctx, row)
  return {
    ...event,
    description: ctx.business.name,
    uid: `${id}@mosaic`,
    sequence: version,
    cancelled: false,
    organizer: null,
    attendee: null,
  }
}
