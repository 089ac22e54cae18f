import { beforeEach, describe, expect, it } from 'vitest'
import { startMailServer } from '../../tests/counterparts/mail.ts'
import { startPushService } from '../../tests/counterparts/push.ts'
import { startTwilio } from '../../tests/counterparts/twilio.ts'
import { acceptInvitation, inviteAccount } from '../accounts/index.ts'
import { addPushDevice } from '../reminders/index.ts'
import { readConfig } from '../server/config.ts'
import { openHouseChannels } from '../server/later.ts'
import { testStore } from '../storage/testing/index.ts'
import { doctorCommand } from './doctor.ts'

const store = testStore()
let out: string[]
let err: string[]
beforeEach(() => {
  out = []
  err = []
})
const run = (env: NodeJS.ProcessEnv, ...args: string[]) =>
  doctorCommand(store.ctx(), args, { out: line => out.push(line), err: line => err.push(line) }, env)

describe('mosaic doctor', () => {
  it('says which channels are on and what switches the others on', async () => {
    expect(await run({ SMTP_URL: 'smtp://mail.example', MAIL_FROM: 'a@b.example' })).toBe(0)
    expect(out).toEqual([
      'email     on',
      'sms       off: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_SMS_FROM',
      'whatsapp  off: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_WHATSAPP_FROM',
      'push      on',
    ])
  })

  it('sends one e-mail and says what became of it', async () => {
    const mail = await startMailServer()
    const env = { SMTP_URL: mail.url, MAIL_FROM: 'Mosaic <desk@homes.example>' }
    expect(await run(env, '--send', 'email=ravi@visitor.example')).toBe(0)
    expect(mail.mails).toMatchObject([{ to: [{ address: 'ravi@visitor.example' }] }])
    expect(out).toEqual([
      'outcome   accepted',
      `id        ${mail.mails[0]!.messageId}`,
      expect.stringMatching(/^note {6}250/),
    ])
    mail.behave({ kind: 'refuse', at: 'recipient', status: 550 })
    out = []
    expect(await run(env, '--send', 'email=ravi@visitor.example')).toBe(1)
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
    expect(await run(env, '--send', 'sms=+919876543210')).toBe(0)
    expect(await run(env, '--send', 'whatsapp=+919876543210')).toBe(0)
    expect(twilio.messages.map(({ to }) => to)).toEqual(['+919876543210', 'whatsapp:+919876543210'])
    expect(out[1]).toBe(`id        ${twilio.messages[0]!.sid}`)
    twilio.behave({ kind: 'drop' })
    expect(await run(env, '--send', 'sms=+919876543210')).toBe(1)
    expect(out).toContain('outcome   unclear')
    await twilio.close()
  })

  it('notifies the devices of one account', async () => {
    const service = await startPushService()
    const env = { PUSH_HOSTS: service.host }
    const { path } = await inviteAccount(store.ctx(), { role: 'agent', email: 'asha@homes.example' })
    const token = new URLSearchParams(new URL(path, 'https://x.example').hash.slice(1)).get('token')!
    const { id, role, name } = await acceptInvitation(store.ctx(), { token, name: 'Asha', password: 'correct horse' })
    expect(await run(env, '--send', 'push=asha@homes.example')).toBe(1)
    expect(err[0]).toMatch(/No device/)
    const { push } = await openHouseChannels(store.ctx(), readConfig(env))
    const ctx = { ...store.ctx(), actor: { kind: 'account', accountId: id, role, name } as const }
    await addPushDevice(ctx, { ...service.subscribe(push!.publicKey), device: 'Firefox' }, push)
    // Nobody vouches for this service: NODE_EXTRA_CA_CERTS is read when a process starts.
    expect(await run(env, '--send', 'push=asha@homes.example')).toBe(1)
    expect(out).toEqual(['outcome   accepted on 0 of 1 devices'])
    await service.close()
  })

  it.each(['email', 'sms', 'whatsapp', 'push'])('says what to set when %s is off', async name => {
    expect(await run({ PUSH: 'off' }, '--send', `${name}=x`)).toBe(1)
    expect(err[0]).toMatch(new RegExp(`^${name} is not switched on\\. Set `))
  })

  it.each([[['--send', 'fax=1']], [['--send', 'email=']], [['now']]])('shows how it is used for %j', async args => {
    expect(await run({}, ...args)).toBe(2)
    expect(err).toHaveLength(4)
  })

  it('refuses flags that it does not know', async () => {
    await expect(run({}, '--sned', 'x')).rejects.toMatchObject({ code: 'doctor.arguments' })
  })
})
