import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { actingAs, makeAccount } from '../accounts/testing.ts'
import { remindersCommand } from '../cli/reminders.ts'
import { newId } from '../kernel/ids.ts'
import { testStore } from '../storage/testing/index.ts'
import { cancelReminder } from './cancel-reminder.ts'
import { deliverDue } from './deliver.ts'
import { listReminders } from './list-reminders.ts'
import { reminderPart } from './person-part.ts'
import { addPushDevice, listPushDevices, removePushDevice, testPush } from './push-devices.ts'
import { recordInbound } from './record-inbound.ts'
import { resendReminder } from './resend-reminder.ts'
import { readReminderSettings, writeReminderSettings } from './settings.ts'
import { readSpan } from './span.ts'
import { reminderStatistics } from './statistics.ts'
import { channels, clockAt, email, plan, push, refusal, reread, START, subject, unclear } from './testing.ts'

const store = testStore()
const deliver = (ctx: Parameters<typeof deliverDue>[0], mail: ReturnType<typeof email>) =>
  deliverDue(ctx, { channels: channels({ email: mail }), owner: 'test' })

describe('the ledger', () => {
  test('pages latest due first, each line once, with names, attempts and the recipient’s clock', async () => {
    const ctx = store.ctx(clockAt())
    const { kind } = subject()
    const first = await plan(ctx, kind)
    await deliver(ctx, email())
    const same = { subject: { kind, id: first.subjectId, version: 1 }, personId: first.personId }
    const ids = [first.id]
    for (let n = 1; n < 7; n++)
      ids.unshift(
        (await plan(ctx, kind, { ...same, kind: `kind_${n}`, plannedAt: START.add({ hours: Math.ceil(n / 2) }) })).id,
      )
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listReminders(ctx, { subjectId: first.subjectId, limit: 2, ...(cursor && { cursor }) })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.cursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(ids)
    const sent = await listReminders(ctx, {
      subjectId: first.subjectId,
      status: 'sent',
      channel: 'email',
      kind: 'visit_24h',
    })
    expect(sent.items).toMatchObject([
      {
        id: first.id,
        subject: { label: 'A visit', code: 'CODE', version: 1 },
        recipient: 'Asha',
        localDue: '2026-11-28T10:00',
        dueAt: '2026-11-28T04:30:00Z',
        attempts: [{ number: 1, startedAt: '2026-11-28T04:30:00Z', outcome: 'accepted' }],
        can: { cancel: false, resend: true },
      },
    ])
    await expect(listReminders(ctx, { cursor: newId() })).rejects.toMatchObject({ code: 'reminders.cursor' })
    await expect(listReminders(store.ctx({ actor: { kind: 'nobody' } }), {})).rejects.toMatchObject({
      code: 'accounts.sign_in',
    })
  })

  test('counts by kind, channel and status, and what left within 60 seconds', async () => {
    const clock = clockAt(START.add({ hours: 1_000 }))
    const ctx = store.ctx(clock)
    const { kind } = subject()
    const from = clock.now()
    const dues = [0, 30, 61]
    for (const seconds of dues) await plan(ctx, kind, { plannedAt: from.add({ seconds }) })
    clock.pass({ seconds: 61 })
    const failing = await plan(ctx, kind, { kind: 'follow_up' })
    clock.pass({ seconds: 29 })
    await deliver(
      ctx,
      email(({ key }) => (key === failing.id ? unclear : { outcome: 'accepted', providerId: null })),
    )
    const on = { email: true, sms: false, whatsapp: false, push: false }
    const statistics = await reminderStatistics(ctx, { from, to: clock.now(), channels: on })
    expect(statistics).toMatchObject({
      total: 4,
      rows: [
        { kind: 'follow_up', channel: 'email', status: 'unknown', count: 1 },
        { kind: 'visit_24h', channel: 'email', status: 'sent', count: 3 },
      ],
      channels: on,
    })
    // Sent 90 s after the first one's instant, exactly 60 after the second's, 29 after the third's.
    expect(statistics.sentWithin60s).toBeCloseTo(2 / 3)
    const none = await reminderStatistics(ctx, { from: clock.now(), to: clock.now().add({ hours: 1 }), channels: on })
    expect(none).toMatchObject({ total: 0, rows: [], sentWithin60s: null })
  })

  test('a span is dates of the business, instants, or the last seven days', () => {
    const ctx = store.ctx(clockAt(Temporal.Instant.from('2026-11-28T19:00:00Z'))) // the 29th in Kolkata
    const text = (span: ReturnType<typeof readSpan>) => [String(span.from), String(span.to)]
    expect(text(readSpan(ctx, {}))).toEqual(['2026-11-22T18:30:00Z', '2026-11-29T18:30:00Z'])
    expect(text(readSpan(ctx, { from: '2026-11-01', to: '2026-11-02T00:00:00Z' }))).toEqual([
      '2026-10-31T18:30:00Z',
      '2026-11-02T00:00:00Z',
    ])
    for (const span of [
      { from: 'yesterday' },
      { from: '2026-11-30' },
      { to: '2026-13-01' },
      { from: '2026-11-01T10:00' },
    ])
      expect(() => readSpan(ctx, span)).toThrow(expect.objectContaining({ code: 'reminders.span' }))
  })
})

describe('staff', () => {
  test('take back what has not left, with their reason, on the record', async () => {
    const agent = await makeAccount(store.ctx())
    const ctx = actingAs(store.ctx(clockAt()), agent)
    const row = await plan(ctx, subject().kind)
    const line = await cancelReminder(ctx, { id: row.id, reason: 'called already' })
    expect(line).toMatchObject({
      status: 'cancelled',
      reason: 'staff:called already',
      can: { cancel: false, resend: true },
    })
    const mail = email()
    expect(await deliver(ctx, mail)).toBe(0)
    await expect(cancelReminder(ctx, { id: row.id, reason: 'x' })).rejects.toMatchObject({ code: 'reminders.left' })
    await expect(cancelReminder(ctx, { id: newId(), reason: 'x' })).rejects.toMatchObject({ code: 'reminders.unknown' })
    const log =
      await sql`select actor_id, detail from audit_log where action = 'reminder.cancelled' and subject_id = ${row.id}`.execute(
        ctx.db,
      )
    expect(log.rows).toEqual([{ actor_id: agent.id, detail: { kind: 'visit_24h' } }])
    const visitor = { ...ctx, actor: { kind: 'nobody' as const } }
    await expect(cancelReminder(visitor, { id: row.id, reason: 'x' })).rejects.toMatchObject({
      code: 'accounts.sign_in',
    })
  })

  test('send again: a new line with a key of its own, each time', async () => {
    const clock = clockAt()
    const ctx = store.ctx(clock)
    const row = await plan(ctx, subject().kind)
    await deliver(
      ctx,
      email(() => unclear),
    )
    const again = await resendReminder(ctx, { id: row.id, reason: 'not arrived' })
    expect(again).toMatchObject({ status: 'scheduled', resendOf: row.id, reason: 'staff:not arrived' })
    await expect(resendReminder(ctx, { id: row.id, reason: 'x' })).rejects.toMatchObject({
      code: 'reminders.not_ended',
    })
    await expect(resendReminder(ctx, { id: again.id, reason: 'x' })).rejects.toMatchObject({
      code: 'reminders.not_ended',
    })
    const mail = email()
    await deliver(ctx, mail)
    const third = await resendReminder(ctx, { id: again.id, reason: 'still not' })
    await deliver(ctx, mail)
    expect(mail.sent.map(({ key }) => key)).toEqual([again.id, third.id])
    expect(await reread(ctx, row)).toMatchObject({ status: 'unknown' })
    clock.pass({ hours: 22 })
    await expect(resendReminder(ctx, { id: row.id, reason: 'x' })).rejects.toMatchObject({ code: 'reminders.too_late' })
  })

  test('cannot send again what would tell something wrong', async () => {
    const ctx = store.ctx(clockAt())
    const says = { moved: false }
    const { kind } = subject(() => (says.moved ? { holds: false, status: 'cancelled', reason: 'version' } : {}))
    const row = await plan(ctx, kind)
    await cancelReminder(ctx, { id: row.id, reason: 'wait' })
    expect(await resendReminder(ctx, { id: row.id, reason: 'now' })).toMatchObject({ status: 'scheduled' })
    await deliver(ctx, email())
    says.moved = true
    await expect(resendReminder(ctx, { id: row.id, reason: 'x' })).rejects.toMatchObject({ code: 'reminders.outdated' })
    await expect(resendReminder(ctx, { id: newId(), reason: 'x' })).rejects.toMatchObject({ code: 'reminders.unknown' })
  })

  test('a resend waits for the recipient’s morning as the first did', async () => {
    const clock = clockAt(Temporal.Instant.from('2026-11-28T16:00:00Z')) // 21:30 in Kolkata
    const ctx = store.ctx(clock)
    const row = await plan(ctx, subject().kind, { quiet: true })
    await cancelReminder(ctx, { id: row.id, reason: 'wait' })
    const again = await resendReminder(ctx, { id: row.id, reason: 'now' })
    await deliver(ctx, email())
    expect((await reread(ctx, again)).dueAt.toString()).toBe('2026-11-29T02:30:00Z')
    await cancelReminder(ctx, { id: again.id, reason: 'tidy' })
  })

  test('administrators set the quiet hours', async () => {
    const admin = actingAs(store.ctx(), await makeAccount(store.ctx(), 'admin'))
    const agent = actingAs(store.ctx(), await makeAccount(store.ctx(), 'agent'))
    expect(await readReminderSettings(agent)).toEqual({ quietFrom: '21:00', quietUntil: '08:00' })
    const hours = { quietFrom: '22:00', quietUntil: '07:30' }
    await expect(writeReminderSettings(agent, hours)).rejects.toMatchObject({ code: 'accounts.not_allowed' })
    await writeReminderSettings(admin, hours)
    expect(await readReminderSettings(agent)).toEqual(hours)
    await writeReminderSettings(admin, { quietFrom: '21:00', quietUntil: '08:00' })
  })
})

describe('devices', () => {
  const input = (name: string) => ({
    endpoint: `https://push.example/${name}`,
    keys: { p256dh: 'p'.repeat(87), auth: 'a'.repeat(22) },
    device: name,
  })

  test('are one’s own; the same browser is one device, of whoever signed in there last', async () => {
    const [asha, ravi] = [await makeAccount(store.ctx()), await makeAccount(store.ctx())]
    const [one, two] = [actingAs(store.ctx(), asha), actingAs(store.ctx(), ravi)]
    const phone = await addPushDevice(one, input('phone'), push())
    const laptop = await addPushDevice(one, input('laptop'), push())
    expect(await listPushDevices(one)).toEqual([phone, laptop])
    await expect(removePushDevice(two, { id: phone.id })).rejects.toMatchObject({ code: 'reminders.device_unknown' })
    expect(await addPushDevice(two, input('phone'), push())).toMatchObject({ id: phone.id })
    expect(await listPushDevices(one)).toEqual([laptop])
    await removePushDevice(one, { id: laptop.id })
    expect(await listPushDevices(one)).toEqual([])
    const elsewhere = { ...input('x'), endpoint: 'https://169.254.169.254/latest' }
    await expect(addPushDevice(one, elsewhere, push())).rejects.toMatchObject({ code: 'reminders.push_endpoint' })
    await expect(addPushDevice(one, input('x'), null)).rejects.toMatchObject({ code: 'reminders.push_off' })
    const member = actingAs(store.ctx(), await makeAccount(store.ctx(), 'member'))
    await expect(addPushDevice(member, input('x'), push())).rejects.toMatchObject({ code: 'accounts.not_allowed' })
  })

  test('of many the newest twenty stay', async () => {
    const ctx = actingAs(store.ctx(), await makeAccount(store.ctx()))
    for (let number = 1; number <= 22; number++) await addPushDevice(ctx, input(`many-${number}`), push())
    const kept = await listPushDevices(ctx)
    expect(kept).toHaveLength(20)
    expect((await addPushDevice(ctx, input('many-22'), push())).id).toBe(kept.at(-1)!.id)
    expect(await listPushDevices(ctx)).toHaveLength(20)
  })

  test('can be tried out', async () => {
    const ctx = actingAs(store.ctx(), await makeAccount(store.ctx()))
    expect(await testPush(ctx, push())).toEqual({ devices: 0, accepted: 0 })
    await addPushDevice(ctx, input('good'), push())
    await addPushDevice(ctx, input('gone'), push())
    const channel = push(({ subscription }) =>
      subscription.endpoint.endsWith('gone') ? refusal('push.gone', true) : { outcome: 'accepted', providerId: null },
    )
    expect(await testPush(ctx, channel)).toEqual({ devices: 2, accepted: 1 })
    expect((await listPushDevices(ctx)).map(({ device }) => device)).toEqual(['good'])
  })

  test('what is refused for good of a device forgets it, what is refused of a message does not', async () => {
    const ctx = actingAs(store.ctx(), await makeAccount(store.ctx()))
    const left = async (code: string, permanent: boolean) => {
      const { id } = await addPushDevice(ctx, input(code), push())
      await testPush(
        ctx,
        push(() => refusal(code, permanent)),
      )
      const devices = await listPushDevices(ctx)
      if (devices.length > 0) await removePushDevice(ctx, { id })
      return devices.length
    }
    for (const code of ['push.gone', 'push.subscription', 'push.endpoint', 'push.403'])
      expect([code, await left(code, true)]).toEqual([code, 0])
    for (const code of ['push.400', 'push.413']) expect([code, await left(code, true)]).toEqual([code, 1])
    expect(await left('push.429', false)).toBe(1)
  })
})

test('what is kept about a person is exported and erased', async () => {
  const ctx = store.ctx(clockAt())
  const { kind, numbers } = subject()
  const row = await plan(ctx, kind)
  numbers.set('+919811111111', row.personId)
  await deliver(ctx, email())
  await resendReminder(ctx, { id: row.id, reason: 'again' })
  await recordInbound(ctx, { providerId: 'SM-erase', address: '+919811111111', sentBy: 'sms', text: 'running late' })
  const data = await reminderPart.export(ctx, row.personId)
  expect(data).toMatchObject({
    reminders: [{ kind: 'visit_24h', body: 'Tomorrow at 10:00.' }, { status: 'scheduled' }],
    reminder_attempts: [{ outcome: 'accepted' }],
    inbound_messages: [{ text: 'running late' }],
  })
  expect(JSON.stringify(data)).not.toMatch(/hash|owner|account_id/)
  const counts = { delivery_reports: 0, reminder_attempts: 1, reminders: 2, inbound_messages: 1, push_subscriptions: 0 }
  expect(await reminderPart.erase(ctx, row.personId)).toEqual(counts)
  expect(Object.values(await reminderPart.export(ctx, row.personId)).flat()).toEqual([])
})

test('the command shows what is due, the ledger and the statistics', async () => {
  const clock = clockAt(START.add({ hours: 5_000 }))
  const ctx = store.ctx(clock)
  const { kind } = subject()
  const row = await plan(ctx, kind, { plannedAt: clock.now().add({ hours: 3 }) })
  const run = async (...args: string[]) => {
    const lines: string[] = []
    const io = { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line) }
    return [await remindersCommand(ctx, args, io), lines.join('\n')] as const
  }
  expect(await run('due')).toEqual([0, 'Nothing is due.'])
  const [, due] = await run('due', '--hours', '3')
  expect(due).toContain(row.id)
  expect(due).toContain('visit_24h')
  const [, list] = await run('list', '--status', 'scheduled', '--json')
  expect(JSON.parse(list).items[0]).toMatchObject({ id: row.id })
  const day = row.dueAt.toZonedDateTimeISO('Asia/Kolkata').toPlainDate()
  const [, statistics] = await run('statistics', '--from', `${day}`, '--to', `${day.add({ days: 1 })}`)
  expect(statistics).toMatch(/^1 due from/)
  expect(statistics).toMatch(/1 {2}visit_24h {8}email {2}scheduled/)
  expect((await run('send'))[0]).toBe(2)
  await expect(run('list', '--status', 'lost')).rejects.toMatchObject({ code: 'reminders.arguments' })
  await expect(run('due', '--hours', 'many')).rejects.toMatchObject({ code: 'reminders.arguments' })
  await expect(run('due', '--nonsense')).rejects.toMatchObject({ code: 'reminders.arguments' })
})
