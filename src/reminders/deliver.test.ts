import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { newId } from '../kernel/ids.ts'
import { transact } from '../storage/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { cancelReminders } from './cancel-reminders.ts'
import { resumeContact, stopContact } from './contact.ts'
import { planReminders } from './plan-reminders.ts'
import { accepts, clockAt, deliver, email, plan, refusal, reread, START, subject, unclear } from './testing.ts'

const store = testStore()
const MINUTE = { minutes: 1 }

describe('what is planned', () => {
  test('leaves when it is due, once, and says what it said, by what and since when', async () => {
    const clock = clockAt()
    const ctx = store.ctx(clock)
    const mail = email()
    const row = await plan(ctx, subject().kind, { plannedAt: START.add({ hours: 1 }) })
    expect(await deliver(ctx, { email: mail })).toBe(0)
    clock.pass({ hours: 1 })
    expect(await deliver(ctx, { email: mail })).toBe(1)
    expect(await deliver(ctx, { email: mail })).toBe(0)
    expect(mail.sent).toMatchObject([
      { key: row.id, to: { name: 'Asha', address: `${row.id}@example.com` }, subject: 'Your visit' },
    ])
    expect(await reread(ctx, row)).toMatchObject({
      status: 'sent',
      sentBy: 'email',
      providerId: `id-${row.id}`,
      delivery: 'accepted',
      subjectLine: 'Your visit',
      body: 'Tomorrow at 10:00.',
      tries: [{ number: 1, sentBy: 'email', outcome: 'accepted', providerId: `id-${row.id}` }],
    })
    expect(String((await reread(ctx, row)).sentAt)).toBe(String(clock.now()))
  })

  test('is the same intent however often it is planned; another version is another', async () => {
    const ctx = store.ctx(clockAt())
    const { kind } = subject()
    const row = await plan(ctx, kind)
    const again = {
      subject: { kind, id: row.subjectId, version: 1 },
      personId: row.personId,
      recipientId: row.recipientId,
    }
    expect((await plan(ctx, kind, again)).id).toBe(row.id)
    const next = { ...again, subject: { ...again.subject, version: 2 } }
    expect((await plan(ctx, kind, next)).id).not.toBe(row.id)
    const mail = email()
    expect(await deliver(ctx, { email: mail })).toBe(2)
  })

  test('is seen even where it can be of no use any more', async () => {
    const ctx = store.ctx(clockAt())
    const { kind } = subject()
    expect(await plan(ctx, kind, { usefulUntil: START })).toMatchObject({ status: 'suppressed', reason: 'late' })
    // 23:00 in Kolkata, of use for an hour, after the evening's last minute.
    const night = store.ctx(clockAt(START.add({ hours: 13 })))
    const plannedAt = night.now()
    const useful = { plannedAt, usefulUntil: plannedAt.add({ hours: 1 }), quiet: true }
    expect(await plan(night, kind, useful)).toMatchObject({ status: 'suppressed', reason: 'quiet' })
    expect(await plan(night, kind, { ...useful, quiet: false })).toMatchObject({ status: 'scheduled' })
    expect(await deliver(night, { email: email() })).toBe(1)
  })

  test('planned in the past falls due now and keeps the instant of its rule', async () => {
    const ctx = store.ctx(clockAt())
    const row = await plan(ctx, subject().kind, { plannedAt: START.subtract({ hours: 2 }) })
    expect([String(row.plannedAt), String(row.dueAt)]).toEqual(['2026-11-28T02:30:00Z', '2026-11-28T04:30:00Z'])
    await deliver(ctx, { email: email() })
  })
})

describe('a channel that does not take it', () => {
  test('is tried again after 2 and after 10 minutes, then failed: never a fourth time', async () => {
    const clock = clockAt()
    const ctx = store.ctx(clock)
    const mail = email(() => refusal('email.451'))
    const row = await plan(ctx, subject().kind)
    const waits: string[] = []
    for (let minute = 0; minute < 30; minute++) {
      if (await deliver(ctx, { email: mail })) waits.push(`${minute}: ${(await reread(ctx, row)).status}`)
      clock.pass(MINUTE)
    }
    expect(waits).toEqual(['0: scheduled', '2: scheduled', '12: failed'])
    expect(mail.sent).toHaveLength(3)
    const ended = await reread(ctx, row)
    expect(ended).toMatchObject({ status: 'failed', reason: 'attempts' })
    expect(ended.tries.map(({ number, code }) => [number, code])).toEqual([1, 2, 3].map(n => [n, 'email.451']))
    expect(new Set(mail.sent.map(({ key }) => key)).size).toBe(1)
  })

  test('a bad address is one attempt', async () => {
    const ctx = store.ctx(clockAt())
    const row = await plan(ctx, subject().kind)
    await deliver(ctx, { email: email(() => refusal('email.550', true)) })
    expect(await reread(ctx, row)).toMatchObject({ status: 'failed', reason: 'email.550', tries: [{ number: 1 }] })
  })

  test('says when it wants to be asked again', async () => {
    const clock = clockAt()
    const ctx = store.ctx(clock)
    const row = await plan(ctx, subject().kind)
    await deliver(ctx, { email: email(() => refusal('email.limit', false, 300)) })
    expect(String((await reread(ctx, row)).nextTryAt)).toBe(String(clock.now().add({ minutes: 5 })))
    clock.pass({ minutes: 5 })
    await deliver(ctx, { email: email(() => refusal('email.limit', false, 1)) })
    expect(String((await reread(ctx, row)).nextTryAt)).toBe(String(clock.now().add({ minutes: 10 })))
    clock.pass({ minutes: 10 })
    await deliver(ctx, { email: email() })
    expect(await reread(ctx, row)).toMatchObject({ status: 'sent', tries: { length: 3 } })
  })

  test('is not asked again when that would be too late', async () => {
    const ctx = store.ctx(clockAt())
    const row = await plan(ctx, subject().kind, { usefulUntil: START.add({ minutes: 2 }) })
    await deliver(ctx, { email: email(() => refusal('email.451')) })
    expect(await reread(ctx, row)).toMatchObject({ status: 'failed', reason: 'late' })
  })

  test.for([
    ['times out after it may have taken it', () => unclear, 'email.no_answer'],
    [
      'throws',
      () => {
        throw new Error('a bug')
      },
      'channel.failed',
    ],
    ['rejects', () => Promise.reject(new Error('a bug')), 'channel.failed'],
  ] as const)('%s: unknown, seen, and not sent again', async ([, answer, code]) => {
    const clock = clockAt()
    const ctx = store.ctx(clock)
    const mail = email(answer)
    const row = await plan(ctx, subject().kind)
    await deliver(ctx, { email: mail })
    clock.pass({ hours: 1 })
    expect(await deliver(ctx, { email: mail })).toBe(0)
    expect(await reread(ctx, row)).toMatchObject({
      status: 'unknown',
      reason: code,
      tries: [{ outcome: 'unclear', code }],
    })
    expect(mail.sent).toHaveLength(1)
  })

  test('unclear where a second send of the key has no effect: sent again, at most three times', async () => {
    const clock = clockAt()
    const ctx = store.ctx(clock)
    const mail = email(() => unclear, true)
    const row = await plan(ctx, subject().kind)
    for (let minute = 0; minute < 30; minute++, clock.pass(MINUTE)) await deliver(ctx, { email: mail })
    expect(mail.sent.map(({ key }) => key)).toEqual([row.id, row.id, row.id])
    expect(await reread(ctx, row)).toMatchObject({ status: 'unknown', reason: 'email.no_answer' })
  })
})

describe('one bad row stops nobody', () => {
  test('its domain cannot word it: the others go, it is tried three times and fails with the reason', async () => {
    const clock = clockAt()
    const ctx = store.ctx(clock)
    const bad = newId()
    const { kind } = subject(({ subjectId }) => {
      if (subjectId === bad) throw new Error('no such listing')
      return {}
    })
    const rows = [
      await plan(ctx, kind),
      await plan(ctx, kind, { subject: { kind, id: bad, version: 1 } }),
      await plan(ctx, kind),
    ]
    const mail = email()
    for (let minute = 0; minute < 30; minute++, clock.pass(MINUTE)) await deliver(ctx, { email: mail })
    const ended = await Promise.all(rows.map(async row => (await reread(ctx, row)).status))
    expect(ended).toEqual(['sent', 'failed', 'sent'])
    expect(await reread(ctx, rows[1]!)).toMatchObject({ reason: 'not_worded', tries: [] })
    expect(mail.sent).toHaveLength(2)
  })

  test('a subject that nobody knows, words that the database cannot hold, a channel that fails for one', async () => {
    const ctx = store.ctx(clockAt())
    const odd = await plan(ctx, subject(() => ({ subject: 'a\0b', text: 'half \ud800' })).kind)
    const unknown = await plan(ctx, 'nobody_knows')
    const { kind } = subject()
    const broken = await plan(ctx, kind)
    const good = await plan(ctx, kind)
    const mail = email(message => {
      if (message.key === broken.id) throw new Error('a bug')
      return accepts(message)
    })
    expect(await deliver(ctx, { email: mail })).toBe(4)
    expect(await reread(ctx, odd)).toMatchObject({ status: 'sent', subjectLine: 'ab', body: 'half \ufffd' })
    expect(await reread(ctx, unknown)).toMatchObject({ status: 'suppressed', reason: 'unknown_subject' })
    expect(await reread(ctx, broken)).toMatchObject({ status: 'unknown' })
    expect(await reread(ctx, good)).toMatchObject({ status: 'sent' })
  })

  test('all of a kind are worded together', async () => {
    const ctx = store.ctx(clockAt())
    const { kind, composed } = subject()
    const rows = [await plan(ctx, kind), await plan(ctx, kind), await plan(ctx, kind)]
    await deliver(ctx, { email: email() })
    expect(composed).toEqual([rows.map(({ id }) => id)])
  })
})

describe('what does not leave says why', () => {
  test('its subject moved on', async () => {
    const ctx = store.ctx(clockAt())
    const mail = email()
    const old = await plan(ctx, subject(() => ({ holds: false, status: 'cancelled', reason: 'version' })).kind)
    const over = await plan(ctx, subject(() => ({ holds: false, status: 'suppressed', reason: 'status' })).kind)
    await deliver(ctx, { email: mail })
    expect(await reread(ctx, old)).toMatchObject({ status: 'cancelled', reason: 'version' })
    expect(await reread(ctx, over)).toMatchObject({ status: 'suppressed', reason: 'status' })
    expect(mail.sent).toEqual([])
  })

  test('no channel is on: the words are kept for staff, and the log names nobody', async () => {
    const lines: string[] = []
    const note = (fields: object, message?: string) => lines.push(JSON.stringify({ ...fields, message }))
    const log = { debug: note, info: note, warn: note, error: note }
    const ctx = store.ctx({ ...clockAt(), log })
    const row = await plan(ctx, subject().kind)
    await deliver(ctx, {})
    expect(await reread(ctx, row)).toMatchObject({
      status: 'suppressed',
      reason: 'channel_off',
      subjectLine: 'Your visit',
      body: 'Tomorrow at 10:00.',
      tries: [],
    })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('nothing left the house')
    expect(lines[0]).toContain(row.id)
    expect(lines[0]).not.toMatch(/example\.com|Tomorrow|\+91/)
  })

  test('there is no address, or its holder said stop, however it is written', async () => {
    const ctx = store.ctx(clockAt())
    const nobody = subject(() => ({ to: { name: null, email: null, phone: null, accountId: null } }))
    const asha = subject(() => ({ to: { name: null, email: 'Asha@Example.com', phone: null, accountId: null } }))
    const none = await plan(ctx, nobody.kind)
    await stopContact(ctx, 'asha@example.com ', 'link')
    await stopContact(ctx, 'asha@example.com', 'message')
    const stopped = await plan(ctx, asha.kind)
    await deliver(ctx, { email: email() })
    expect(await reread(ctx, none)).toMatchObject({ status: 'suppressed', reason: 'no_address' })
    expect(await reread(ctx, stopped)).toMatchObject({ status: 'suppressed', reason: 'no_consent' })
    await resumeContact(ctx, 'ASHA@example.com')
    const resumed = await plan(ctx, asha.kind)
    await deliver(ctx, { email: email() })
    expect(await reread(ctx, resumed)).toMatchObject({ status: 'sent' })
  })

  test('the host slept for six hours: what is still of use leaves, the rest is closed as late or quiet', async () => {
    const clock = clockAt(Temporal.Instant.from('2026-11-28T10:00:00Z'))
    const ctx = store.ctx(clock)
    const { kind } = subject()
    const due = (minutes: number, usefulHours: number, quiet = false) => {
      const plannedAt = clock.now().add({ minutes })
      return plan(ctx, kind, { plannedAt, usefulUntil: plannedAt.add({ hours: usefulHours }), quiet })
    }
    const rows = [await due(10, 22), await due(60, 2), await due(60, 22, true), await due(60, 6, true)]
    clock.pass({ hours: 6 }) // 21:30 in Kolkata
    const mail = email()
    await deliver(ctx, { email: mail })
    const [day, late, moved, quiet] = await Promise.all(rows.map(row => reread(ctx, row)))
    expect(day).toMatchObject({ status: 'sent' })
    expect(late).toMatchObject({ status: 'suppressed', reason: 'late' })
    expect(quiet).toMatchObject({ status: 'suppressed', reason: 'quiet' })
    expect(moved).toMatchObject({ status: 'scheduled', tries: [] })
    expect(moved!.dueAt.toZonedDateTimeISO('Asia/Kolkata').toPlainDateTime().toString()).toBe('2026-11-29T08:00:00')
    clock.pass({ hours: 11 })
    await deliver(ctx, { email: mail })
    expect(await reread(ctx, moved!)).toMatchObject({ status: 'sent' })
  })
})

describe('taking back', () => {
  test('by version and kind; what left stays', async () => {
    const ctx = store.ctx(clockAt())
    const { kind } = subject()
    const row = await plan(ctx, kind)
    await deliver(ctx, { email: email() })
    const of = { kind, id: row.subjectId }
    const later = { plannedAt: START.add({ hours: 1 }), personId: row.personId }
    const old = await plan(ctx, kind, { ...later, subject: { ...of, version: 1 }, kind: 'visit_1h' })
    const next = await plan(ctx, kind, { ...later, subject: { ...of, version: 2 }, kind: 'visit_1h' })
    const other = await plan(ctx, kind, { ...later, subject: { ...of, version: 1 }, kind: 'follow_up' })
    const cancel = (input: object) =>
      transact(ctx, ctx => cancelReminders(ctx, { subject: of, reason: 'version', ...input }))
    expect(await cancel({ beforeVersion: 2, kinds: ['visit_1h'] })).toBe(1)
    expect(await reread(ctx, old)).toMatchObject({ status: 'cancelled', reason: 'version' })
    expect(await cancel({ beforeVersion: 2 })).toBe(1)
    expect(await cancel({ reason: 'status' })).toBe(1)
    expect(await cancel({})).toBe(0)
    const statuses = await Promise.all([row, old, other, next].map(async one => (await reread(ctx, one)).reason))
    expect(statuses).toEqual([null, 'version', 'version', 'status'])
  })

  test('many plans are one statement and all or nothing', async () => {
    const ctx = store.ctx(clockAt())
    const row = await plan(ctx, subject().kind)
    const bad = { ...row, subject: { kind: 'x', id: newId(), version: 1 }, personId: newId(), quiet: false }
    const good = { ...bad, kind: 'visit_1h', personId: row.personId }
    await expect(transact(ctx, ctx => planReminders(ctx, [good, bad]))).rejects.toThrow(/foreign key/)
    const left = await sql`select from reminders where subject_id = ${bad.subject.id}::uuid`.execute(ctx.db)
    expect(left.rows).toEqual([])
    await planReminders(ctx, [])
  })
})
