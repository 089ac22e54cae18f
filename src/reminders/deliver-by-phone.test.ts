import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { makeAccount } from '../accounts/testing.ts'
import { newId } from '../kernel/ids.ts'
import type { Context } from '../storage/index.ts'
import { testBusiness, testStore } from '../storage/testing/index.ts'
import { stopContact } from './contact.ts'
import { accepts, clockAt, deliver, email, plan, push, refusal, reread, sms, subject, whatsapp } from './testing.ts'

const store = testStore()

describe('by phone', () => {
  const inbound = (ctx: Context, phone: string, hoursAgo: number) =>
    sql`insert into inbound_messages (provider_id, address_hash, address, sent_by, text, received_at)
      values (${newId()}, encode(sha256(${phone}::bytea), 'hex'), ${phone}, 'whatsapp', 'hello',
        ${ctx.now().subtract({ hours: hoursAgo })})`.execute(ctx.db)

  test.for([
    ['within 24 hours of a message WhatsApp takes free text', { whatsapp: false }, 23, 'whatsapp', null],
    ['after that the template', { whatsapp: true, sms: true }, 25, 'whatsapp', null],
    ['without one SMS', { whatsapp: false, sms: true }, 25, 'sms', /no template: sent by SMS/],
    ['without SMS e-mail', { whatsapp: false, email: true }, null, 'email', /no template: sent by e-mail/],
    ['SMS where there is no WhatsApp', { sms: true, email: true }, null, 'sms', null],
    ['e-mail where there is neither', { email: true }, null, 'email', /Neither WhatsApp nor SMS is on: sent by e-mail/],
    ['nothing where nothing is on', {}, null, 'channel_off', null],
  ] as const)('%s', async ([, on, hoursAgo, expected, note]) => {
    const business = { ...testBusiness, publicUrl: 'https://desk.example.com' }
    const ctx = store.ctx({ ...clockAt(), business })
    const phone = `+9198765${hoursAgo ?? 0}${Object.keys(on).length}${'sms' in on}`
    if (hoursAgo) await inbound(ctx, phone, hoursAgo)
    const { kind } = subject(() => ({ to: { name: null, email: 'a@example.com', phone, accountId: null } }))
    const row = await plan(ctx, kind, { channel: 'phone' })
    const by = {
      ...('whatsapp' in on && { whatsapp: whatsapp(on.whatsapp) }),
      ...('sms' in on && { sms: sms() }),
      ...('email' in on && { email: email() }),
    }
    await deliver(ctx, by)
    const sent = await reread(ctx, row)
    expect(sent.sentBy ?? sent.reason).toBe(expected)
    if (note) expect(sent.tries[0]!.note).toMatch(note)
    if (expected === 'whatsapp') expect(by.whatsapp!.sent).toMatchObject([{ template: hoursAgo === 25, to: phone }])
    if (expected === 'sms')
      expect(by.sms!.sent).toMatchObject([
        { text: 'Tomorrow 10:00', statusUrl: `https://desk.example.com/api/webhooks/twilio?reminder=${row.id}` },
      ])
  })

  test('whom the provider was told to leave alone is left alone from then on', async () => {
    const ctx = store.ctx(clockAt())
    const { kind } = subject(() => ({ to: { name: null, email: null, phone: '+919800000002', accountId: null } }))
    const first = await plan(ctx, kind, { channel: 'phone' })
    await deliver(ctx, { sms: sms(() => refusal('twilio.stopped', true)) })
    const next = await plan(ctx, kind, { channel: 'phone' })
    await deliver(ctx, { sms: sms() })
    expect(await reread(ctx, first)).toMatchObject({ status: 'failed', reason: 'twilio.stopped' })
    expect(await reread(ctx, next)).toMatchObject({ status: 'suppressed', reason: 'no_consent' })
  })

  test('who said stop is not told by e-mail instead', async () => {
    const ctx = store.ctx(clockAt())
    await stopContact(ctx, '+919800000001', 'message')
    const { kind } = subject(() => ({
      to: { name: null, email: 'a@example.com', phone: '+919800000001', accountId: null },
    }))
    const row = await plan(ctx, kind, { channel: 'phone' })
    await deliver(ctx, { email: email() })
    expect(await reread(ctx, row)).toMatchObject({ status: 'suppressed', reason: 'no_consent' })
  })
})

describe('to the devices of staff', () => {
  const device = (ctx: Context, accountId: string, name: string) =>
    sql`insert into push_subscriptions (id, account_id, endpoint, p256dh, auth, device, created_at)
      values (${newId()}, ${accountId}, ${`https://push.example/${name}-${accountId}`}, 'p', 'a', ${name}, now())`.execute(
      ctx.db,
    )

  async function told(answers: Record<string, ReturnType<typeof refusal>>, devices = Object.keys(answers)) {
    const ctx = store.ctx(clockAt())
    const { id: accountId } = await makeAccount(store.ctx())
    for (const name of devices) await device(ctx, accountId, name)
    const { kind } = subject(() => ({ to: { name: null, email: 'a@example.com', phone: null, accountId } }))
    const row = await plan(ctx, kind, { channel: 'push', audience: 'staff' })
    const channel = push(message => {
      const name = message.subscription.endpoint.split('/').at(-1)!.split('-')[0]!
      return answers[name] ?? accepts(message)
    })
    await deliver(ctx, { push: channel, email: email() })
    const left = await sql<{ device: string }>`
      select device from push_subscriptions where account_id = ${accountId}::uuid order by device`.execute(ctx.db)
    return { row: await reread(ctx, row), left: left.rows.map(({ device }) => device), sent: channel.sent }
  }

  test('accepted where one took it; who withdrew is forgotten', async () => {
    const { row, left, sent } = await told({ gone: refusal('push.gone', true), busy: refusal('push.429') }, [
      'gone',
      'busy',
      'good',
    ])
    expect(row).toMatchObject({ status: 'sent', sentBy: 'push', tries: [{ note: 'On 1 of 3 devices.' }] })
    expect(left).toEqual(['busy', 'good'])
    expect(sent[0]).toMatchObject({ key: row.id, title: 'Your visit', body: 'Tomorrow 10:00', ttlSeconds: 79_200 })
  })

  test('tried again where one may still take it, failed where none can', async () => {
    expect((await told({ gone: refusal('push.gone', true), busy: refusal('push.429') })).row).toMatchObject({
      status: 'scheduled',
    })
    expect((await told({ gone: refusal('push.gone', true) })).row).toMatchObject({
      status: 'failed',
      reason: 'push.gone',
    })
  })

  test('without a device there is no address', async () => {
    expect((await told({}, [])).row).toMatchObject({ status: 'suppressed', reason: 'no_address' })
  })
})
