import { parseArgs } from 'node:util'
import { countFastPasswords, requireAccountByEmail } from '../accounts/index.ts'
import type { Channels, Sent } from '../channels/index.ts'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { escapeHtml } from '../kernel/text.ts'
import { testPush } from '../reminders/index.ts'
import { readConfig } from '../server/config.ts'
import { openHouseChannels } from '../server/later.ts'
import type { Context, Role } from '../storage/index.ts'

type Io = { out(line: string): void; err(line: string): void }

const USAGE = [
  'doctor                        which channels are switched on, and which imported passwords wait',
  'doctor --send email=ADDRESS   one message by that channel, and what became of it',
  'doctor --send sms=+NUMBER     (also whatsapp=+NUMBER)',
  'doctor --send push=EMAIL      on every device of the account with this e-mail',
]

/** What switches each channel on. */
const SETTINGS = {
  email: 'SMTP_URL and MAIL_FROM',
  sms: 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_SMS_FROM',
  whatsapp: 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_WHATSAPP_FROM',
  push: 'PUSH=on',
}
type Name = keyof typeof SETTINGS

/**
 * `doctor`: which channels are on; with `--send` one real message. Exit code 0 when it was taken, 1 when it was not, nobody
 * knows or the channel is off, 2 for words that it does not know.
 */
export async function doctorCommand(
  ctx: Context,
  args: string[],
  io: Io,
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const { send, positionals } = parse(args)
  const [, name, to] = /^(email|sms|whatsapp|push)=(.+)$/.exec(send ?? '') ?? []
  if (positionals.length > 0 || (send !== undefined && !to)) {
    for (const line of USAGE) io.err(line)
    return 2
  }
  const channels = await openHouseChannels(ctx, readConfig(env))
  try {
    if (!to) return await list(ctx, channels, io)
    return await sendOne(ctx, channels, name as Name, to.trim(), io)
  } finally {
    await channels.close()
  }
}

async function list(ctx: Context, channels: Channels, io: Io): Promise<number> {
  for (const name of Object.keys(SETTINGS) as Name[])
    io.out(`${name.padEnd(9)} ${channels[name] ? 'on' : `off: set ${SETTINGS[name]}`}`)
  const waiting = await countFastPasswords(ctx)
  if (waiting > 0)
    io.out(
      `passwords ${waiting} imported ${waiting === 1 ? 'one rests' : 'ones rest'} under a fast hash; a serving Mosaic wraps ${waiting === 1 ? 'it' : 'them'} soon`,
    )
  return 0
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

function parse(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: { send: { type: 'string' } }, allowPositionals: true })
    return { send: values.send, positionals }
  } catch (error) {
    return refuse('invalid', 'doctor.arguments', (error as Error).message)
  }
}
