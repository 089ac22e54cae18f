import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { newId } from '../kernel/ids.ts'
import { createPerson } from '../people/index.ts'
import { type Context, transact } from '../storage/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { cancelReminders } from './cancel-reminders.ts'
import { deliverDue } from './deliver.ts'
import { claimDue } from './delivery/claim.ts'
import { decide } from './delivery/decide.ts'
import { settle } from './delivery/settle.ts'
import { startSending } from './delivery/start.ts'
import { reminderPart } from './person-part.ts'
import { planReminders } from './plan-reminders.ts'
import { accepts, channels, email, plan, reread, subject } from './testing.ts'

const store = testStore({ connections: 10 })

async function planMany(ctx: Context, kind: string, count: number) {
  const personId = await createPerson(ctx)
  const plans = Array.from({ length: count }, () => ({
    subject: { kind, id: newId(), version: 1 },
    kind: 'visit_24h',
    audience: 'visitor' as const,
    recipientId: personId,
    personId,
    channel: 'email' as const,
    plannedAt: ctx.now(),
    usefulUntil: ctx.now().add({ hours: 1 }),
    timeZone: 'Asia/Kolkata',
    quiet: false,
  }))
  await transact(ctx, ctx => planReminders(ctx, plans))
  return plans
}

async function counts(ctx: Context, kind: string): Promise<Record<string, number>> {
  const found = await sql<{ status: string; count: number }>`
    select status, count(*) as count from reminders where subject_kind = ${kind} group by status`.execute(ctx.db)
  return Object.fromEntries(found.rows.map(({ status, count }) => [status, count]))
}

const sleep = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** Ends the lease of everything that a worker left. */
const endLeases = (ctx: Context) =>
  sql`update reminders set lease_until = now() - interval '1 second' where status = 'sending'`.execute(ctx.db)

/** A worker that is killed after a step. */
async function abandon(ctx: Context, step: 'claimed' | 'started') {
  const claim = { token: newId(), leaseSeconds: 60 }
  const { rows } = await claimDue(ctx, claim, 10)
  const { ready } = await decide(ctx, rows, channels({ email: email() }))
  if (step === 'started') await startSending(ctx, claim, ready)
  return { claim, rows }
}

test('four workers side by side send 500 once each', async () => {
  const ctx = store.ctx()
  const { kind } = subject()
  await planMany(ctx, kind, 500)
  const mail = email(async message => {
    await sleep(Math.random() * 3)
    return accepts(message)
  })
  const worker = async (owner: string) => {
    let claimed = 0
    for (;;) {
      const more = await deliverDue(ctx, { channels: channels({ email: mail }), owner })
      if (more === 0) return claimed
      claimed += more
    }
  }
  const shares = await Promise.all(['one', 'two', 'three', 'four'].map(worker))
  expect(shares.reduce((sum, share) => sum + share, 0)).toBe(500)
  expect(new Set(mail.sent.map(({ key }) => key)).size).toBe(500)
  expect(mail.sent).toHaveLength(500)
  expect(await counts(ctx, kind)).toEqual({ sent: 500 })
})

test('a worker killed after its claim: due again, as if never claimed', async () => {
  const ctx = store.ctx()
  const row = await plan(ctx, subject().kind)
  await abandon(ctx, 'claimed')
  const mail = email()
  const deliver = () => deliverDue(ctx, { channels: channels({ email: mail }), owner: 'next' })
  expect(await deliver()).toBe(0)
  await endLeases(ctx)
  expect(await deliver()).toBe(1)
  expect(await reread(ctx, row)).toMatchObject({ status: 'sent', tries: [{ number: 1 }] })
  expect(mail.sent).toHaveLength(1)
})

test('a worker killed while sending: unknown without keys, sent again with the same key where they are honoured', async () => {
  const ctx = store.ctx()
  const lost = await plan(ctx, subject().kind)
  await abandon(ctx, 'started')
  await endLeases(ctx)
  const mail = email()
  expect(await deliverDue(ctx, { channels: channels({ email: mail }), owner: 'next' })).toBe(0)
  expect(await reread(ctx, lost)).toMatchObject({
    status: 'unknown',
    reason: 'interrupted',
    tries: [{ number: 1, outcome: 'unclear', code: 'interrupted' }],
  })
  const again = await plan(ctx, subject().kind)
  const honouring = email(accepts, true)
  for (const tries of [1, 2, 3]) {
    await abandon(ctx, 'started')
    await endLeases(ctx)
    if (tries < 3) await recoverOnly(ctx, true)
  }
  expect(await deliverDue(ctx, { channels: channels({ email: honouring }), owner: 'next' })).toBe(0)
  expect(await reread(ctx, again), 'never a fourth attempt').toMatchObject({ status: 'unknown', tries: { length: 3 } })
  const third = await plan(ctx, subject().kind)
  await abandon(ctx, 'started')
  await endLeases(ctx)
  expect(await deliverDue(ctx, { channels: channels({ email: honouring }), owner: 'next' })).toBe(1)
  expect(honouring.sent.map(({ key }) => key)).toEqual([third.id])
  expect(await reread(ctx, third)).toMatchObject({
    status: 'sent',
    tries: [{ outcome: 'unclear' }, { outcome: 'accepted' }],
  })
  expect(mail.sent).toEqual([])
})

/** Takes up what was left, and nothing else: at an instant at which nothing is due. */
const recoverOnly = (ctx: Context, honours: boolean) => {
  const early = { ...ctx, now: () => Temporal.Instant.from('2020-01-01T00:00Z') }
  return deliverDue(early, { channels: channels({ email: email(accepts, honours) }), owner: 'recovers' })
}

test('who lost the lease overwrites nothing', async () => {
  const ctx = store.ctx()
  const row = await plan(ctx, subject().kind)
  const { claim } = await abandon(ctx, 'started')
  await endLeases(ctx)
  await recoverOnly(ctx, false)
  const endedAt = ctx.now()
  const attempt = {
    number: 1,
    sentBy: 'email',
    endedAt,
    outcome: 'accepted',
    code: null,
    note: null,
    providerId: 'x',
  } as const
  expect(await settle(ctx, claim, [{ id: row.id, status: 'sent', attempt }])).toEqual([row.id])
  expect(await reread(ctx, row)).toMatchObject({ status: 'unknown', tries: [{ outcome: 'unclear' }] })
})

test('a batch that takes long keeps its lease', async () => {
  const ctx = store.ctx()
  const row = await plan(ctx, subject().kind)
  const slow = email(async message => {
    await sleep(4_500)
    return accepts(message)
  })
  const sending = deliverDue(ctx, { channels: channels({ email: slow }), owner: 'slow', leaseSeconds: 2 })
  for (let look = 0; look < 40; look++) {
    await sleep(100)
    await deliverDue(ctx, { channels: channels({ email: slow }), owner: 'other', leaseSeconds: 2 })
  }
  await sending
  expect(slow.sent).toHaveLength(1)
  expect(await reread(ctx, row)).toMatchObject({ status: 'sent', tries: [{ number: 1 }] })
})

test('what is slow keeps no other outcome waiting', async () => {
  const ctx = store.ctx()
  const { kind } = subject()
  const [slow, quick] = [await plan(ctx, kind), await plan(ctx, kind)]
  let answer = () => {}
  const waits = new Promise<void>(resolve => {
    answer = resolve
  })
  const mail = email(async message => {
    if (message.key === slow.id) await waits
    return accepts(message)
  })
  const sending = deliverDue(ctx, { channels: channels({ email: mail }), owner: 'one' })
  await expect.poll(async () => (await reread(ctx, quick)).status).toBe('sent')
  expect((await reread(ctx, slow)).status).toBe('sending')
  answer()
  await sending
  expect((await reread(ctx, slow)).status).toBe('sent')
})

test('cancelled after the claim and before the start: it never leaves', async () => {
  const ctx = store.ctx()
  const { kind } = subject()
  const row = await plan(ctx, kind)
  const claim = { token: newId(), leaseSeconds: 60 }
  const { rows } = await claimDue(ctx, claim, 10)
  const { ready } = await decide(ctx, rows, channels({ email: email() }))
  const of = { kind, id: row.subjectId }
  await transact(ctx, async ctx => {
    expect(await cancelReminders(ctx, { subject: of, reason: 'version' })).toBe(1)
    // Not yet committed: the start passes over it instead of waiting.
    expect(await startSending(store.ctx(), claim, ready)).toEqual([])
  })
  expect(await startSending(ctx, claim, ready)).toEqual([])
  expect(await reread(ctx, row)).toMatchObject({ status: 'cancelled', reason: 'version', tries: [] })
})

test('cancelling while four workers send: each is either sent or cancelled, and nothing cancelled was sent', async () => {
  const ctx = store.ctx()
  const { kind } = subject()
  const plans = await planMany(ctx, kind, 300)
  const mail = email(async message => {
    await sleep(Math.random() * 2)
    return accepts(message)
  })
  const workers = ['one', 'two', 'three', 'four'].map(async owner => {
    while ((await deliverDue(ctx, { channels: channels({ email: mail }), owner })) > 0);
  })
  const cancelling = plans.toReversed().map(async ({ subject }, at) => {
    await sleep(at)
    return transact(ctx, ctx => cancelReminders(ctx, { subject, reason: 'version' }))
  })
  const cancelled = (await Promise.all(cancelling)).reduce((sum, count) => sum + count, 0)
  await Promise.all(workers)
  await endLeases(ctx)
  await deliverDue(ctx, { channels: channels({ email: mail }), owner: 'last' })
  const ended = await counts(ctx, kind)
  expect(ended).toEqual({ ...(cancelled > 0 && { cancelled }), sent: 300 - cancelled })
  const wrong = await sql`
    select from reminders where subject_kind = ${kind} and status = 'cancelled'
      and (started_at is not null or id = any(${mail.sent.map(({ key }) => key)}::uuid[]))`.execute(ctx.db)
  expect(wrong.rows).toEqual([])
  expect(new Set(mail.sent.map(({ key }) => key)).size).toBe(300 - cancelled)
})

test('erased while it is being sent: nothing is left and nobody fails', async () => {
  const ctx = store.ctx()
  const row = await plan(ctx, subject().kind)
  const mail = email(async message => {
    await sql`delete from reminders where id = ${row.id}::uuid`.execute(ctx.db)
    return accepts(message)
  })
  expect(await deliverDue(ctx, { channels: channels({ email: mail }), owner: 'one' })).toBe(1)
  expect(await reread(ctx, row)).toBeUndefined()
})

test('erased in the moment in which it is written what became of it: the one waits for the other, and neither is called off', async () => {
  const ctx = store.ctx()
  const row = await plan(ctx, subject().kind)
  await abandon(ctx, 'started')
  const sender = await store.pool.connect()
  // As `settle` does: first the reminder, then its attempt.
  await sender.query('begin')
  await sender.query('select from reminders where id = $1 for update', [row.id])
  const erased = transact(ctx, ctx => reminderPart.erase(ctx, row.personId))
  const isWaited = () => store.pool.query('select from pg_locks where not granted')
  while ((await isWaited()).rows.length === 0) await sleep(10)
  await sender.query("update reminder_attempts set note = 'taken' where reminder_id = $1", [row.id])
  await sender.query('commit')
  sender.release()
  expect(await erased).toMatchObject({ reminders: 1, reminder_attempts: 1 })
  expect(await reread(ctx, row)).toBeUndefined()
})

test('a worker that is stopping takes nothing', async () => {
  const ctx = store.ctx()
  await plan(ctx, subject().kind)
  const stopping = AbortSignal.abort()
  expect(await deliverDue(ctx, { channels: channels(), owner: 'one', stopping })).toBe(0)
})

test('a stop begins no further send; what was claimed and not begun is due at once', async () => {
  const ctx = store.ctx()
  const { kind } = subject()
  await planMany(ctx, kind, 25)
  const stop = new AbortController()
  const mail = email(async message => {
    stop.abort()
    await sleep(50)
    return accepts(message)
  })
  await deliverDue(ctx, { channels: channels({ email: mail }), owner: 'stopped', atOnce: 10, stopping: stop.signal })
  expect(mail.sent).toHaveLength(10)
  // Others' reminders may have been due before these.
  const { sent = 0, ...left } = await counts(ctx, kind)
  expect(left).toEqual({ scheduled: 25 - sent })
  while ((await deliverDue(ctx, { channels: channels({ email: email() }), owner: 'next' })) > 0);
  expect(await counts(ctx, kind)).toEqual({ sent: 25 })
})
