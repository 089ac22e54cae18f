import { requireAccountByEmail } from '../accounts/index.ts'
import type { Channels, Sent } from '../channels/index.ts'
import { newId } from '../kernel/ids.ts'
import { escapeHtml } from '../kernel/text.ts'
import { testPush } from '../reminders/index.ts'
import { readConfig } from '../server/config.ts'
import { openHouseChannels } from '../server/later.ts'
import type { Context, Role } from '../storage/index.ts'

type Io = { out(line: string): void; err(line: string): void; usage: string[] }

/** What switches each channel on. */
const SETTINGS = {
  email: 'SMTP_URL and MAIL_FROM',
  sms: 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_SMS_FROM',
  whatsapp: 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_WHATSAPP_FROM',
  push: 'PUSH=on',
}
type Name = keyof typeof SETTINGS

/**
 * `doctor --send CHANNEL=TO`: one real message. Exit code 0 when it was taken, 1 when it was not, nobody knows or the channel is
 * off, 2 for words that it does not know.
 */
export async function sendCommand(ctx: Context, send: string, io: Io, env: NodeJS.ProcessEnv): Promise<number> {
  const [, name, to] = /^(email|sms|whatsapp|push)=(.+)$/.exec(send) ?? []
  if (!to) {
    for (const line of io.usage) io.err(line)
    return 2
  }
  const channels = await openHouseChannels(ctx, readConfig(env))
  try {
    return await sendOne(ctx, channels, name as Name, to.trim(), io)
  } finally {
    await channels.close()
  }
}

async function sendOne(ctx: Context, channels: Channels, name: Name, to: string, io: Io): Promise<number> {
  if (!channels[name]) {
    io.err(`${name} is not switched on. Set ${SETTINGS[name]}; docs/configuration.md says more.`)
    return 1
  }
  if (name === 'push') return await sendPush(ctx, channels, to, io)
  const text = `This is a test by ${ctx.business.name}: messages by this channel arrive.`
  const sent = await sendText(ctx, channels, name, to, text)
  io.out(`outcome   ${sent.outcome}${sent.outcome === 'refused' && sent.permanent ? ' for good' : ''}`)
  if (sent.outcome === 'accepted') io.out(`id        ${sent.providerId ?? 'none given'}`)
  else io.out(`code      ${sent.code}`)
  if (sent.note) io.out(`note      ${sent.note}`)
  return sent.outcome === 'accepted' ? 0 : 1
}

async function sendText(ctx: Context, channels: Channels, name: Name, to: string, text: string): Promise<Sent> {
  const key = newId()
  if (name === 'sms') return channels.sms!.send({ key, to, text })
  if (name === 'whatsapp') return channels.whatsapp!.send({ key, to, text, template: channels.whatsapp!.hasTemplate })
  const subject = `A test by ${ctx.business.name}`
  return channels.email!.send({
    key,
    to: { name: null, address: to },
    subject,
    text,
    html: `<p>${escapeHtml(text)}</p>`,
  })
}

async function sendPush(ctx: Context, channels: Channels, email: string, io: Io): Promise<number> {
  const { id, name, role } = await requireAccountByEmail(ctx, email)
  const actor = { kind: 'account', accountId: id, role: role as Role, name } as const
  const { devices, accepted } = await testPush({ ...ctx, actor }, channels.push)
  if (devices === 0) io.err('No device of this account agreed to notifications. That is done on the page /staff.')
  else io.out(`outcome   accepted on ${accepted} of ${devices} devices`)
  return accepted > 0 && accepted === devices ? 0 : 1
}
