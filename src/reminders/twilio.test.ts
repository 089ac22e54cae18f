import Fastify, { type FastifyError } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Channels, Sent } from '../channels/index.ts'
import type { App } from '../kernel/http.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { deliverDue } from './deliver.ts'
import { listInboundMessages } from './list-inbound-messages.ts'
import { reminderRoutes } from './routes.ts'
import { accepts, channels, clockAt, plan, reread, sms, subject, whatsapp } from './testing.ts'

const store = testStore()
const app = Fastify() as unknown as App
const host: { channels: Channels } = { channels: channels() }
const checked: string[] = []
const verifyTwilio = (url: string, signature: string, fields: Record<string, string>) => {
  checked.push(url)
  return signature === `signed ${fields.MessageSid}`
}

beforeAll(async () => {
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler((error: FastifyError | Refusal, _request, reply) =>
    reply.status(error instanceof Refusal ? 400 : (error.statusCode ?? 500)).send({ code: error.code }),
  )
  app.addHook('onRequest', async request => {
    request.ctx = store.ctx()
  })
  reminderRoutes(app, { channels: () => host.channels })
  await app.ready()
  host.channels = channels({ verifyTwilio })
})
afterAll(() => app.close())

async function post(fields: Record<string, string>, { reminder = '', signature = `signed ${fields.MessageSid}` } = {}) {
  const answer = await app.inject({
    method: 'POST',
    url: `/api/webhooks/twilio${reminder && `?reminder=${reminder}`}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
    payload: new URLSearchParams(fields).toString(),
  })
  return answer.statusCode === 200 ? answer.body : answer.json().code
}

const report = (MessageSid: string, MessageStatus: string, more: object = {}, reminder = '') =>
  post({ MessageSid, MessageStatus, To: '+919876543210', ...more }, { reminder })

/** One that left by SMS with an answer of Twilio's. */
async function texted(ctx: Context, answer?: (message: { key: string }) => Sent | Promise<Sent>, now = 1) {
  const row = await plan(ctx, subject().kind, { channel: 'phone' })
  const channel = sms(answer)
  for (let n = 0; n < now; n++) await deliverDue(ctx, { channels: channels({ sms: channel }), owner: 'test' })
  return { row, sid: `id-${row.id}`, channel }
}

const lost: Sent = { outcome: 'unclear', code: 'twilio.no_answer', note: 'No answer.' }

describe('who posts', () => {
  test('is Twilio, by its signature over the public address and the fields', async () => {
    const from = { MessageSid: 'SM-sign', From: '+919876543210', Body: 'hello' }
    expect(await post(from, { signature: 'forged' })).toBe('reminders.signature')
    expect(checked.at(-1)).toBe('http://localhost:3000/api/webhooks/twilio')
    expect((await listInboundMessages(store.ctx())).items).toEqual([])
    expect(await post(from)).toContain('<Response/>')
    host.channels = channels()
    expect(await post(from)).toBe('reminders.twilio_off')
    host.channels = channels({ verifyTwilio })
    expect(
      (
        await app.inject({
          method: 'POST',
          url: '/api/staff/push',
          payload: 'a=b',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        })
      ).statusCode,
    ).toBe(415)
  })
})

describe('delivery reports', () => {
  test('move only forward, twice and in any order', async () => {
    const ctx = store.ctx(clockAt())
    const { row, sid } = await texted(ctx)
    for (const [status, delivery] of [
      ['sent', 'sent'],
      ['queued', 'sent'],
      ['delivered', 'delivered'],
      ['delivered', 'delivered'],
      ['sending', 'delivered'],
      ['undelivered', 'delivered'],
      ['something_new', 'delivered'],
      ['read', 'read'],
    ] as const) {
      expect(await report(sid, status)).toContain('<Response/>')
      expect(await reread(ctx, row)).toMatchObject({ status: 'sent', delivery, reason: null })
    }
    const kept = await sql<{ count: number }>`
      select count(*) as count from delivery_reports where reminder_id = ${row.id}::uuid`.execute(ctx.db)
    expect(kept.rows[0]!.count).toBe(7)
  })

  test('undelivered fails it with the provider’s code; a delivery told later counts', async () => {
    const ctx = store.ctx(clockAt())
    const { row, sid } = await texted(ctx)
    await report(sid, 'undelivered', { ErrorCode: '30003' })
    expect(await reread(ctx, row)).toMatchObject({ status: 'failed', reason: 'twilio.30003', delivery: 'undelivered' })
    await report(sid, 'delivered')
    expect(await reread(ctx, row)).toMatchObject({ status: 'sent', reason: null, delivery: 'delivered' })
  })

  test('resolve what is unknown because the answer was lost', async () => {
    const ctx = store.ctx(clockAt())
    const good = await texted(ctx, () => lost)
    expect(await reread(ctx, good.row)).toMatchObject({ status: 'unknown' })
    await report('SM-late', 'queued', {}, good.row.id)
    expect(await reread(ctx, good.row)).toMatchObject({
      status: 'sent',
      sentBy: 'sms',
      providerId: 'SM-late',
      delivery: 'queued',
      reason: null,
    })
    await report('SM-late', 'failed', { ErrorCode: '30008' })
    expect(await reread(ctx, good.row)).toMatchObject({ status: 'failed', reason: 'twilio.30008' })
    const bad = await texted(ctx, () => lost)
    await report('SM-bad', 'undelivered', {}, bad.row.id)
    expect(await reread(ctx, bad.row)).toMatchObject({ status: 'failed', reason: 'undelivered', providerId: 'SM-bad' })
  })

  test('that come before the answer to the send are not overwritten by it', async () => {
    const ctx = store.ctx(clockAt())
    const early = (status: string, code: string) => async (message: { key: string }) => {
      await report(`id-${message.key}`, status, { ErrorCode: code }, message.key)
      return accepts(message)
    }
    const good = await texted(ctx, early('delivered', ''))
    expect(await reread(ctx, good.row)).toMatchObject({ status: 'sent', delivery: 'delivered', reason: null })
    const bad = await texted(ctx, early('failed', '30006'))
    expect(await reread(ctx, bad.row)).toMatchObject({ status: 'failed', delivery: 'failed', reason: 'twilio.30006' })
  })

  test('that tell of a send whose sender was killed are taken for its answer', async () => {
    const ctx = store.ctx(clockAt())
    const kill = async (message: { key: string }) => {
      await report('SM-killed', 'sent', {}, message.key)
      await sql`update reminders set owner = 'a process that is gone', lease_until = now() - interval '1 second'
        where id = ${message.key}::uuid`.execute(ctx.db)
      return accepts(message)
    }
    const { row, channel } = await texted(ctx, kill, 2)
    expect(await reread(ctx, row)).toMatchObject({
      status: 'sent',
      providerId: 'SM-killed',
      tries: [{ outcome: 'accepted' }],
    })
    expect(channel.sent).toHaveLength(1)
  })

  test('that tell of what waits for another try end the waiting', async () => {
    const clock = clockAt()
    const ctx = store.ctx(clock)
    const { row, channel } = await texted(ctx, () => ({
      outcome: 'refused',
      permanent: false,
      code: 'twilio.500',
      note: '',
    }))
    await report('SM-after-all', 'sent', {}, row.id)
    clock.pass({ minutes: 2 })
    await deliverDue(ctx, { channels: channels({ sms: channel }), owner: 'test' })
    expect(channel.sent).toHaveLength(1)
    expect(await reread(ctx, row)).toMatchObject({ status: 'sent', providerId: 'SM-after-all' })
  })

  test('of what nobody knows, or of what was never tried, change nothing', async () => {
    const ctx = store.ctx(clockAt())
    const row = await plan(ctx, subject().kind, { plannedAt: ctx.now().add({ hours: 1 }) })
    expect(await report('SM-none', 'delivered', {}, '019f0000-0000-7000-8000-000000000000')).toContain('<Response/>')
    expect(await report('SM-never', 'delivered', {}, row.id)).toContain('<Response/>')
    expect(await reread(ctx, row)).toMatchObject({ status: 'scheduled', delivery: null, providerId: null })
  })
})

describe('messages that come in', () => {
  let number = 0
  const write = (From: string, Body: string) =>
    post({ MessageSid: `SM-in-${++number}`, From, Body, SmsStatus: 'received' })
  const tell = async (ctx: Context, phone: string) => {
    const { kind } = subject(() => ({ to: { name: null, email: null, phone, accountId: null } }))
    const row = await plan(ctx, kind, { channel: 'phone' })
    await deliverDue(ctx, { channels: channels({ sms: sms() }), owner: 'test' })
    const { status, reason } = await reread(ctx, row)
    return reason ?? status
  }

  test('are kept once, with whom they most likely are from, newest first', async () => {
    const ctx = store.ctx()
    const { numbers, kind } = subject()
    const { personId } = await plan(ctx, kind, { plannedAt: ctx.now().add({ hours: 1 }) })
    numbers.set('+919822222222', personId)
    const message = { MessageSid: 'SM-once', From: 'whatsapp:+919822222222', Body: 'On my way \u{1F697}' }
    await post(message)
    await post(message)
    const page = await listInboundMessages(ctx, { limit: 1 })
    expect(page).toMatchObject({
      items: [{ id: 'SM-once', address: '+919822222222', sentBy: 'whatsapp', text: 'On my way \u{1F697}' }],
      cursor: 'SM-once',
    })
    expect((await listInboundMessages(ctx, { cursor: page.cursor })).items.map(({ id }) => id)).toEqual(['SM-sign'])
    const kept = await sql`select person_id from inbound_messages where provider_id = 'SM-once'`.execute(ctx.db)
    expect(kept.rows).toEqual([{ person_id: personId }])
  })

  test.for(['STOP', 'stopall', ' Unsubscribe ', 'CANCEL', 'End', 'quit'])(
    '%s ends our sending, START allows it again',
    async word => {
      const ctx = store.ctx()
      const phone = `+9198333${String(number).padStart(5, '0')}`
      expect(await tell(ctx, phone)).toBe('sent')
      await write(phone, `${word} please`)
      expect(await tell(ctx, phone)).toBe('sent')
      await write(`whatsapp:${phone}`, word)
      expect(await tell(ctx, phone)).toBe('no_consent')
      await write(phone, ['start', 'YES', 'Unstop'][number % 3]!)
      expect(await tell(ctx, phone)).toBe('sent')
    },
  )

  test('open WhatsApp for free text', async () => {
    const ctx = store.ctx()
    const phone = '+919844444444'
    await write(`whatsapp:${phone}`, 'hello')
    const { kind } = subject(() => ({ to: { name: null, email: null, phone, accountId: null } }))
    await plan(ctx, kind, { channel: 'phone' })
    const channel = whatsapp(true)
    await deliverDue(ctx, { channels: channels({ whatsapp: channel, sms: sms() }), owner: 'test' })
    expect(channel.sent).toMatchObject([{ to: phone, template: false }])
  })

  test('a number that Twilio was told to leave alone is left alone', async () => {
    const ctx = store.ctx()
    const phone = '+919855555555'
    await report('SM-21610', 'undelivered', { ErrorCode: '21610', To: phone })
    expect(await tell(ctx, phone)).toBe('no_consent')
  })
})
