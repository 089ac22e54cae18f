import { z } from 'zod'
import type { Channels } from '../channels/index.ts'
import { type App, reads, readsMuch } from '../kernel/http.ts'
import { cancelReminder } from './cancel-reminder.ts'
import { listInboundMessages } from './list-inbound-messages.ts'
import { listReminders } from './list-reminders.ts'
import { pushRoutes } from './push-routes.ts'
import { resendReminder } from './resend-reminder.ts'
import * as schema from './schema.ts'
import { readReminderSettings, writeReminderSettings } from './settings.ts'
import { readSpan } from './span.ts'
import { reminderStatistics } from './statistics.ts'
import { twilioRoutes } from './twilio-routes.ts'

const tags = ['reminders']
const staff = { config: { access: 'staff' } } as const
const byId = z.object({ id: z.uuid() })

/** `channels` gives them once they are open. */
export function reminderRoutes(app: App, options: { channels: () => Channels }): void {
  ledgerRoutes(app, options)
  settingsRoutes(app)
  pushRoutes(app, options)
  twilioRoutes(app, options)
}

function ledgerRoutes(app: App, { channels }: { channels: () => Channels }): void {
  app.get(
    '/api/staff/reminders',
    {
      ...readsMuch('staff', { action: 'reminder.listed', list: 'reminders' }),
      schema: {
        tags,
        summary: 'The ledger, latest due first',
        querystring: z.object({
          status: schema.ReminderStatus.optional(),
          channel: schema.ReminderChannel.optional(),
          kind: z.string().max(40).optional(),
          subject: z.uuid().optional(),
          cursor: z.uuid().optional(),
        }),
        response: { 200: schema.ReminderPage },
      },
    },
    async ({ ctx, query: { subject, ...query } }) =>
      listReminders(ctx, { ...query, ...(subject && { subjectId: subject }) }),
  )
  app.get(
    '/api/staff/reminders/statistics',
    {
      ...readsMuch('staff', false),
      schema: {
        tags,
        summary: 'Counts by kind, channel and status',
        description:
          '`from` and `to` (exclusive) are dates of the business’s zone or instants; unsaid, the last seven days.',
        querystring: z.object({ from: z.string().max(40).optional(), to: z.string().max(40).optional() }),
        response: { 200: schema.ReminderStatistics },
      },
    },
    async ({ ctx, query }) => {
      const { email, sms, whatsapp, push } = channels()
      const on = { email: email !== null, sms: sms !== null, whatsapp: whatsapp !== null, push: push !== null }
      return reminderStatistics(ctx, { ...readSpan(ctx, query), channels: on })
    },
  )
  const act = { params: byId, body: schema.ReasonInput, response: { 200: schema.Reminder } }
  app.post(
    '/api/staff/reminders/:id/cancel',
    { ...staff, schema: { tags, summary: 'Take back what has not left', ...act } },
    async ({ ctx, params, body }) => cancelReminder(ctx, { ...params, ...body }),
  )
  app.post(
    '/api/staff/reminders/:id/resend',
    { ...staff, schema: { tags, summary: 'Send again: a new line of the ledger, due now', ...act } },
    async ({ ctx, params, body }) => resendReminder(ctx, { ...params, ...body }),
  )
  app.get(
    '/api/staff/inbound-messages',
    {
      ...reads('staff', { action: 'inbound_message.listed', list: 'inbound messages' }),
      schema: {
        tags,
        summary: 'What came in by SMS and WhatsApp, newest first',
        querystring: z.object({ cursor: z.string().max(100).optional() }),
        response: { 200: z.object({ items: z.array(schema.InboundMessage), cursor: z.string().nullable() }) },
      },
    },
    async ({ ctx, query }) => listInboundMessages(ctx, query),
  )
}

function settingsRoutes(app: App): void {
  app.get(
    '/api/admin/settings/reminders',
    { ...reads('staff', false), schema: { tags, summary: 'Quiet hours', response: { 200: schema.ReminderSettings } } },
    async ({ ctx }) => readReminderSettings(ctx),
  )
  app.put(
    '/api/admin/settings/reminders',
    {
      config: { access: 'admin' },
      schema: {
        tags,
        summary: 'Set the quiet hours',
        body: schema.ReminderSettings,
        response: { 200: schema.ReminderSettings },
      },
    },
    async ({ ctx, body }) => {
      await writeReminderSettings(ctx, body)
      return readReminderSettings(ctx)
    },
  )
}
