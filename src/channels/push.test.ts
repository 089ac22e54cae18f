import { execFile } from 'node:child_process'
import { createECDH } from 'node:crypto'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PushService, startPushService } from '../../tests/counterparts/push.ts'
import { openChannels } from './open.ts'
import { newPushKeys } from './push.ts'
import type { PushChannel } from './types.ts'

const keys = newPushKeys()
const contact = 'https://desk.example'
let service: PushService
let push: PushChannel
beforeEach(async () => {
  service = await startPushService()
  push = open(service.ca)
})
afterEach(() => service.close())

function open(ca?: string, over: Partial<{ keys: typeof keys; hosts: string[] }> = {}, answerMs = 20_000): PushChannel {
  const settings = { keys, contact, hosts: [service.host], ...over }
  return openChannels({ email: null, twilio: null, push: settings }, { ca, answerMs }).push!
}
const subscribed = (key: string | undefined = keys.publicKey) => {
  const { endpoint, keys } = service.subscribe(key)
  return { endpoint, ...keys }
}
const message = {
  key: 'visit 7',
  title: 'A visit',
  body: 'in one hour',
  path: '/staff/appointments/ABC',
  ttlSeconds: 3_600,
}
const send = (over: Partial<Parameters<PushChannel['send']>[0]> = {}) =>
  push.send({ ...message, subscription: subscribed(), ...over })

describe('a notification that is taken', () => {
  it('is read by the browser alone, signed by us, for as long as it is of use', async () => {
    const sent = await send()
    expect(sent).toMatchObject({ outcome: 'accepted', providerId: expect.stringMatching(/^[\w-]{12}$/) })
    const [taken] = service.messages
    expect(taken).toMatchObject({
      json: { title: 'A visit', body: 'in one hour', path: '/staff/appointments/ABC', tag: taken!.topic },
      ttl: 3_600,
      topic: expect.stringMatching(/^[\w-]{32}$/),
      urgency: 'high',
      vapid: { aud: service.url, sub: contact, publicKey: keys.publicKey },
    })
  })

  it('replaces itself when it is sent again', async () => {
    const subscription = subscribed()
    await send({ subscription })
    await send({ subscription, body: 'in half an hour' })
    await send({ subscription, key: 'visit 8' })
    expect(service.messages).toHaveLength(3)
    expect(service.waiting(subscription.endpoint).map(({ json }) => (json as { body: string }).body)).toEqual([
      'in half an hour',
      'in one hour',
    ])
    expect(push.honoursKey).toBe(true)
  })

  it('whatever it says, in one record', async () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '"', '\n', 'औ', '🏠', '\\', '\u0001'),
      maxLength: 6_000,
      size: 'max',
    })
    await fc.assert(
      fc.asyncProperty(text, text, async (title, body) => {
        service.messages.length = 0
        expect(await send({ title, body })).toMatchObject({ outcome: 'accepted' })
        const [taken] = service.messages
        const said = taken!.json as { title: string; body: string }
        expect(taken!.bytes).toBeLessThanOrEqual(4_096)
        expect(title.startsWith(said.title)).toBe(true)
        expect(body.startsWith(said.body.replace(/…$/, ''))).toBe(true)
        if (Buffer.byteLength(JSON.stringify(body)) < 2_000) expect(said.body).toBe(body)
        else if (said.body !== body) expect(Buffer.byteLength(taken!.text)).toBeGreaterThan(3_900)
      }),
      { numRuns: 40 },
    )
  })
})

describe('a notification that is not taken', () => {
  it.each([404, 410])('%i: the browser has withdrawn', async status => {
    service.behave({ kind: 'error', status })
    expect(await send()).toMatchObject({ outcome: 'refused', permanent: true, code: 'push.gone' })
  })

  it('to a subscription that was ended', async () => {
    const subscription = subscribed()
    service.unsubscribe(subscription.endpoint)
    expect(await send({ subscription })).toMatchObject({ outcome: 'refused', permanent: true, code: 'push.gone' })
  })

  it.each([
    [429, 12, { permanent: false, code: 'push.429', retryAfterSeconds: 12 }],
    [500, undefined, { permanent: false, code: 'push.500' }],
    [503, 60, { permanent: false, code: 'push.503', retryAfterSeconds: 60 }],
    [401, undefined, { permanent: false, code: 'push.401' }],
    [400, undefined, { permanent: true, code: 'push.400' }],
    [413, undefined, { permanent: true, code: 'push.413' }],
    [302, undefined, { permanent: false, code: 'push.302' }],
  ])('%i', async (status, retryAfter, expected) => {
    service.behave({ kind: 'error', status, retryAfter })
    expect(await send()).toMatchObject({ outcome: 'refused', ...expected })
    expect(service.requests()).toBe(1)
  })

  it('signed by other keys than the browser subscribed with', async () => {
    expect(await send({ subscription: subscribed(newPushKeys().publicKey) })).toMatchObject({
      outcome: 'refused',
      permanent: true,
      code: 'push.403',
    })
  })

  it('to a service that nobody vouches for, or that is away', async () => {
    const subscription = subscribed()
    push = open()
    expect(await send({ subscription })).toMatchObject({
      outcome: 'refused',
      permanent: false,
      code: 'push.connection',
    })
    expect(service.requests()).toBe(0)
    await service.close()
    expect(await send({ subscription })).toMatchObject({
      outcome: 'refused',
      permanent: false,
      code: 'push.connection',
    })
    service = await startPushService()
  })

  it('with keys that are none', async () => {
    const subscription = { ...subscribed(), p256dh: 'AAAA' }
    expect(await send({ subscription })).toMatchObject({
      outcome: 'refused',
      permanent: true,
      code: 'push.subscription',
    })
    expect(service.requests()).toBe(0)
  })
})

describe('a notification of which nobody knows', () => {
  it.each(['silent', 'drop'] as const)('%s', async kind => {
    service.behave({ kind })
    push = open(service.ca, {}, 2_000)
    expect(await send()).toMatchObject({ outcome: 'unclear', code: 'push.no_answer' })
    expect(service.messages).toHaveLength(1)
  })
})

describe('where it may be posted to', () => {
  it.each([
    'https://fcm.googleapis.com/fcm/send/abc:def',
    'https://updates.push.services.mozilla.com/wpush/v2/abc',
    'https://autopush.prod.push.services.mozilla.com/wpush/v2/abc',
    'https://wns2-pn1p.notify.windows.com/w/?token=abc',
    'https://web.push.apple.com/abc',
    'https://api.push.apple.com/abc',
    'https://push.example/abc',
    'https://push.example:8443/abc',
  ])('%s: yes', endpoint => {
    expect(open(undefined, { hosts: ['push.example', 'push.example:8443'] }).allows(endpoint)).toBe(true)
  })

  it.each([
    'http://fcm.googleapis.com/fcm/send/abc',
    'https://fcm.googleapis.com:8443/fcm/send/abc',
    'https://fcm.googleapis.com.evil.example/abc',
    'https://evil.example/fcm.googleapis.com',
    'https://fcm.googleapis.com@evil.example/abc',
    'https://user@fcm.googleapis.com/abc',
    'https://push.apple.com.evil.example/',
    'https://evilpush.apple.com.example/',
    'https://notify.windows.com.example/',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/abc',
    'https://push.example:9999/abc',
    'nonsense',
    '',
  ])('%s: no', async endpoint => {
    push = open(undefined, { hosts: ['push.example'] })
    expect(push.allows(endpoint)).toBe(false)
    expect(await send({ subscription: { endpoint, p256dh: 'x', auth: 'y' } })).toMatchObject({
      outcome: 'refused',
      permanent: true,
      code: 'push.endpoint',
    })
  })
})

it('makes keys that belong together, 32 bytes of private key each time', () => {
  for (let count = 0; count < 600; count++) {
    const { publicKey, privateKey } = newPushKeys()
    const curve = createECDH('prime256v1')
    curve.setPrivateKey(privateKey, 'base64url')
    expect(curve.getPublicKey('base64url')).toBe(publicKey)
    expect(Buffer.from(privateKey, 'base64url')).toHaveLength(32)
  }
})

it('trusts whom the process was told to trust', async () => {
  const { endpoint, keys: browser } = service.subscribe(keys.publicKey)
  const program = `
    import { openChannels } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)}
    const push = { keys: ${JSON.stringify(keys)}, contact: 'https://desk.example', hosts: ['${service.host}'] }
    const subscription = ${JSON.stringify({ endpoint, ...browser })}
    const message = { ...${JSON.stringify(message)}, subscription }
    console.log(JSON.stringify(await openChannels({ email: null, twilio: null, push }).push.send(message)))`
  const run = (env: Record<string, string>) =>
    promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env: { ...process.env, ...env } })
  expect(JSON.parse((await run({})).stdout)).toMatchObject({ outcome: 'refused', code: 'push.connection' })
  expect(JSON.parse((await run({ NODE_EXTRA_CA_CERTS: service.caFile })).stdout)).toMatchObject({ outcome: 'accepted' })
})
