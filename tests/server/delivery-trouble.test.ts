import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MONDAY, wall } from '../../src/appointments/booking/testing/desk.ts'
import { type BookInput, cancelAppointment } from '../../src/appointments/index.ts'
import { newId } from '../../src/kernel/ids.ts'
import { deliverDue, planReminders } from '../../src/reminders/index.ts'
import { transact } from '../../src/storage/index.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { type MailBehaviour, type MailServer, startMailServer } from '../counterparts/mail.ts'
import type { TwilioBehaviour } from '../counterparts/twilio.ts'
import { ASHA, byMail, byPhone, calendarOf, type On, testHouse, WEDNESDAY } from './house.ts'

const store = testStore({ connections: 4 })
const house = testHouse(store)

describe('a service that does not take it', () => {
  type Row<Behaviour> = readonly [
    string,
    Behaviour,
    number,
    { status: string; reason: string | null; at: number[]; taken: number },
  ]
  const thrice = { status: 'failed', reason: 'attempts', at: [0, 2, 12], taken: 0 }
  const unknown = (reason: string) => ({ status: 'unknown', reason, at: [0], taken: 1 })
  const once = (reason: string) => ({ status: 'failed', reason, at: [0], taken: 0 })
  const forever = Number.POSITIVE_INFINITY

  async function follow(contact: BookInput['contact'], on: On) {
    const visit = await house.book(wall(WEDNESDAY, 17), { contact, staffId: house.agents[0] })
    await sql`update reminders set status = 'cancelled', reason = 'staff:aside', ended_at = ${house.clock.at} where audience = 'staff'`.execute(
      store.db,
    )
    const at = await house.deliverFor(20, on)
    const { status, reason, attempts } = await house.line(visit, { kind: 'confirmation' })
    expect(attempts.map(({ startedAt }) => startedAt)).toEqual(at.map(minutes => String(MONDAY.add({ minutes }))))
    return { status, reason, at }
  }

  test.for<Row<TwilioBehaviour>>([
    ['refuses for good', { kind: 'error', status: 400, code: 21211 }, forever, once('twilio.21211')],
    ['refuses for now', { kind: 'error', status: 503, code: 20503 }, forever, thrice],
    ['knows another password', { kind: 'error', status: 401, code: 20003 }, forever, thrice],
    [
      'wants to be asked later',
      { kind: 'error', status: 429, code: 20429, retryAfter: 300 },
      1,
      { status: 'sent', reason: null, at: [0, 5], taken: 1 },
    ],
    ['takes it and says nothing', { kind: 'silent', keep: true }, forever, unknown('twilio.no_answer')],
    ['is cut off in its answer', { kind: 'cut', keep: true }, forever, unknown('twilio.no_answer')],
    ['answers with another page', { kind: 'garbage', status: 200, keep: true }, forever, unknown('twilio.answer')],
    ['has a gateway that fails', { kind: 'garbage', status: 502, keep: true }, forever, unknown('twilio.502')],
    ['is away', { kind: 'garbage', status: 503 }, forever, thrice],
  ])('Twilio %s', async ([, behaviour, times, { taken, ...expected }]) => {
    const asked = house.twilio.requests()
    house.twilio.behave(behaviour, times)
    const silent = behaviour.kind === 'silent' && { answerMs: 1_500 }
    expect(await follow(byPhone, { sms: true, ...silent })).toEqual(expected)
    expect(house.twilio.messages).toHaveLength(taken)
    expect(house.twilio.requests() - asked).toBe(expected.at.length)
  })

  test.for<Row<MailBehaviour>>([
    ['has no such mailbox', { kind: 'refuse', at: 'recipient', status: 550 }, forever, once('email.550')],
    ['is busy', { kind: 'refuse', at: 'recipient', status: 451 }, forever, thrice],
    ['ends before the content', { kind: 'drop', at: 'recipient' }, forever, thrice],
    ['takes the content and is gone', { kind: 'drop', at: 'content', keep: true }, forever, unknown('email.lost')],
    [
      'is too slow to say that it took it',
      { kind: 'slow', at: 'content', ms: 4_000 },
      forever,
      unknown('email.no_answer'),
    ],
  ])('the mail server %s', async ([, behaviour, , { taken, ...expected }]) => {
    const asked = house.mail.connections()
    house.mail.behave(behaviour)
    const slow = behaviour.kind === 'slow' && { answerMs: 1_500 }
    expect(await follow(byMail, { mail: true, ...slow })).toEqual(expected)
    expect(await house.mail.until(taken)).toHaveLength(taken)
    expect(house.mail.connections() - asked).toBe(expected.at.length)
  })

  describe('the mail server', () => {
    let guarded: MailServer
    beforeAll(async () => {
      guarded = await startMailServer({ auth: { user: 'house', pass: 'right' } })
    })
    afterAll(() => guarded.close())

    test('knows another password', async () => {
      expect(await follow(byMail, { mailUrl: guarded.url.replace('right', 'wrong') })).toEqual({
        ...thrice,
        taken: undefined,
      })
      expect([guarded.logins(), guarded.mails.length]).toEqual([3, 0])
    })
  })
})

describe('an answer that is lost', () => {
  test.for([
    ['delivered', undefined, { status: 'sent', reason: null }],
    ['undelivered', 30005, { status: 'failed', reason: 'twilio.30005' }],
  ] as const)(
    '%s: a report that comes before the answer is believed where none comes',
    async ([delivery, errorCode, becomes]) => {
      house.twilio.behave({ kind: 'silent', keep: true })
      const visit = await house.book(wall(WEDNESDAY, 9), { contact: byPhone })
      const delivering = house.deliver({ sms: true, answerMs: 3_000 })
      const [message] = await house.twilio.until(1)
      await house.twilio.report(message!.sid, ['sent', delivery], { errorCode })
      await delivering
      expect(await house.line(visit, { kind: 'confirmation' })).toMatchObject({
        ...becomes,
        providerId: message!.sid,
        delivery,
        sentBy: 'sms',
        attempts: [{ number: 1, outcome: 'unclear', code: 'twilio.no_answer' }],
      })
    },
  )

  test('a report tells that a message whose answer was lost was taken', async () => {
    house.twilio.behave({ kind: 'drop', keep: true })
    const visit = await house.book(wall(WEDNESDAY, 9), { contact: byPhone })
    await house.deliver()
    expect(await house.line(visit, { kind: 'confirmation' })).toMatchObject({
      status: 'unknown',
      reason: 'twilio.no_answer',
      providerId: null,
    })
    const { sid } = house.twilio.messages[0]!
    expect(await house.twilio.report(sid, ['delivered', 'sent', 'delivered'])).toEqual([200, 200, 200])
    const resolved = { status: 'sent', reason: null, providerId: sid, delivery: 'delivered', sentBy: 'sms' }
    expect(await house.line(visit, { kind: 'confirmation' })).toMatchObject(resolved)
    expect(await house.deliverFor(15)).toEqual([])
    expect(house.twilio.messages).toHaveLength(1)
  })
})

test('two processes send each of 200 that are due at once one time', async () => {
  const ctx = house.ctx()
  const visit = await house.book(wall(WEDNESDAY, 10))
  await house.deliver({})
  const about = {
    subject: { kind: 'appointment', id: visit.id, version: 1 },
    personId: visit.personId,
    timeZone: 'Asia/Kolkata',
  }
  const due = { plannedAt: house.clock.at, usefulUntil: visit.start!, quiet: false }
  const one = { ...about, ...due, kind: 'visit_24h', audience: 'visitor', channel: 'email' } as const
  const plans = Array.from({ length: 200 }, () => ({ ...one, recipientId: newId() }))
  await transact(ctx, ctx => planReminders(ctx, plans))
  const loop = async (owner: string) => {
    const channels = house.channels({ mail: true })
    let all = 0
    for (let some = 1; some > 0; all += some) some = await deliverDue(ctx, { channels, owner })
    return all
  }
  const done = await Promise.all([loop('one'), loop('two')])
  expect(done[0]! + done[1]!).toBe(200)
  expect(Math.min(...done)).toBeGreaterThan(0)
  const { rows } = await sql<{ status: string; attempts: number; providerId: string }>`
    select status, attempts, provider_id as "providerId" from reminders
    where subject_id = ${visit.id}::uuid and attempts > 0`.execute(ctx.db)
  expect(rows.map(({ status, attempts }) => `${status} ${attempts}`)).toEqual(Array(200).fill('sent 1'))
  expect(house.mail.mails.map(({ messageId }) => messageId).sort()).toEqual(rows.map(row => row.providerId).sort())
  expect(new Set(rows.map(row => row.providerId)).size).toBe(200)
})

test('a visit cancelled while its confirmation is under way: both leave, in their order, and nothing else', async () => {
  const connections = house.mail.connections()
  house.mail.behave({ kind: 'slow', at: 'recipient', ms: 250 })
  const visit = await house.book(wall(WEDNESDAY, 10), { contact: byMail })
  const delivering = house.deliver()
  await expect.poll(() => house.mail.connections()).toBeGreaterThan(connections)
  house.mail.behave({ kind: 'take' })
  await cancelAppointment(house.ctx(), { code: visit.code })
  await delivering
  await house.deliverFor(15)
  const told = house.mailsTo(ASHA).map(mail => [calendarOf(mail).method, calendarOf(mail).sequence])
  expect(told).toEqual([
    ['REQUEST', 1],
    ['CANCEL', 2],
  ])
  const lines = await house.ledger(visit, { audience: 'visitor', status: 'sent' })
  expect(lines.map(({ kind, attempts }) => [kind, attempts.length])).toEqual([
    ['confirmation', 1],
    ['cancellation', 1],
  ])
})
