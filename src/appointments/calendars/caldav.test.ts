import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { caldavServer } from '../../../tests/counterparts/caldav.ts'
import { hasRadicale, radicale } from '../../../tests/counterparts/radicale.ts'
import { type Context, writeSetting } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { cancelAppointment, findAppointment, freeStaff, moveAppointment, setStatus } from '../index.ts'
import type { AppointmentRow } from '../row.ts'
import { connectCaldav } from './connect-caldav.ts'
import { disconnectCalendar } from './disconnect-calendar.ts'
import { describeCalendar } from './queries.ts'
import { calendarStates } from './state.ts'
import { syncNow } from './sync-now.ts'
import { at, book, event, makeDue, makeStaff, now, settings, settle } from './testing.ts'
import { externalId } from './want.ts'

const store = testStore({ connections: 3 })
const ctx = () => store.ctx({ now: () => now })

/** What an owner of a calendar sees and does, whichever server keeps it. */
type Door = {
  url: string
  calendarUrl: string
  username: string
  password: string
  read(file: string): Promise<string | undefined>
  write(file: string, text: string): Promise<void>
  remove(file: string): Promise<void>
  close(): Promise<void>
}

const fileOf = ({ id }: AppointmentRow) => `${externalId(id)}.ics`
const stateOf = async (ctx: Context, row: AppointmentRow) => (await calendarStates(ctx, [row.id])).get(row.id)
async function reload(ctx: Context, { code }: AppointmentRow) {
  const row = (await findAppointment(ctx, code))!
  // Instants have nothing that a matcher could look at.
  return { ...row, start: String(row.start) }
}
const isFree = async (ctx: Context, staffId: string, start: string) =>
  (await freeStaff(ctx, { start: at(start), staffId, byStaff: true })).why === null

/** Two clocks further, in UTC as calendars of others may write it. */
function moved(text: string, start: string): string {
  const utc = (instant: Temporal.Instant) => instant.toString().replace(/[-:]/g, '')
  return text
    .replace(/^DTSTART;.*$/m, `DTSTART:${utc(at(start))}`)
    .replace(/^DTEND;.*$/m, `DTEND:${utc(at(start).add({ hours: 1 }))}`)
}

function promises(open: () => Promise<Door>) {
  let door: Door
  beforeAll(async () => {
    door = await open()
  })
  afterAll(() => door?.close())

  async function connected(): Promise<string> {
    const staffId = await makeStaff(ctx())
    const { url, username, password } = door
    const answer = await connectCaldav(ctx(), settings, { staffId, url, username, password })
    expect(answer).toMatchObject({ connected: { provider: 'caldav', name: 'Visits & more', state: 'connected' } })
    await settle(ctx())
    return staffId
  }

  test('a visit is written, moved, confirmed and taken out; what took place stays', async () => {
    const before = ctx()
    const staffId = await connected()
    const row = await book(before, staffId, '2026-11-28T10:00')
    expect(await stateOf(ctx(), row)).toEqual({ calendarState: 'waiting', calendarError: null })
    await settle(ctx())
    expect(await stateOf(ctx(), row)).toEqual({ calendarState: 'synced', calendarError: null })
    const text = await door.read(fileOf(row))
    expect(text).toContain('Site visit – Ravi Kumar')
    expect(text).toContain('DTSTART;TZID=Asia/Kolkata:20261128T100000')
    expect(text).not.toContain('mail.example')
    const later = await moveAppointment(ctx(), { code: row.code, start: at('2026-11-28T15:00') })
    await settle(ctx())
    expect(await door.read(fileOf(row))).toContain('DTSTART;TZID=Asia/Kolkata:20261128T150000')
    expect(await door.read(fileOf(row))).toMatch(new RegExp(`^SEQUENCE:${later.version}\\r?$`, 'm'))
    const over = store.ctx({ now: () => at('2026-11-28T17:00') })
    await setStatus(over, { code: row.code, version: later.version, status: 'completed' })
    await settle(over)
    expect(await door.read(fileOf(row))).toBeDefined()
    const other = await book(before, staffId, '2026-11-29T10:00')
    await settle(ctx())
    await cancelAppointment(ctx(), { code: other.code })
    await settle(ctx())
    expect(await door.read(fileOf(other))).toBeUndefined()
    expect(await stateOf(ctx(), other)).toBeUndefined()
    await disconnectCalendar(ctx(), { staffId })
    await settle(ctx())
  })

  test('what is busy blocks on every day that can be booked, however far ahead that is', async () => {
    await writeSetting(ctx(), 'appointments', { horizonDays: 200 })
    const staffId = await connected()
    await door.write('far.ics', event('far', 'DTSTART:20270405T043000Z\nDTEND:20270405T053000Z'))
    await makeDue(ctx())
    await settle(ctx())
    expect(await isFree(ctx(), staffId, '2027-04-05T10:00')).toBe(false)
    expect(await isFree(ctx(), staffId, '2027-04-05T11:00')).toBe(true)
    await writeSetting(ctx(), 'appointments', {})
    await door.remove('far.ics')
    await disconnectCalendar(ctx(), { staffId })
    await settle(ctx())
  })

  test('what is busy there blocks, what is not does not, and it is free again once it is gone', async () => {
    const staffId = await connected()
    await door.write('dentist.ics', event('dentist', 'DTSTART:20261201T043000Z\nDTEND:20261201T053000Z'))
    await door.write('free.ics', event('free', 'DTSTART:20261202T043000Z\nDTEND:20261202T053000Z\nTRANSP:TRANSPARENT'))
    await door.write(
      'weekly.ics',
      event('weekly', 'DTSTART;TZID=Asia/Kolkata:20260101T150000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=TH'),
    )
    await door.write('day.ics', event('day', 'DTSTART;VALUE=DATE:20261205\nDTEND;VALUE=DATE:20261206'))
    await makeDue(ctx())
    await settle(ctx())
    const look = (start: string) => isFree(ctx(), staffId, start)
    expect(await look('2026-12-01T10:00')).toBe(false)
    expect(await look('2026-12-01T11:00')).toBe(true)
    expect(await look('2026-12-02T10:00')).toBe(true)
    expect(await look('2026-12-03T15:00')).toBe(false)
    expect(await look('2026-12-10T15:00')).toBe(false)
    expect(await look('2026-12-05T09:00')).toBe(false)
    expect(await look('2026-12-05T17:00')).toBe(false)
    expect(await look('2026-12-06T09:00')).toBe(true)
    await door.remove('dentist.ics')
    await door.write('day.ics', event('day', 'DTSTART;VALUE=DATE:20261207\nDTEND;VALUE=DATE:20261208'))
    await makeDue(ctx())
    await settle(ctx())
    expect(await look('2026-12-01T10:00')).toBe(true)
    expect(await look('2026-12-05T09:00')).toBe(true)
    expect(await look('2026-12-07T09:00')).toBe(false)
    await disconnectCalendar(ctx(), { staffId })
    await settle(ctx())
    expect(await look('2026-12-07T09:00')).toBe(true)
    for (const file of ['free.ics', 'weekly.ics', 'day.ics']) await door.remove(file)
  })

  test('moved there is moved here, deleted there is cancelled here, and what cannot be is written back', async () => {
    const staffId = await connected()
    const [row, gone, kept] = [
      await book(ctx(), staffId, '2026-12-14T10:00'),
      await book(ctx(), staffId, '2026-12-14T12:00'),
      await book(ctx(), staffId, '2026-12-14T14:00'),
    ]
    await settle(ctx())
    await door.write(fileOf(row), moved((await door.read(fileOf(row)))!, '2026-12-15T11:00'))
    await door.remove(fileOf(gone))
    // The other visit is there already.
    await door.write(fileOf(kept), moved((await door.read(fileOf(kept)))!, '2026-12-15T11:00'))
    await makeDue(ctx())
    await settle(ctx())
    const after = await reload(ctx(), row)
    expect(after).toMatchObject({ status: 'confirmed', version: 2, start: String(at('2026-12-15T11:00')) })
    expect(await stateOf(ctx(), row)).toEqual({ calendarState: 'synced', calendarError: null })
    expect(await reload(ctx(), gone)).toMatchObject({ status: 'cancelled', cancelledBy: 'calendar' })
    expect(await reload(ctx(), kept)).toMatchObject({ version: 1, start: String(at('2026-12-14T14:00')) })
    const state = await stateOf(ctx(), kept)
    expect(state?.calendarState).toBe('synced')
    expect(state?.calendarError).toMatch(/^It was moved in the calendar, but: /)
    expect(await door.read(fileOf(kept))).toContain('DTSTART;TZID=Asia/Kolkata:20261214T140000')
    await makeDue(ctx())
    await settle(ctx())
    expect(await reload(ctx(), row)).toMatchObject({ version: 2 })
    await disconnectCalendar(ctx(), { staffId })
    await settle(ctx())
    expect(await door.read(fileOf(row))).toBeUndefined()
    const { rows } = await sql`select state, secret from staff_calendars where staff_id = ${staffId}`.execute(store.db)
    expect(rows).toEqual([{ state: 'ended', secret: '' }])
  })

  test('an emptied calendar cancels nothing, says so, and is filled again when somebody asks', async () => {
    const staffId = await connected()
    const rows = [await book(ctx(), staffId, '2026-12-16T10:00'), await book(ctx(), staffId, '2026-12-16T12:00')]
    await settle(ctx())
    for (const row of rows) await door.remove(fileOf(row))
    for (let look = 0; look < 2; look++) {
      await makeDue(ctx())
      await settle(ctx())
      for (const row of rows) expect(await reload(ctx(), row)).toMatchObject({ status: 'confirmed', version: 1 })
      const { connected } = await describeCalendar(ctx(), settings, staffId)
      expect(connected).toMatchObject({ state: 'failing' })
      expect(connected!.error).toMatch(/^2 of our events vanished/)
      expect(await stateOf(ctx(), rows[0]!)).toMatchObject({ calendarState: 'not_synced' })
    }
    await syncNow(ctx(), { staffId })
    await settle(ctx())
    await makeDue(ctx())
    await settle(ctx())
    for (const row of rows) expect(await door.read(fileOf(row))).toBeDefined()
    expect((await describeCalendar(ctx(), settings, staffId)).connected).toMatchObject({
      state: 'connected',
      error: null,
    })
    await disconnectCalendar(ctx(), { staffId })
    await settle(ctx())
  })

  test('moved on both sides: what was agreed here counts', async () => {
    const staffId = await connected()
    const row = await book(ctx(), staffId, '2026-12-17T10:00')
    await settle(ctx())
    await door.write(fileOf(row), moved((await door.read(fileOf(row)))!, '2026-12-18T11:00'))
    await moveAppointment(ctx(), { code: row.code, start: at('2026-12-17T16:00') })
    for (let round = 0; round < 2; round++) {
      await makeDue(ctx())
      await settle(ctx())
    }
    expect(await reload(ctx(), row)).toMatchObject({ version: 2, start: String(at('2026-12-17T16:00')) })
    expect(await door.read(fileOf(row))).toContain('DTSTART;TZID=Asia/Kolkata:20261217T160000')
    await disconnectCalendar(ctx(), { staffId })
    await settle(ctx())
  })

  test('a wrong password is told, an account without one connects nothing', async () => {
    const staffId = await makeStaff(ctx())
    const { url, username } = door
    await expect(connectCaldav(ctx(), settings, { staffId, url, username, password: 'guess' })).rejects.toMatchObject({
      code: 'calendars.sign_in',
    })
    expect((await describeCalendar(ctx(), settings, staffId)).connected).toBeNull()
  })
}

for (const [name, options] of [
  ['with sync tokens', {}],
  ['with a ctag only', { sync: false }],
  ['with neither, and no etag after a write', { sync: false, ctag: false, etags: false }],
] as const)
  describe(`a CalDAV server ${name}`, () =>
    promises(async () => {
      const server = await caldavServer(options)
      return {
        ...server,
        read: async file => server.objects().get(file),
        write: async (file, text) => server.write(file, text),
        remove: async file => server.remove(file),
      }
    }))

if (hasRadicale) describe('Radicale', () => promises(radicale))
