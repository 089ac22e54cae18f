import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type CaldavBehaviour, type CaldavServer, caldavServer } from '../../../tests/counterparts/caldav.ts'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { testStore } from '../../storage/testing/index.ts'
import { type AppointmentRow, cancelAppointment, findAppointment } from '../index.ts'
import { connectCaldav } from './connect-caldav.ts'
import { makeFeed, readFeed } from './feed.ts'
import { describeCalendar } from './queries.ts'
import { calendarStates } from './state.ts'
import { syncCalendars } from './sync.ts'
import { book, event, makeDue, makeStaff, now, settings, settle } from './testing.ts'
import { externalId } from './want.ts'

const store = testStore({ connections: 4 })
const ctx = () => store.ctx({ now: () => now })
let server: CaldavServer
let staffId: string
beforeAll(async () => {
  server = await caldavServer()
})
afterAll(() => server?.close())
beforeEach(async () => {
  await sql`update staff_calendars set state = 'ended', secret = ''`.execute(store.db)
  await sql`update calendar_events set try_at = null`.execute(store.db)
  for (const file of server.objects().keys()) server.remove(file)
  server.behave({ kind: 'serve' })
  staffId = await connect()
})

async function connect() {
  const staffId = await makeStaff(ctx())
  const { url, username, password } = server
  await connectCaldav(ctx(), settings, { staffId, url, username, password })
  await settle(ctx())
  return staffId
}

const stateOf = async (id: string) => (await calendarStates(ctx(), [id])).get(id)
const bomb = `<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "${'x'.repeat(1_000)}">${Array.from({ length: 20 }, (_, at) => `<!ENTITY a${at} "${`&a${at === 0 ? '' : at - 1};`.repeat(50)}">`).join('')}]><d:multistatus xmlns:d="DAV:"><d:response><d:href>&a19;</d:href></d:response></d:multistatus>`
const deep = `<d:multistatus xmlns:d="DAV:">${'<a>'.repeat(1_500_000)}</d:multistatus>`

test.each<[string, CaldavBehaviour]>([
  ['that answers nothing', { kind: 'silent' }],
  ['that hangs up', { kind: 'drop' }],
  ['that is broken', { kind: 'status', status: 500 }],
  ['that forbids', { kind: 'status', status: 403 }],
  ['that has another password now', { kind: 'status', status: 401 }],
  ['that is gone', { kind: 'status', status: 404 }],
  ['that answers with a page', { kind: 'garbage', status: 200, type: 'text/html', body: '<html>Welcome</html>' }],
  ['that answers with half an XML', { kind: 'garbage', body: '<d:multistatus xmlns:d="DAV:"><d:resp' }],
  ['that answers with an entity bomb', { kind: 'garbage', body: bomb }],
  ['that answers with XML without a floor', { kind: 'garbage', body: deep }],
  ['that answers with other XML', { kind: 'garbage', body: '<feed><entry/></feed>' }],
])(
  'a calendar %s blocks no booking, is not_synced with a reason, and is caught up with',
  async (_name, behaviour) => {
    server.behave(behaviour)
    const started = performance.now()
    const row = await book(ctx(), staffId, '2026-11-28T10:00')
    expect(performance.now() - started).toBeLessThan(8_000)
    expect(row.status).toBe('confirmed')
    // Nobody waits for it: bookings go on while it is being asked.
    const syncing = settle(ctx())
    const other = await book(ctx(), staffId, '2026-11-28T12:00')
    if (behaviour.kind === 'silent') setTimeout(() => server.behave({ kind: 'drop' }), 300)
    await syncing.catch(() => {})
    await makeDue(ctx())
    await settle(ctx())
    const state = await stateOf(row.id)
    expect(performance.now() - started).toBeLessThan(25_000)
    expect(state?.calendarState).toBe('not_synced')
    expect(state?.calendarError).toMatch(/^[A-Z].*\.$/)
    expect(state?.calendarError).not.toContain(server.url)
    const { connected } = await describeCalendar(ctx(), settings, staffId)
    expect(connected?.state).toBe('failing')
    expect(connected?.error).toMatch(/\.$/)
    server.behave({ kind: 'serve' })
    await makeDue(ctx())
    await settle(ctx())
    for (const { id } of [row, other])
      expect(await stateOf(id)).toEqual({ calendarState: 'synced', calendarError: null })
    expect((await describeCalendar(ctx(), settings, staffId)).connected).toMatchObject({
      state: 'connected',
      error: null,
    })
    expect(server.objects().size).toBe(2)
  },
  60_000,
)

test('after a failure it is tried again in 1, 5, 15 and then every 60 minutes', async () => {
  const row = await book(ctx(), staffId, '2026-11-28T10:00')
  server.behave({ kind: 'status', status: 503 })
  const waits: number[] = []
  for (let tries = 0; tries < 5; tries++) {
    await sql`update calendar_events set try_at = clock_timestamp() where try_at is not null`.execute(store.db)
    await settle(ctx())
    const { rows } = await sql<{ wait: number }>`
      select round(extract(epoch from try_at - clock_timestamp()) / 60)::integer as wait from calendar_events
      where appointment_id = ${row.id}`.execute(store.db)
    waits.push(rows[0]!.wait)
  }
  expect(waits).toEqual([1, 5, 15, 60, 60])
})

test('a crash between writing and noting has no second effect', async () => {
  const row = await book(ctx(), staffId, '2026-11-28T10:00')
  server.behave({ kind: 'crash' })
  await settle(ctx())
  expect(server.objects().size).toBe(1)
  expect(await stateOf(row.id)).toMatchObject({ calendarState: 'not_synced' })
  server.behave({ kind: 'serve' })
  await makeDue(ctx())
  await settle(ctx())
  expect(await stateOf(row.id)).toEqual({ calendarState: 'synced', calendarError: null })
  server.behave({ kind: 'crash' })
  await cancelAppointment(ctx(), { code: row.code })
  await settle(ctx())
  server.behave({ kind: 'serve' })
  await makeDue(ctx())
  await settle(ctx())
  expect(server.objects().size).toBe(0)
})

test('what a killed process had taken is done by another once its lease has ended, not before', async () => {
  const row = await book(ctx(), staffId, '2026-11-28T10:00')
  await sql`
    update calendar_events set owner = 'killed', lease_until = clock_timestamp() + interval '1 minute'
    where appointment_id = ${row.id}`.execute(store.db)
  await settle(ctx())
  expect(server.objects().size).toBe(0)
  await sql`update calendar_events set lease_until = clock_timestamp() where owner = 'killed'`.execute(store.db)
  await settle(ctx())
  expect(server.objects().size).toBe(1)
})

test('several processes share the work: each event is written once', async () => {
  const hours = ['09', '10', '11', '12', '13', '14', '15', '16', '17']
  for (const hour of hours) await book(ctx(), staffId, `2026-11-28T${hour}:00`)
  server.requests.length = 0
  const run = async (owner: string) => {
    while (await syncCalendars(ctx(), settings, owner));
  }
  await Promise.all(['a', 'b', 'c'].map(run))
  const puts = server.requests.filter(request => request.startsWith('PUT'))
  expect(puts).toHaveLength(hours.length)
  expect(new Set(puts).size).toBe(hours.length)
})

test('a wish that comes while an older one is being written is written after it', async () => {
  const row = await book(ctx(), staffId, '2026-11-28T10:00')
  server.behave({ kind: 'slow', ms: 1_000 })
  const asked = server.requests.length
  const syncing = syncCalendars(ctx(), settings, 'slow')
  await expect.poll(() => server.requests.length).toBeGreaterThan(asked)
  await cancelAppointment(ctx(), { code: row.code })
  await syncing
  server.behave({ kind: 'serve' })
  await settle(ctx())
  expect(server.objects().size).toBe(0)
})

test('one entry that nobody can read hides none of the others', async () => {
  server.write('broken.ics', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:never\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n')
  const long = `DESCRIPTION:${'many words '.repeat(20_000)}`
  server.write('long.ics', event('long', `DTSTART:20261128T043000Z\nDTEND:20261128T053000Z\n${long}`))
  await makeDue(ctx())
  await settle(ctx())
  expect((await describeCalendar(ctx(), settings, staffId)).connected).toMatchObject({ state: 'connected' })
  const { rows } = await sql`select external_id from calendar_busy where staff_id = ${staffId}`.execute(store.db)
  expect(rows).toEqual([{ external_id: '/asha/visits/long.ics' }])
})

test('a calendar of more busy times than anybody has is not read, and says so', async () => {
  const every = 'DTSTART:20261120T000000Z\nDURATION:PT1M\nRRULE:FREQ=MINUTELY;INTERVAL=10'
  for (const name of ['one', 'two', 'three']) server.write(`${name}.ics`, event(name, every))
  await makeDue(ctx())
  await settle(ctx())
  expect((await describeCalendar(ctx(), settings, staffId)).connected).toMatchObject({
    state: 'failing',
    error: 'The calendar is too large to be read.',
  })
  const { rows } = await sql`select from calendar_busy where staff_id = ${staffId}`.execute(store.db)
  expect(rows).toHaveLength(0)
})

test('a sign-in that was sealed with another secret asks to connect again', async () => {
  const row = await book(ctx(), staffId, '2026-11-28T10:00')
  await settle(ctx(), { ...settings, secret: 'another secret of thirty-two bytes and more' })
  expect(await stateOf(row.id)).toMatchObject({
    calendarState: 'not_synced',
    calendarError: expect.stringContaining('connect it again'),
  })
  expect(server.objects().has(`${externalId(row.id)}.ics`)).toBe(false)
})

test('a process that is to end waits for no calendar and gives back what it had', async () => {
  const row = await book(ctx(), staffId, '2026-11-28T10:00')
  await makeDue(ctx())
  server.behave({ kind: 'silent' })
  const stopping = new AbortController()
  const syncing = syncCalendars(ctx(), settings, 'stopping', stopping.signal)
  setTimeout(() => stopping.abort(), 200)
  const started = performance.now()
  await syncing
  expect(performance.now() - started).toBeLessThan(5_000)
  expect(await stateOf(row.id)).toEqual({ calendarState: 'waiting', calendarError: null })
  server.behave({ kind: 'serve' })
  await settle(ctx())
  expect(await stateOf(row.id)).toEqual({ calendarState: 'synced', calendarError: null })
})

test('what was read before it was written anew is not taken for what is there', async () => {
  const row = await book(ctx(), staffId, '2026-11-28T10:00')
  await settle(ctx())
  const file = `${externalId(row.id)}.ics`
  server.write(file, server.objects().get(file)!.replace('SUMMARY:', 'SUMMARY:My '))
  await makeDue(ctx())
  server.behave({ kind: 'slow', ms: 1_000 })
  const asked = server.requests.length
  const reading = syncCalendars(ctx(), settings, 'reader')
  await expect.poll(() => server.requests.length).toBeGreaterThan(asked)
  await sql`update calendar_events set etag = 'newer' where appointment_id = ${row.id}`.execute(store.db)
  await reading
  const { rows } = await sql`select etag from calendar_events where appointment_id = ${row.id}`.execute(store.db)
  expect(rows).toEqual([{ etag: 'newer' }])
})

test('where the database goes away in the middle, what was begun is waited for', async () => {
  await book(ctx(), staffId, '2026-11-28T10:00')
  await makeDue(ctx())
  server.behave({ kind: 'slow', ms: 300 })
  await sql`create function away() returns trigger language plpgsql as $$ begin raise 'away'; end $$`.execute(store.db)
  await sql`create trigger away before update of lease_until on staff_calendars execute function away()`.execute(
    store.db,
  )
  try {
    await expect(syncCalendars(ctx(), settings, 'one')).rejects.toThrow('away')
    expect(server.objects().size).toBe(1)
  } finally {
    await sql`drop function away cascade`.execute(store.db)
  }
})

test('what the database could not do is no answer to a change in a calendar', async () => {
  const row = await book(ctx(), staffId, '2026-11-28T10:00')
  await settle(ctx())
  server.remove(`${externalId(row.id)}.ics`)
  const away = async () => refuse('unavailable', 'storage.unreachable')
  await makeDue(ctx())
  await settle(store.ctx({ now: () => now, announce: away }))
  expect(server.objects().size).toBe(0)
  await makeDue(ctx())
  await settle(ctx())
  expect((await findAppointment(ctx(), row.code))?.status).toBe('cancelled')
})

test('who was let go neither learns of visits by their calendar nor changes them there', async () => {
  const kept = await book(ctx(), staffId, '2026-11-28T10:00')
  await settle(ctx())
  const account = newId()
  await sql`
    with person as (insert into persons (id, created_at) values (${account}, ${now}))
    insert into accounts (id, person_id, name, email, role, origin, created_at, updated_at, disabled_at)
    values (${account}, ${account}, 'Asha Rao', ${`${account}@homes.example`}, 'agent', 'invitation', ${now}, ${now}, ${now})`.execute(
    store.db,
  )
  await sql`update staff set account_id = ${account} where id = ${staffId}`.execute(store.db)
  const { url } = await makeFeed(ctx(), { staffId })
  const token = url.split('/').at(-1)!.replace('.ics', '')
  server.remove(`${externalId(kept.id)}.ics`)
  const row = await book(ctx(), staffId, '2026-11-28T12:00')
  await makeDue(ctx())
  await settle(ctx())
  expect(server.objects().size).toBe(0)
  expect((await findAppointment(ctx(), kept.code))?.status).toBe('confirmed')
  expect(await stateOf(row.id)).toMatchObject({ calendarState: 'not_synced' })
  await expect(readFeed(ctx(), token)).rejects.toMatchObject({ code: 'calendars.feed_not_found' })
  await sql`update accounts set disabled_at = null where id = ${account}`.execute(store.db)
  expect(await readFeed(ctx(), token)).toContain('BEGIN:VEVENT')
  await makeDue(ctx())
  await settle(ctx())
  expect(await stateOf(row.id)).toMatchObject({ calendarState: 'synced' })
})

test('up to three of many deleted at once are meant, more are not', async () => {
  const rows: AppointmentRow[] = []
  for (const hour of ['09', '10', '11', '12', '13', '14', '15', '16'])
    rows.push(await book(ctx(), staffId, `2026-11-28T${hour}:00`))
  await settle(ctx())
  const remove = async (gone: AppointmentRow[]) => {
    for (const { id } of gone) server.remove(`${externalId(id)}.ics`)
    await makeDue(ctx())
    await settle(ctx())
    return Promise.all(gone.map(async ({ code }) => (await findAppointment(ctx(), code))?.status))
  }
  expect(await remove(rows.slice(0, 3))).toEqual(['cancelled', 'cancelled', 'cancelled'])
  expect(await remove(rows.slice(3, 7))).toEqual(['confirmed', 'confirmed', 'confirmed', 'confirmed'])
})
