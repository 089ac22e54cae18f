import type {
  Reminder,
  ReminderChannel,
  ReminderStatistics,
  ReminderStatus,
  SentBy,
} from '../../../reminders/schema.ts'
import type { Tone } from '../../parts/pill.tsx'
import { sentence } from '../../words/home.ts'

export const STATUS: Record<ReminderStatus, { label: string; tone: Tone | 'plain' }> = {
  scheduled: { label: 'Planned', tone: 'plain' },
  sending: { label: 'On its way', tone: 'plain' },
  sent: { label: 'Sent', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
  unknown: { label: 'Not known', tone: 'bad' },
  suppressed: { label: 'Not sent', tone: 'wait' },
  cancelled: { label: 'Taken back', tone: 'over' },
}

export const CHANNELS: Record<ReminderChannel, string> = {
  email: 'E-mail',
  phone: 'WhatsApp or SMS',
  push: 'Notification',
  chat: 'In the chat',
}

const BY: Record<SentBy, string> = {
  email: 'e-mail',
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  push: 'notification',
  chat: 'a word in the chat',
}
const MEANT: Record<ReminderChannel, string> = {
  email: 'e-mail',
  phone: 'WhatsApp or SMS',
  push: 'notification',
  chat: 'a word in the chat',
}
const OWN: Record<ReminderChannel, readonly SentBy[]> = {
  email: ['email'],
  phone: ['whatsapp', 'sms'],
  push: ['push'],
  chat: ['chat'],
}

/** How it left, or is to leave: `by e-mail`, `by SMS`, `by e-mail, as neither WhatsApp nor SMS could be used`. */
export function channelWords({ channel, sentBy }: Pick<Reminder, 'channel' | 'sentBy'>): string {
  if (!sentBy) return `by ${MEANT[channel]}`
  return OWN[channel].includes(sentBy) ? `by ${BY[sentBy]}` : `by ${BY[sentBy]} instead of ${MEANT[channel]}`
}

/** What each kind tells, by the name that the server knows it by. */
export const KINDS: Record<string, string> = {
  confirmation: 'Confirmation',
  received: 'Received',
  change: 'Change',
  cancellation: 'Cancellation',
  visit_24h: 'A day before',
  visit_1h: 'An hour before',
  follow_up: 'Follow-up',
  new_visit: 'New visit',
  to_confirm: 'Visit to confirm',
  moved: 'Visit moved',
  cancelled: 'Visit cancelled',
  callback_due: 'Callback due',
  callback_overdue: 'Callback overdue',
}

export function kindWords(kind: string): string {
  return KINDS[kind] ?? sentence(kind.replaceAll('_', ' '))
}

/** Names of the settings that switch a channel on. */
export const CHANNEL_SETTINGS: Record<keyof ReminderStatistics['channels'], { label: string; settings: string[] }> = {
  email: { label: 'E-mail', settings: ['SMTP_URL', 'MAIL_FROM'] },
  whatsapp: {
    label: 'WhatsApp',
    settings: ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_WHATSAPP_FROM'],
  },
  sms: { label: 'SMS', settings: ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_SMS_FROM'] },
  push: { label: 'Notifications', settings: ['PUSH=on'] },
}

const OFF: Record<ReminderChannel, string> = {
  email: 'no e-mail is set up',
  phone: 'neither WhatsApp nor SMS is set up',
  push: 'notifications are switched off',
  chat: 'nothing is said in chats here',
}
const NOWHERE: Record<ReminderChannel, string> = {
  email: 'No e-mail address is known.',
  phone: 'No telephone number is known.',
  push: 'None of their devices has notifications on.',
  chat: 'They have no open conversation.',
}

/** Reasons that Mosaic gives itself, as sentences. */
const REASONS: Record<string, (line: Pick<Reminder, 'channel' | 'status'>) => string> = {
  late: ({ status }) =>
    status === 'failed' ? 'Tried until it was too late to be of use.' : 'Its time was over before it could leave.',
  quiet: () => 'It fell into the quiet hours and would have been too late after them.',
  no_consent: () => 'They do not want to be told this way.',
  no_new_matches: () => 'No new job fits well enough.',
  email_unproven: () => 'The address is not confirmed.',
  no_address: ({ channel }) => NOWHERE[channel],
  channel_off: ({ channel }) => `Nothing left the house: ${OFF[channel]}.`,
  version: () => 'The appointment has changed since; this would have told the old one.',
  status: () => 'There is no reason to send it any more: what it is about has moved on.',
  erased: () => 'The person was erased.',
  attempts: () => 'Every attempt failed.',
  not_worded: () => 'Its text could not be written. The log of the server says why.',
  unknown_subject: () => 'What it is about is not known here any more.',
  interrupted: () => 'Mosaic was stopped while sending. Whether it arrived is not known, so it was not sent twice.',
}

/** Why a line is as it is, in words; what a provider answered stays as it is. Null where there is nothing to explain. */
export function reasonWords(line: Pick<Reminder, 'channel' | 'status' | 'reason' | 'attempts'>): string | null {
  const { reason, status, attempts } = line
  if (!reason) return status === 'unknown' ? 'Whether it arrived is not known.' : null
  const known = REASONS[reason]
  if (known) return known(line)
  if (reason.startsWith('staff:')) {
    const text = reason.slice('staff:'.length).trim()
    return `${status === 'cancelled' ? 'Taken back by staff' : 'Sent again by staff'}: “${text}”`
  }
  if (status === 'unknown') return `Whether it arrived is not known (${reason}).`
  const note = attempts.findLast(({ code }) => code === reason)?.note
  return `The provider said: ${note ? `${note} (${reason})` : reason}`
}

const DELIVERY: Record<string, string> = {
  accepted: 'taken by the service',
  queued: 'queued at the service',
  sending: 'on its way',
  sent: 'passed on',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'not delivered',
  failed: 'failed',
  canceled: 'withdrawn by the service',
}

/** What the provider told of it since, for the middle of a sentence. */
export function deliveryWords(delivery: string): string {
  return DELIVERY[delivery] ?? delivery
}

export type Counts = {
  planned: number
  sent: number
  failed: number
  unknown: number
  notSent: number
  cancelled: number
}

export function countsOf(rows: ReminderStatistics['rows']): Counts {
  const of = (...statuses: ReminderStatus[]) =>
    rows.filter(row => statuses.includes(row.status)).reduce((sum, row) => sum + row.count, 0)
  return {
    planned: of('scheduled', 'sending'),
    sent: of('sent'),
    failed: of('failed'),
    unknown: of('unknown'),
    notSent: of('suppressed'),
    cancelled: of('cancelled'),
  }
}
