import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { signature, startTwilio, type TwilioServer } from '../../tests/counterparts/twilio.ts'
import { openChannels } from './open.ts'
import type { Channels } from './types.ts'

let twilio: TwilioServer
let channels: Channels
beforeEach(async () => {
  twilio = await startTwilio()
  channels = open()
})
afterEach(() => twilio.close())

const open = (over: Partial<Parameters<typeof openChannels>[0]['twilio'] & object> = {}, answerMs = 20_000) =>
  openChannels(
    {
      email: null,
      push: null,
      twilio: {
        accountSid: twilio.accountSid,
        authToken: twilio.authToken,
        apiUrl: twilio.url,
        smsFrom: '+15005550006',
        whatsappFrom: '+15005550007',
        whatsappTemplate: 'HX0123456789abcdef0123456789abcdef',
        ...over,
      },
    },
    { answerMs },
  )
const to = '+919876543210'
const message = {
  key: 'k',
  to,
  text: 'Your visit is tomorrow at 10:00.',
  statusUrl: 'https://desk.example/hook?reminder=7',
}
const sms = (over = {}) => channels.sms!.send({ ...message, ...over })
const whatsapp = (over = {}) => channels.whatsapp!.send({ ...message, template: false, ...over })

describe('a message that is taken', () => {
  it('by SMS, with the address that hears of it', async () => {
    const sent = await sms()
    expect(twilio.messages).toMatchObject([
      { to, from: '+15005550006', body: message.text, statusCallback: message.statusUrl, contentSid: null },
    ])
    expect(sent).toEqual({ outcome: 'accepted', providerId: twilio.messages[0]!.sid })
  })

  it('by a messaging service', async () => {
    channels = open({ smsFrom: 'MG0123456789abcdef0123456789abcdef' })
    await sms()
    expect(twilio.messages).toMatchObject([{ from: null, messagingServiceSid: 'MG0123456789abcdef0123456789abcdef' }])
  })

  it('by WhatsApp, as it is or as the one variable of the template', async () => {
    await whatsapp()
    await whatsapp({ template: true, text: 'Two\n\tlines' })
    expect(twilio.messages).toMatchObject([
      { to: `whatsapp:${to}`, from: 'whatsapp:+15005550007', body: message.text, contentSid: null },
      { body: null, contentSid: 'HX0123456789abcdef0123456789abcdef', contentVariables: '{"1":"Two lines"}' },
    ])
  })

  it('whatever the text holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 }), async text => {
        twilio.messages.length = 0
        expect(await sms({ text })).toMatchObject({ outcome: 'accepted' })
        expect(twilio.messages[0]).toMatchObject({ body: text, to })
      }),
      { numRuns: 30 },
    )
    await sms({ text: `x${'🏠'.repeat(2_000)}` })
    expect(twilio.messages.at(-1)!.body).toBe(`x${'🏠'.repeat(799)}`)
  })
})

describe('a message that is not taken', () => {
  it.each([
    ['+15005550001', 'twilio.21211'],
    ['+15005550009', 'twilio.21614'],
    ['+15005550004', 'twilio.stopped'],
    ['', 'phone.number'],
    ['9876543210', 'phone.number'],
    ['+91 98765 43210', 'phone.number'],
    ['+919876543210\r\nX: y', 'phone.number'],
  ])('to %j: for good', async (number, code) => {
    expect(await sms({ to: number })).toMatchObject({ outcome: 'refused', permanent: true, code })
  })

  it.each([
    [429, 20429, 7, { permanent: false, code: 'twilio.busy', retryAfterSeconds: 7 }],
    [503, 20503, 30, { permanent: false, code: 'twilio.20503', retryAfterSeconds: 30 }],
    [500, 20500, undefined, { permanent: false, code: 'twilio.20500' }],
    [400, 63016, undefined, { permanent: true, code: 'whatsapp.window' }],
    [400, 21606, undefined, { permanent: false, code: 'twilio.21606' }],
    [403, 20003, undefined, { permanent: false, code: 'twilio.login' }],
    [400, 21217, undefined, { permanent: true, code: 'twilio.21217' }],
  ])('%i with code %i', async (status, code, retryAfter, expected) => {
    twilio.behave({ kind: 'error', status, code, retryAfter })
    expect(await whatsapp()).toMatchObject({ outcome: 'refused', ...expected })
    expect(twilio.requests()).toBe(1)
  })

  it('with another token, without an account, or without a template', async () => {
    channels = open({ authToken: 'wrong' })
    expect(await sms()).toMatchObject({ outcome: 'refused', permanent: false, code: 'twilio.login' })
    channels = open({ accountSid: 'nobody' })
    expect(await sms()).toMatchObject({ outcome: 'refused', permanent: false, code: 'twilio.settings' })
    channels = open({ whatsappTemplate: null })
    expect(channels.whatsapp!.hasTemplate).toBe(false)
    expect(await whatsapp({ template: true })).toMatchObject({ outcome: 'refused', code: 'whatsapp.window' })
    expect(twilio.messages).toEqual([])
  })

  it('when nobody is there', async () => {
    await twilio.close()
    expect(await sms()).toMatchObject({ outcome: 'refused', permanent: false, code: 'twilio.connection' })
    twilio = await startTwilio()
  })

  it('says why without the number, the text or the account', async () => {
    twilio.behave({
      kind: 'error',
      status: 400,
      code: 21612,
      message: `Account ${twilio.accountSid} cannot send “${message.text}” to ${to} (98765 43210)`,
    })
    const note = JSON.stringify(await sms())
    expect(note).toContain('cannot send')
    expect(note).not.toMatch(/98765|tomorrow|AC[0-9a-f]{32}/)
  })
})

describe('a message of which nobody knows', () => {
  it.each([
    [{ kind: 'drop', keep: true }, 'twilio.no_answer'],
    [{ kind: 'cut', keep: true }, 'twilio.no_answer'],
    [{ kind: 'garbage', status: 200, keep: true }, 'twilio.answer'],
    [{ kind: 'garbage', status: 201, body: '{"status":"queued"}', keep: true }, 'twilio.answer'],
    [{ kind: 'garbage', status: 200, body: '[]', keep: true }, 'twilio.answer'],
    [{ kind: 'garbage', status: 502, keep: true }, 'twilio.502'],
    [{ kind: 'garbage', status: 504, keep: true }, 'twilio.504'],
  ] as const)('%j', async (behaviour, code) => {
    twilio.behave(behaviour)
    expect(await sms()).toMatchObject({ outcome: 'unclear', code })
    expect(twilio.messages).toHaveLength(1)
    expect(twilio.requests()).toBe(1)
  })

  it('no answer in time', async () => {
    twilio.behave({ kind: 'silent', keep: true })
    channels = open({}, 1_500)
    expect(await sms()).toMatchObject({ outcome: 'unclear', code: 'twilio.no_answer' })
  })

  it('closed in the middle', async () => {
    twilio.behave({ kind: 'silent', keep: true })
    void expect
      .poll(() => twilio.messages)
      .toHaveLength(1)
      .then(() => channels.close())
    const started = performance.now()
    expect(await sms()).toMatchObject({ outcome: 'unclear', note: 'No answer to what was sent (stopped).' })
    expect(performance.now() - started).toBeLessThan(15_000)
    expect(await sms()).toMatchObject({ outcome: 'refused', permanent: false, code: 'twilio.connection' })
  })
})

it('knows what Twilio signed', () => {
  const url = 'https://desk.example/api/webhooks/twilio?reminder=0199'
  const verify = channels.verifyTwilio!
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^\w{1,8}$/), fc.string({ unit: 'grapheme' })), fields => {
      const signed = signature(twilio.authToken, url, fields)
      expect(verify(url, signed, fields)).toBe(true)
      expect(verify(url, signed, { ...fields, Added: 'x' })).toBe(false)
      expect(verify(`${url}1`, signed, fields)).toBe(false)
      expect(verify(url, signature('another', url, fields), fields)).toBe(false)
    }),
  )
  expect(verify(url, '', {})).toBe(false)
  expect(verify('no address', 'x', {})).toBe(false)
})

it('is off without its settings', () => {
  expect(open({ smsFrom: null, whatsappFrom: null })).toMatchObject({ sms: null, whatsapp: null })
  expect(openChannels({ email: null, twilio: null, push: null }).verifyTwilio).toBeNull()
})
