import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { Channels } from '../../channels/index.ts'
import { deliverDue, registerSubject } from '../../reminders/index.ts'
import type { Context } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { bookVisit } from '../booking/book-visit.ts'
import { expireHolds } from '../booking/expire-holds.ts'
import { holdStart } from '../booking/hold-start.ts'
import { setReminders } from '../booking/set-reminders.ts'
import { setStatus } from '../booking/set-status.ts'
import { actor, MONDAY, makeClock, onlyAgents, wall, wish } from '../booking/testing/desk.ts'
import { AppointmentSettings } from '../schema.ts'
import { writeAppointmentSettings } from '../staff/settings.ts'
import { appointmentSubject } from './handler.ts'

const store = testStore()
const clock = makeClock()
const start = wall('2026-11-25', 10)
let ctx: Context

beforeAll(() => registerSubject('appointment', appointmentSubject))
beforeEach(async () => {
  clock.at = MONDAY
  ctx = store.ctx({ now: clock.now })
  await store.pool.query('delete from reminders')
  await onlyAgents(ctx, ['Ana'])
})

/** Everything up to an instant is delivered when it falls due. Gives what left for the visitor. */
async function until(instant: Temporal.Instant): Promise<string[]> {
  const left: string[] = []
  const by = (name: string) => async (message: { to?: unknown; text: string; subject?: string }) => {
    const to = typeof message.to === 'string' ? message.to : (message.to as { address: string }).address
    if (/asha@|98765/.test(to)) left.push(`${name} ${message.subject ?? message.text}`)
    return { outcome: 'accepted' as const, providerId: null }
  }
  const channels: Channels = {
    email: { honoursKey: false, send: by('email') },
    sms: { honoursKey: false, send: by('sms') },
    whatsapp: null,
    push: null,
    verifyTwilio: null,
    close: async () => {},
  }
  for (;;) {
    const { rows } = await sql<{ at: Temporal.Instant }>`
      select min(next_try_at) as at from reminders where status = 'scheduled' and next_try_at <= ${instant}
      having count(*) > 0`.execute(ctx.db)
    const [due] = rows
    if (!due) break
    if (Temporal.Instant.compare(due.at, clock.at) > 0) clock.at = due.at
    await deliverDue(ctx, { channels, owner: 'test' })
  }
  clock.at = instant
  return left
}

async function ledger(id: string, kind: string): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select channel || ' ' || status || coalesce(' ' || reason, '') as line from reminders
    where subject_id = ${id} and audience = 'visitor' and kind = ${kind} order by 1`.execute(ctx.db)
  return rows.map(({ line }) => line)
}

const ways = [
  [true, true],
  [false, true],
  [true, false],
  [false, false],
] as const

test.each(ways.flatMap(([email, phone]) => ways.map(([then, also]) => [email, phone, then, also] as const)))(
  'whatever was chosen before (%s, %s) and in the end (%s, %s): each reminder once, by a way agreed on, or no consent',
  async (email, phone, then, also) => {
    const row = await bookVisit(ctx, await wish(ctx, start))
    const { code } = row
    await until(wall('2026-11-23', 18))
    await setReminders(ctx, { code, email, phone })
    await setReminders(ctx, { code, email: false, phone: false })
    await setReminders(ctx, { code, email: true, phone: true })
    await setReminders(ctx, { code, email, phone })
    await setReminders(ctx, { code, email: then, phone: also })
    const left = await until(wall('2026-11-27', 18))
    const way = (first: 'email' | 'sms') => (then && also ? first : then ? 'email' : also ? 'sms' : null)
    const expected = [way('email'), way('sms'), way('email')].filter(one => one !== null)
    expect(left.map(one => one.split(' ')[0])).toEqual(expected)
    for (const kind of ['visit_24h', 'visit_1h', 'follow_up']) {
      const lines = (await ledger(row.id, kind)).filter(line => !line.includes('cancelled'))
      expect(lines).toHaveLength(1)
      if (!then && !also) expect(lines[0]).toMatch(/suppressed no_consent$/)
    }
  },
)

test('what was taken back shows at once, and holds again when it is agreed on again', async () => {
  const { id, code } = await bookVisit(ctx, await wish(ctx, start))
  await setReminders(ctx, { code, email: true, phone: false })
  expect(await ledger(id, 'visit_1h')).toEqual(['email scheduled', 'phone cancelled no_consent'])
  await setReminders(ctx, { code, email: true, phone: true })
  expect(await ledger(id, 'visit_1h')).toEqual(['email cancelled status', 'phone scheduled'])
  const { rows } = await sql<{ owner: null; ended: boolean }>`
    select owner, ended_at is not null as ended from reminders where subject_id = ${id} and status = 'scheduled'`.execute(
    ctx.db,
  )
  for (const one of rows) expect(one).toEqual({ owner: null, ended: false })
})

test('what has left by one way does not leave by the other, what waits for the morning does', async () => {
  const told = await bookVisit(ctx, await wish(ctx, start))
  expect(await until(wall('2026-11-24', 11))).toHaveLength(2)
  await setReminders(ctx, { code: told.code, email: false, phone: true })
  expect(await ledger(told.id, 'visit_24h')).toEqual(['email sent'])

  // 10 am in Kolkata is half past eleven in the evening in New York.
  const visitor = { ...(await wish(ctx, wall('2026-11-26', 10))), visitorTimeZone: 'America/New_York' }
  const { id, code } = await bookVisit(ctx, visitor)
  await until(wall('2026-11-25', 12))
  await setReminders(ctx, { code, email: false, phone: true })
  expect(await ledger(id, 'visit_24h')).toEqual(['email cancelled no_consent', 'phone scheduled'])
  expect((await until(wall('2026-11-25', 20))).filter(one => one.includes('Thu 26 Nov'))).toEqual([
    expect.stringMatching(/^sms .* your visit is/),
  ])
})

test('a pending visit that nobody confirms: its visitor and staff are told, of a hold nobody is', async () => {
  await writeAppointmentSettings(ctx, AppointmentSettings.parse({ confirm: 'staff' }))
  const row = await bookVisit(ctx, await wish(ctx, start))
  const { personId } = await wish(ctx, start)
  const hold = await holdStart(ctx, { personId, start: wall('2026-11-25', 12), source: 'form' })
  await until(start)
  await expireHolds(ctx)
  const { rows } = await sql<{ subject_id: string; line: string }>`
    select subject_id, kind || ' ' || audience || ' ' || channel as line from reminders
    where status = 'scheduled' and kind <> 'follow_up' order by line`.execute(ctx.db)
  expect(rows.map(({ line }) => line)).toEqual([
    'cancellation visitor email',
    'cancelled staff email',
    'cancelled staff push',
  ])
  expect(new Set(rows.map(one => one.subject_id))).toEqual(new Set([row.id]))
  const { rows: ended } =
    await sql`select from appointments where id in (${row.id}, ${hold.id}) and status = 'expired'`.execute(ctx.db)
  expect(ended).toHaveLength(2)
  expect(await until(start.add({ hours: 23 }))).toEqual([expect.stringMatching(/^email Not confirmed: your visit/)])
  await writeAppointmentSettings(ctx, AppointmentSettings.parse({}))
})

test.each([
  ['at once', 1],
  ['after the question would have come', 6],
])('a no-show that was none, put right %s: the visitor is asked how it was, once', async (_, hours) => {
  const [staff, admin] = [await actor(ctx), await actor(ctx, 'admin')]
  const { id, code } = await bookVisit(ctx, await wish(ctx, start))
  await until(start.add({ minutes: 70 }))
  await setStatus(staff, { code, version: 1, status: 'no_show' })
  expect(await ledger(id, 'follow_up')).toEqual(['email cancelled status'])
  expect(await until(start.add({ hours: hours + 1 }))).toEqual([])
  await setStatus(admin, { code, version: 1, status: 'completed' })
  expect(await until(start.add({ hours: 30 }))).toEqual([expect.stringMatching(/^email How was your visit/)])
  expect(await ledger(id, 'follow_up')).toEqual(['email sent'])
})
