import { beforeEach, describe, expect, it } from 'vitest'
import { startMailServer } from '../../tests/counterparts/mail.ts'
import { startPushService } from '../../tests/counterparts/push.ts'
import { startTwilio } from '../../tests/counterparts/twilio.ts'
import { acceptInvitation, inviteAccount } from '../accounts/index.ts'
import { addPushDevice } from '../reminders/index.ts'
import { readConfig } from '../server/config.ts'
import { openHouseChannels } from '../server/later.ts'
import { testStore } from '../storage/testing/index.ts'
import { sendCommand } from './doctor-send.ts'

const store = testStore()
let out: string[]
let err: string[]
beforeEach(() => {
  out = []
  err = []
})
const run = (env: NodeJS.ProcessEnv, send: string) =>
  sendCommand(store.ctx(), send, { out: line => out.push(line), err: line => err.push(line), usage: ['usage'] }, env)

describe('mosaic doctor --send', () => {
  it('sends one e-mail and says what became of it', async () => {
    const mail = await startMailServer()
    const env = { SMTP_URL: mail.url, MAIL_FROM: 'Mosaic <desk@homes.example>' }
    expect(await run(env, 'email=ravi@visitor.example')).toBe(0)
    expect(mail.mails).toMatchObject([{ to: [{ address: 'ravi@visitor.example' }] }])
    expect(out).toEqual([
      'outcome   accepted',
      `id        ${mail.mails[0]!.messageId}`,
      expect.stringMatching(/^note {6}250/),
    ])
    mail.behave({ kind: 'refuse', at: 'recipient', status: 550 })
    out = []
    expect(await run(env, 'email=ravi@visitor.example')).toBe(1)
    expect(out.slice(0, 2)).toEqual(['outcome   refused for good', 'code      email.550'])
    await mail.close()
  })

  it('sends one SMS and one WhatsApp message', async () => {
    const twilio = await startTwilio()
    const env = {
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_API_URL: twilio.url,
      TWILIO_SMS_FROM: '+15005550006',
      TWILIO_WHATSAPP_FROM: '+15005550006',
    }
    expect(await run(env, 'sms=+919876543210')).toBe(0)
    expect(await run(env, 'whatsapp=+919876543210')).toBe(0)
    expect(twilio.messages.map(({ to }) => to)).toEqual(['+919876543210', 'whatsapp:+919876543210'])
    expect(out[1]).toBe(`id        ${twilio.messages[0]!.sid}`)
    twilio.behave({ kind: 'drop' })
    expect(await run(env, 'sms=+919876543210')).toBe(1)
    expect(out).toContain('outcome   unclear')
    await twilio.close()
  })

  it('notifies the devices of one account', async () => {
    const service = await startPushService()
    const env = { PUSH_HOSTS: service.host }
    const { path } = await inviteAccount(store.ctx(), { role: 'agent', email: 'asha@homes.example' })
    const token = new URLSearchParams(new URL(path, 'https://x.example').hash.slice(1)).get('token')!
    const { id, role, name } = await acceptInvitation(store.ctx(), { token, name: 'Asha', password: 'correct horse' })
    expect(await run(env, 'push=asha@homes.example')).toBe(1)
    expect(err[0]).toMatch(/No device/)
    const { push } = await openHouseChannels(store.ctx(), readConfig(env))
    const ctx = { ...store.ctx(), actor: { kind: 'account', accountId: id, role, name } as const }
    await addPushDevice(ctx, { ...service.subscribe(push!.publicKey), device: 'Firefox' }, push)
    // Nobody vouches for this service: NODE_EXTRA_CA_CERTS is read when a process starts.
    expect(await run(env, 'push=asha@homes.example')).toBe(1)
    expect(out).toEqual(['outcome   accepted on 0 of 1 devices'])
    await service.close()
  })

  it.each(['email', 'sms', 'whatsapp', 'push'])('says what to set when %s is off', async name => {
    expect(await run({ PUSH: 'off' }, `${name}=x`)).toBe(1)
    expect(err[0]).toMatch(new RegExp(`^${name} is not switched on\\. Set `))
  })

  it.each(['fax=1', 'email='])('shows how it is used for %j', async send => {
    expect(await run({}, send)).toBe(2)
    expect(err).toEqual(['usage'])
  })
})
