import net from 'node:net'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type MailServer, startMailServer } from '../../tests/counterparts/mail.ts'
import { emailChannel } from './email.ts'
import { openChannels } from './open.ts'
import { safeNote } from './safe-text.ts'
import type { Email } from './types.ts'

let server: MailServer
beforeEach(async () => {
  server = await startMailServer()
})
afterEach(() => server.close())

const from = 'Mosaic Homes <visits@homes.example>'
const mail: Email = {
  key: '01990000-0000-7000-8000-000000000001',
  to: { name: 'Anjali Rao', address: 'anjali.rao@visitor.example' },
  subject: 'Your visit on 3 March, 10:00 — औरत',
  text: 'See you there.\n.\nA line with a dot above.',
  html: '<p>See you there.</p>',
}
const send = (over: Partial<Email> = {}, url = server.url, answerMs = 20_000) =>
  emailChannel({ url, from }, { answerMs }).send({ ...mail, ...over })

describe('an e-mail that is taken', () => {
  it('arrives as text and HTML with an id made of its key, marked as sent by a machine', async () => {
    expect(await send()).toMatchObject({ outcome: 'accepted', providerId: `<${mail.key}@homes.example>` })
    const [taken] = server.mails
    expect(taken).toMatchObject({
      from: { name: 'Mosaic Homes', address: 'visits@homes.example' },
      to: [{ name: 'Anjali Rao', address: 'anjali.rao@visitor.example' }],
      subject: mail.subject,
      messageId: `<${mail.key}@homes.example>`,
      envelopeFrom: 'visits@homes.example',
      envelopeTo: ['anjali.rao@visitor.example'],
    })
    expect(taken!.text!.trim()).toBe(mail.text)
    expect(taken!.html!.trim()).toBe(mail.html)
    expect(taken!.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated')
  })

  it('carries the calendar with its method, to be answered and to be opened', async () => {
    await send({ calendar: { method: 'CANCEL', content: 'BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n' } })
    expect(server.mails[0]!.raw).toMatch(/Content-Type: text\/calendar; charset=utf-8; method=CANCEL/i)
    expect(server.mails[0]!.attachments.map(({ mimeType, filename }) => [mimeType, filename])).toEqual([
      ['text/calendar', null],
      ['application/ics', 'cancelled.ics'],
    ])
  })

  it('logs in where the settings say so', async () => {
    const strict = await startMailServer({ auth: { user: 'desk@homes.example', pass: 'p@ss:word/1' } })
    expect(await send({}, strict.url)).toMatchObject({ outcome: 'accepted' })
    const wrong = strict.url.replace('ss%3Aword', 'ss%3Asword')
    expect(await send({}, wrong)).toMatchObject({ outcome: 'refused', permanent: false, code: 'email.login' })
    const nobody = strict.url.replace(/\/\/.*@/, '//')
    expect(await send({}, nobody)).toMatchObject({ outcome: 'refused', permanent: false, code: 'email.login' })
    expect(strict.mails).toHaveLength(1)
    await strict.close()
  })

  it('is encrypted where that is offered, on this machine whoever signed', async () => {
    const encrypted = await startMailServer({ tls: true })
    expect(await send({}, encrypted.url)).toMatchObject({ outcome: 'accepted' })
    await encrypted.close()
    const fromTheStart = await startMailServer({ secure: true, auth: { user: 'desk', pass: 'secret' } })
    expect(fromTheStart.url).toMatch(/^smtps:/)
    expect(await send({}, fromTheStart.url)).toMatchObject({ outcome: 'accepted' })
    await fromTheStart.close()
  })
})

describe.skipIf(process.platform === 'win32')('to a server elsewhere', () => {
  // Reaches this machine, by an address that is not the loopback's.
  const elsewhere = (url: string) => url.replace('127.0.0.1', '0.0.0.0')

  it('no password leaves without encryption that somebody vouches for', async () => {
    for (const tls of [false, true]) {
      const other = await startMailServer({ tls, auth: { user: 'desk', pass: 'secret' } })
      expect(await send({}, elsewhere(other.url))).toMatchObject({
        outcome: 'refused',
        permanent: false,
        code: 'email.tls',
      })
      expect(other.logins()).toBe(0)
      await other.close()
    }
  })

  it('a relay that asks for no password needs no encryption', async () => {
    expect(await send({}, elsewhere(server.url))).toMatchObject({ outcome: 'accepted' })
  })
})

describe('an e-mail that is not taken', () => {
  it.each([
    ['recipient', 550, true],
    ['recipient', 553, true],
    ['recipient', 450, false],
    ['recipient', 451, false],
    ['recipient', 503, false],
    ['content', 554, true],
    ['content', 452, false],
    ['sender', 550, false],
    ['sender', 451, false],
    ['connect', 421, false],
    ['connect', 554, false],
  ] as const)('at the %s with %i: permanent %s', async (at, status, permanent) => {
    server.behave({ kind: 'refuse', at, status })
    expect(await send()).toMatchObject({ outcome: 'refused', permanent, code: `email.${status}` })
    expect(server.mails).toEqual([])
  })

  it.each(['connect', 'recipient'] as const)('when the connection ends at the %s', async at => {
    server.behave({ kind: 'drop', at })
    expect(await send()).toMatchObject({ outcome: 'refused', permanent: false, code: 'email.connection' })
  })

  it('when nobody listens or the name is unknown', async () => {
    const free = await freePort()
    expect(await send({}, `smtp://127.0.0.1:${free}`)).toMatchObject({
      outcome: 'refused',
      permanent: false,
      code: 'email.connection',
      note: 'The mail server could not be reached (ECONNREFUSED).',
    })
    expect(await send({}, 'smtp://nowhere.invalid:2525')).toMatchObject({
      outcome: 'refused',
      permanent: false,
      code: 'email.connection',
    })
  })

  it.each(['', 'anjali', 'a@b@c', 'a b@c', 'a@b>\r\nRCPT TO:<x@y', 'a@b,c@d', '"a"@b', 'a@'])(
    'to %j, for good and without asking',
    async address => {
      const sent = await send({ to: { name: null, address } })
      expect(sent).toMatchObject({ outcome: 'refused', permanent: true, code: 'email.address' })
      expect(server.connections()).toBe(0)
    },
  )

  it('from a sender that is no address', async () => {
    const sent = await emailChannel({ url: server.url, from: 'Mosaic Homes' }).send(mail)
    expect(sent).toMatchObject({ outcome: 'refused', permanent: false, code: 'email.sender' })
  })

  it('says why without the address, the name or the password', async () => {
    server.behave({
      kind: 'refuse',
      at: 'recipient',
      status: 550,
      text: '5.1.1 <anjali.rao@visitor.example> (Anjali Rao, anjali.rao) unknown, see https://help.example/anjali, call +91 98765 43210',
    })
    const sent = await send()
    expect(sent).toMatchObject({ outcome: 'refused', note: expect.stringContaining('550 5.1.1') })
    expect(JSON.stringify(sent)).not.toMatch(/anjali|visitor|rao|help\.example|98765/i)
  })
})

describe('an e-mail of which nobody knows', () => {
  it('the connection ended after the content', async () => {
    server.behave({ kind: 'drop', at: 'content', keep: true })
    expect(await send()).toMatchObject({ outcome: 'unclear', code: 'email.lost' })
    expect(server.mails).toHaveLength(1)
  })

  it('closed in the middle', async () => {
    const settings = { email: { url: server.url, from }, twilio: null, push: null }
    for (const [at, expected] of [
      ['recipient', { outcome: 'refused', permanent: false, code: 'email.connection' }],
      ['content', { outcome: 'unclear', code: 'email.lost' }],
    ] as const) {
      server.behave({ kind: 'slow', at, ms: 30_000 })
      const channels = openChannels(settings)
      void server.reached(at).then(() => channels.close())
      const started = performance.now()
      expect(await channels.email!.send(mail)).toMatchObject(expected)
      expect(performance.now() - started).toBeLessThan(15_000)
      expect(await channels.email!.send(mail)).toMatchObject({ outcome: 'refused', code: 'email.connection' })
    }
  })

  it('the server took too long over the content, unlike over the address', async () => {
    server.behave({ kind: 'slow', at: 'content', ms: 30_000 })
    expect(await send({}, server.url, 2_000)).toMatchObject({ outcome: 'unclear', code: 'email.no_answer' })
    server.behave({ kind: 'slow', at: 'recipient', ms: 30_000 })
    expect(await send({}, server.url, 2_000)).toMatchObject({
      outcome: 'refused',
      permanent: false,
      code: 'email.no_answer',
    })
  })
})

it('lets nothing that was written into another header or another mail', async () => {
  const nasty = fc.string({
    unit: fc.constantFrom('\r', '\n', '\r\n', '.', ':', ' ', 'Bcc: x@y.example', 'a', 'é', '\u2028', '\0'),
  })
  await fc.assert(
    fc.asyncProperty(nasty, nasty, nasty, async (subject, name, text) => {
      server.mails.length = 0
      expect(await send({ subject, text, to: { name, address: mail.to.address } })).toMatchObject({
        outcome: 'accepted',
      })
      expect(server.mails).toHaveLength(1)
      const taken = server.mails[0]!
      expect(taken.bcc).toBeUndefined()
      expect(taken.envelopeTo).toEqual([mail.to.address])
      const ours = /^(auto-submitted|content-(type|transfer-encoding)|date|from|message-id|mime-version|subject|to)$/
      const names = taken.headers.map(({ key }) => key)
      expect(names.filter(name => !ours.test(name))).toEqual([])
      expect(names).toHaveLength(new Set(names).size)
    }),
    { numRuns: 25 },
  )
})

it('is told of at once, however much a server says', () => {
  const started = performance.now()
  const note = safeNote(`No ravi@mail.example ${'a'.repeat(300_000)} ${'b.'.repeat(100_000)}`)
  expect(note).toMatch(/^No …/)
  expect(performance.now() - started).toBeLessThan(5_000)
})

async function freePort(): Promise<number> {
  const taken = net.createServer()
  await new Promise<void>(done => taken.listen(0, '127.0.0.1', done))
  const { port } = taken.address() as net.AddressInfo
  await new Promise(done => taken.close(done))
  return port
}
