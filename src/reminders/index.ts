/**
 * Reminders: the ledger of everything that Mosaic means to tell somebody, and its delivery.
 *
 * A *reminder* is one intended send, planned in the transaction of its cause: to whom, by which channel, due when, useful
 * until when. Its *subject* (an appointment) belongs to a higher domain, which registers how it is worded. An *attempt* is
 * one try of a channel. *Quiet hours* are the recipient's.
 *
 * Invariants: a unique key for each intent (subject, version, kind, recipient, channel); nothing leaves before it is marked
 * as started, and what is cancelled before that never leaves; `sent` only after a channel took it; what may have been taken is
 * `unknown` and not sent again by itself; at most three attempts; whatever is not sent says why.
 */
export { listOutbox, makeOutboxLink } from './account-mail/outbox.ts'
export { cancelAccountMails, planAccountMail } from './account-mail/plan.ts'
export { accountMailRoutes } from './account-mail/routes.ts'
export { accountMailSubject } from './account-mail/subject.ts'
export { cancelReminder } from './cancel-reminder.ts'
export { cancelReminders } from './cancel-reminders.ts'
export { resumeContact, stopContact } from './contact.ts'
export { deliverDue } from './deliver.ts'
export { listInboundMessages } from './list-inbound-messages.ts'
export { listDue, listReminders } from './list-reminders.ts'
export { reminderPart } from './person-part.ts'
export { planReminders } from './plan-reminders.ts'
export { addPushDevice, listPushDevices, removePushDevice, testPush } from './push-devices.ts'
export { recordDeliveryReport } from './record-delivery-report.ts'
export { recordInbound } from './record-inbound.ts'
export { resendReminder } from './resend-reminder.ts'
export { reminderRoutes } from './routes.ts'
export * from './schema.ts'
export { readReminderSettings, writeReminderSettings } from './settings.ts'
export { readSpan } from './span.ts'
export { startDelivery } from './start-delivery.ts'
export { reminderStatistics } from './statistics.ts'
export {
  type Claimed,
  type Composed,
  type ReminderPlan,
  registerSubject,
  type SayInChat,
  type SubjectHandler,
  type SubjectLabel,
} from './subject.ts'
