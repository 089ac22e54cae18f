import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type GoogleServer, googleServer } from '../../../tests/counterparts/google.ts'
import { newId } from '../../kernel/ids.ts'
import type { Context } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { cancelAppointment, findAppointment, freeStaff, moveAppointment } from '../index.ts'
import { askGoogle, connectGoogle } from './connect-google.ts'
import { disconnectCalendar } from './disconnect-calendar.ts'
import { describeCalendar } from './queries.ts'
import { calendarStates } from './state.ts'
import type { CalendarSettings } from './sync.ts'
import { at, book, settings as common, makeDue, makeStaff, now, settle } from './testing.ts'
import { externalId } from './want.ts'

const store = testStore({ connections: 3 })
const ctx = () => store.ctx({ now: () => now })
let google: GoogleServer
let settings: CalendarSettings
beforeAll(async () => {
  google = await googleServer()
  const { clientId, clientSecret, url } = google
  settings = { ...common, google: { clientId, clientSecret, apiUrl: url } }
})
afterAll(() => google?.close())

/** A member of staff with a sign-in, and what they do. */
async function member(): Promise<{ staffId: string; ctx: Context }> {
  const staffId = await makeStaff(ctx())
  const accountId = newId()
  await sql`
    with person as (insert into persons (id, created_at) values (${accountId}, ${now}))
    insert into accounts (id, person_id, name, email, role, origin, created_at, updated_at)
    values (${accountId}, ${accountId}, 'Asha Rao', ${`${accountId}@homes.example`}, 'agent', 'invitation', ${now}, ${now})`.execute(
    store.db,
  )
  await sql`update staff set account_id = ${accountId} where id = ${staffId}`.execute(store.db)
  return {
    staffId,
    ctx: store.ctx({ now: () => now, actor: { kind: 'account', accountId, role: 'agent', name: 'Asha' } }),
  }
}

async function connected() {
  // One account of Google for all tests: who was connected before is so no more.
  await sql`update staff_calendars set state = 'ended', secret = ''`.execute(store.db)
  google.events.clear()
  const who = await member()
  const { url } = await askGoogle(who.ctx, settings)
  const back = await google.consent(url)
  await connectGoogle(who.ctx, settings, Object.fromEntries(back.searchParams))
  await settle(ctx(), settings)
  return who
}

const reload = async (code: string) => (await findAppointment(ctx(), code))!
const isFree = async (staffId: string, start: string) =>
  (await freeStaff(ctx(), { start: at(start), staffId, byStaff: true })).why === null
async function again() {
  await makeDue(ctx())
  await settle(ctx(), settings)
}

test('consent connects the main calendar, once, for who asked, and seals the token', async () => {
  const asha = await member()
  const { url } = await askGoogle(asha.ctx, settings)
  const answer = Object.fromEntries((await google.consent(url)).searchParams)
  const other = await member()
  await expect(connectGoogle(other.ctx, settings, answer)).rejects.toMatchObject({ code: 'calendars.consent' })
  await connectGoogle(asha.ctx, settings, answer)
  await expect(connectGoogle(asha.ctx, settings, answer)).rejects.toMatchObject({ code: 'calendars.consent' })
  expect((await describeCalendar(ctx(), settings, asha.staffId)).connected).toMatchObject({
    provider: 'google',
    name: 'asha@homes.example',
  })
  await expect(askGoogle(asha.ctx, settings)).rejects.toMatchObject({ code: 'calendars.connected' })
  const { rows } = await sql<{ secret: string }>`select secret from staff_calendars`.execute(store.db)
  expect(rows[0]!.secret).toMatch(/^v1\./)
  expect(JSON.stringify(rows)).not.toContain('refresh-')
  await disconnectCalendar(asha.ctx, {})
  await settle(ctx(), settings)
  expect(google.revoked.at(-1)).toMatch(/^refresh-/)
})

test('a consent that was denied, not ticked, too old or never asked for connects nothing', async () => {
  const asha = await member()
  const ask = async () => (await askGoogle(asha.ctx, settings)).url
  const answers = [
    Object.fromEntries((await google.consent(await ask(), { deny: true })).searchParams),
    Object.fromEntries((await google.consent(await ask(), { untick: true })).searchParams),
    { state: 'invented', code: 'invented' },
    {},
  ]
  const late = Object.fromEntries((await google.consent(await ask())).searchParams)
  await sql`update calendar_consents set expires_at = clock_timestamp() - interval '1 second'`.execute(store.db)
  for (const answer of [...answers, late])
    await expect(connectGoogle(asha.ctx, settings, answer)).rejects.toMatchObject({ code: 'calendars.consent' })
  expect((await describeCalendar(ctx(), settings, asha.staffId)).connected).toBeNull()
  await expect(askGoogle(asha.ctx, common)).rejects.toMatchObject({ code: 'calendars.google_off' })
})

test('visits are written once, also across a crash, moved with their etag, and taken out', async () => {
  const { staffId } = await connected()
  google.crashOnce()
  const row = await book(ctx(), staffId, '2026-11-28T10:00')
  const id = externalId(row.id)
  await settle(ctx(), settings)
  expect((await calendarStates(ctx(), [row.id])).get(row.id)).toEqual({
    calendarState: 'not_synced',
    calendarError: 'Google does not answer.',
  })
  await again()
  expect((await calendarStates(ctx(), [row.id])).get(row.id)?.calendarState).toBe('synced')
  expect([...google.events.values()].filter(({ status }) => status === 'confirmed')).toHaveLength(1)
  expect(google.events.get(id)).toMatchObject({
    summary: 'Site visit – Ravi Kumar',
    start: { dateTime: '2026-11-28T10:00:00+05:30', timeZone: 'Asia/Kolkata' },
  })
  await moveAppointment(ctx(), { code: row.code, start: at('2026-11-29T11:00') })
  await settle(ctx(), settings)
  expect(google.events.get(id)!.start.dateTime).toBe('2026-11-29T11:00:00+05:30')
  await cancelAppointment(ctx(), { code: row.code })
  await settle(ctx(), settings)
  expect(google.events.get(id)!.status).toBe('cancelled')
})

test('moves and deletions there are followed, by sync token and after it has ended', async () => {
  const { staffId } = await connected()
  const rows = [
    await book(ctx(), staffId, '2026-12-14T10:00'),
    await book(ctx(), staffId, '2026-12-14T12:00'),
    await book(ctx(), staffId, '2026-12-14T14:00'),
  ]
  await settle(ctx(), settings)
  const [one, two, three] = rows.map(({ id }) => externalId(id))
  google.write(one!, {
    start: { dateTime: '2026-12-15T11:00:00+05:30' },
    end: { dateTime: '2026-12-15T12:00:00+05:30' },
  })
  google.remove(two!)
  await again()
  expect(String((await reload(rows[0]!.code)).start)).toBe('2026-12-15T05:30:00Z')
  expect(await reload(rows[1]!.code)).toMatchObject({ status: 'cancelled', cancelledBy: 'calendar' })
  google.forgetTokens()
  google.remove(three!)
  await again()
  // One of two is left: that may be meant.
  expect(await reload(rows[2]!.code)).toMatchObject({ status: 'cancelled', cancelledBy: 'calendar' })
  expect(await reload(rows[0]!.code)).toMatchObject({ status: 'confirmed', version: 2 })
})

test('what is busy there blocks: pages, repeating ones, days; not what is free, declined or only a place of work', async () => {
  const { staffId } = await connected()
  const hour = (start: string) => ({
    start: { dateTime: `${start}:00+05:30` },
    end: { dateTime: at(start).add({ hours: 1 }).toString() },
  })
  google.write('busy1', hour('2026-12-01T10:00'))
  google.write('free1', { ...hour('2026-12-01T12:00'), transparency: 'transparent' })
  google.write('declined1', { ...hour('2026-12-01T13:00'), attendees: [{ self: true, responseStatus: 'declined' }] })
  google.write('office1', { ...hour('2026-12-01T14:00'), eventType: 'workingLocation' })
  google.write('weekly1', { ...hour('2026-12-03T15:00'), recurrence: ['RRULE:FREQ=WEEKLY;COUNT=3'] })
  google.write('day1', { start: { date: '2026-12-05' }, end: { date: '2026-12-06' } })
  await again()
  const busy = ['2026-12-01T10:00', '2026-12-03T15:00', '2026-12-10T15:00', '2026-12-17T15:00', '2026-12-05T09:00']
  const free = [
    '2026-12-01T11:00',
    '2026-12-01T12:00',
    '2026-12-01T13:00',
    '2026-12-01T14:00',
    '2026-12-24T15:00',
    '2026-12-06T09:00',
  ]
  for (const start of busy) expect(await isFree(staffId, start), start).toBe(false)
  for (const start of free) expect(await isFree(staffId, start), start).toBe(true)
  google.remove('busy1')
  await again()
  expect(await isFree(staffId, '2026-12-01T10:00')).toBe(true)
})

test('a consent that was withdrawn asks to connect again; too many requests only wait', async () => {
  const { staffId } = await connected()
  google.fail({ status: 403, reason: 'rateLimitExceeded' })
  const row = await book(ctx(), staffId, '2026-11-28T10:00')
  await again()
  expect((await calendarStates(ctx(), [row.id])).get(row.id)?.calendarError).toContain('come back later')
  google.fail(undefined)
  await again()
  expect((await calendarStates(ctx(), [row.id])).get(row.id)?.calendarState).toBe('synced')
  google.withdraw()
  await again()
  const { connected: calendar } = await describeCalendar(ctx(), settings, staffId)
  expect(calendar).toMatchObject({ state: 'failing' })
  expect(calendar!.error).toMatch(/connect the calendar again/)
})
