import { z } from 'zod'

export const reminderStatuses = [
  'scheduled',
  'sending',
  'sent',
  'failed',
  'unknown',
  'suppressed',
  'cancelled',
] as const
export const ReminderStatus = z.enum(reminderStatuses)
export type ReminderStatus = z.infer<typeof ReminderStatus>

/** What a reminder is meant to leave by; `phone` is WhatsApp or SMS, `chat` is said in the person's thread. */
export const ReminderChannel = z.enum(['email', 'phone', 'push', 'chat'])
export type ReminderChannel = z.infer<typeof ReminderChannel>

export const SentBy = z.enum(['email', 'sms', 'whatsapp', 'push', 'chat'])
export type SentBy = z.infer<typeof SentBy>

export const ReminderAttempt = z
  .object({
    number: z.int(),
    sentBy: SentBy,
    startedAt: z.string(),
    endedAt: z.string().nullable(),
    outcome: z.enum(['accepted', 'refused', 'unclear']).nullable(),
    code: z.string().nullable(),
    note: z.string().nullable(),
    providerId: z.string().nullable(),
  })
  .meta({ id: 'ReminderAttempt' })

/** A line of the ledger as staff see it. Instants are RFC 3339; `localDue` is the wall clock of the recipient (`2026-11-28T10:00`). */
export const Reminder = z
  .object({
    id: z.uuid(),
    subject: z.object({
      kind: z.string(),
      id: z.uuid(),
      version: z.int(),
      label: z.string(),
      code: z.string().nullable(),
    }),
    kind: z.string(),
    audience: z.enum(['visitor', 'staff']),
    recipient: z.string().describe('Name of who is told, or a dash'),
    channel: ReminderChannel,
    status: ReminderStatus,
    reason: z.string().nullable(),
    plannedAt: z.string(),
    dueAt: z.string(),
    localDue: z.string(),
    timeZone: z.string(),
    usefulUntil: z.string(),
    sentAt: z.string().nullable(),
    sentBy: SentBy.nullable(),
    providerId: z.string().nullable(),
    delivery: z.string().nullable(),
    subjectLine: z.string().nullable(),
    body: z.string().nullable(),
    resendOf: z.uuid().nullable(),
    attempts: z.array(ReminderAttempt),
    can: z.object({ cancel: z.boolean(), resend: z.boolean() }),
  })
  .meta({ id: 'Reminder' })
export type Reminder = z.infer<typeof Reminder>

export const ReminderPage = z
  .object({ items: z.array(Reminder), cursor: z.string().nullable() })
  .meta({ id: 'ReminderPage' })
export type ReminderPage = z.infer<typeof ReminderPage>

/** Counts by kind, channel and status, and the share of what was sent within 60 seconds of its due instant (0 to 1). */
export const ReminderStatistics = z
  .object({
    from: z.string(),
    to: z.string(),
    total: z.int(),
    rows: z.array(z.object({ kind: z.string(), channel: ReminderChannel, status: ReminderStatus, count: z.int() })),
    sentWithin60s: z.number().nullable(),
    channels: z.object({ email: z.boolean(), sms: z.boolean(), whatsapp: z.boolean(), push: z.boolean() }),
  })
  .meta({ id: 'ReminderStatistics' })
export type ReminderStatistics = z.infer<typeof ReminderStatistics>

/** Quiet hours of visitors, wall clock in their zone. */
export const ReminderSettings = z
  .object({
    quietFrom: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .default('21:00'),
    quietUntil: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .default('08:00'),
  })
  .meta({ id: 'ReminderSettings' })
export type ReminderSettings = z.infer<typeof ReminderSettings>

export const PushDevice = z
  .object({ id: z.uuid(), device: z.string(), createdAt: z.string() })
  .meta({ id: 'PushDevice' })
export type PushDevice = z.infer<typeof PushDevice>

/** A message that came in by SMS or WhatsApp. */
export const InboundMessage = z
  .object({
    id: z.string(),
    address: z.string(),
    sentBy: z.enum(['sms', 'whatsapp']),
    text: z.string(),
    receivedAt: z.string(),
  })
  .meta({ id: 'InboundMessage' })
export type InboundMessage = z.infer<typeof InboundMessage>

/** What a browser's PushSubscription says, and how its holder calls the device. */
export const PushDeviceInput = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(2_000),
  keys: z.object({
    p256dh: z.string().regex(/^[\w-]{80,100}=*$/),
    auth: z.string().regex(/^[\w-]{16,40}=*$/),
  }),
  device: z.string().trim().min(1).max(100),
})
export type PushDeviceInput = z.infer<typeof PushDeviceInput>

/** Why staff take back or send again. */
export const ReasonInput = z.object({ reason: z.string().trim().min(1).max(500) })
