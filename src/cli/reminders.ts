import { parseArgs } from 'node:util'
import { refuse } from '../kernel/refusal.ts'
import { listDue, listReminders, ReminderStatus, readSpan, reminderStatistics } from '../reminders/index.ts'
import { readConfig } from '../server/config.ts'
import { registerParts } from '../server/domains.ts'
import type { Context } from '../storage/index.ts'

type Io = { out(line: string): void; err(line: string): void }
type Line = Awaited<ReturnType<typeof listReminders>>['items'][number]

const USAGE = [
  'reminders due [--hours N]                  what waits to be sent, also in the next N hours',
  'reminders statistics [--from D] [--to D]   counts by kind, channel and status; the last seven days',
  'reminders list [--status S] [--kind K]     the ledger, latest due first',
  '                                           each with --json',
]

/** `reminders due | statistics | list`: looks and changes nothing. Exit code 2 for words that it does not know. */
export async function remindersCommand(ctx: Context, args: string[], io: Io): Promise<number> {
  registerParts()
  const [verb, ...rest] = args
  const { values, positionals } = parse(rest)
  if (positionals.length > 0 || (verb !== 'due' && verb !== 'statistics' && verb !== 'list')) {
    for (const line of USAGE) io.err(line)
    return 2
  }
  const show = (data: object, lines: () => string[]) => {
    for (const line of values.json ? [JSON.stringify(data, null, 2)] : lines()) io.out(line)
    return 0
  }
  if (verb === 'statistics') {
    const span = readSpan(ctx, { ...(values.from && { from: values.from }), ...(values.to && { to: values.to }) })
    const statistics = await reminderStatistics(ctx, { ...span, channels: channelsOn() })
    return show(statistics, () => statisticsLines(statistics))
  }
  if (verb === 'due') {
    const items = await listDue(ctx, { hours: readHours(values.hours) })
    return show({ items }, () => table(items, 'Nothing is due.'))
  }
  const status = values.status === undefined ? undefined : readStatus(values.status)
  const page = await listReminders(ctx, { ...(status && { status }), ...(values.kind && { kind: values.kind }) })
  return show(page, () => table(page.items, 'There is no such reminder.'))
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  const options = { from: text, to: text, hours: text, status: text, kind: text, json: { type: 'boolean' } } as const
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    return refuse('invalid', 'reminders.arguments', (error as Error).message)
  }
}

function readHours(text = '0'): number {
  if (/^\d{1,4}$/.test(text)) return Number(text)
  return refuse('invalid', 'reminders.arguments', '--hours takes a whole number, such as 24.')
}

function readStatus(text: string): ReminderStatus {
  const status = ReminderStatus.safeParse(text)
  if (status.success) return status.data
  return refuse('invalid', 'reminders.arguments', `A status is one of ${ReminderStatus.options.join(', ')}.`)
}

/** What the settings of this machine switch on. */
function channelsOn() {
  const config = readConfig(process.env)
  const twilio = Boolean(config.TWILIO_ACCOUNT_SID)
  return {
    email: Boolean(config.SMTP_URL),
    sms: twilio && Boolean(config.TWILIO_SMS_FROM),
    whatsapp: twilio && Boolean(config.TWILIO_WHATSAPP_FROM),
    push: config.PUSH === 'on',
  }
}

function table(items: readonly Line[], none: string): string[] {
  if (items.length === 0) return [none]
  return items.map(({ localDue, timeZone, kind, channel, status, reason, recipient, subject, id }) =>
    [
      `${localDue} ${timeZone}`.padEnd(33),
      kind.padEnd(16),
      channel.padEnd(6),
      (reason ? `${status} (${reason})` : status).padEnd(24),
      [recipient, subject.code ?? subject.label, id].join('  '),
    ].join(' '),
  )
}

function statisticsLines({
  rows,
  total,
  from,
  to,
  sentWithin60s,
  channels,
}: Awaited<ReturnType<typeof reminderStatistics>>) {
  const on = Object.entries(channels).filter(([, isOn]) => isOn)
  return [
    `${total} due from ${from} to ${to}`,
    ...rows.map(
      row => `${String(row.count).padStart(7)}  ${row.kind.padEnd(16)} ${row.channel.padEnd(6)} ${row.status}`,
    ),
    `sent within 60 seconds: ${sentWithin60s === null ? 'nothing sent' : `${(sentWithin60s * 100).toFixed(1)} %`}`,
    `channels on: ${on.map(([name]) => name).join(', ') || 'none; nothing leaves the house'}`,
  ]
}
