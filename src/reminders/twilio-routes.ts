import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Channels } from '../channels/index.ts'
import type { App } from '../kernel/http.ts'
import { refuse } from '../kernel/refusal.ts'
import { stopContact } from './contact.ts'
import { recordDeliveryReport } from './record-delivery-report.ts'
import { recordInbound } from './record-inbound.ts'

const EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

/** Twilio's word for a number that has told it to stop. */
const STOPPED = '21610'

/** What Twilio posts: reports of what it took from us, and messages that came in. It is a form, on this route alone. */
export function twilioRoutes(app: App, { channels }: { channels: () => Channels }): void {
  app.register(async scope => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 64 * 1024 },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    )
    scope.withTypeProvider<ZodTypeProvider>().post(
      '/api/webhooks/twilio',
      {
        // Signed, and in bursts: a hundred reminders are reported three times each.
        config: { access: 'public', rateLimit: false },
        schema: {
          tags: ['webhooks'],
          summary: 'What Twilio tells: delivery reports and messages that came in',
          description: 'application/x-www-form-urlencoded, with X-Twilio-Signature over PUBLIC_URL and the fields.',
          consumes: ['application/x-www-form-urlencoded'],
          querystring: z.object({ reminder: z.uuid().optional() }),
          body: z.record(z.string(), z.string()),
        },
      },
      async (request, reply) => {
        const { ctx, body, query } = request
        const verify = channels().verifyTwilio
        if (!verify) refuse('not_found', 'reminders.twilio_off', 'Twilio is not switched on.')
        const signature = request.headers['x-twilio-signature']
        if (typeof signature !== 'string' || !verify(`${ctx.business.publicUrl}${request.url}`, signature, body))
          refuse(
            'forbidden',
            'reminders.signature',
            'The signature does not fit: check PUBLIC_URL and TWILIO_AUTH_TOKEN.',
          )
        const providerId = body.MessageSid ?? body.SmsSid
        const status = body.MessageStatus
        if (providerId && status) {
          const code = body.ErrorCode ? `twilio.${body.ErrorCode}` : null
          await recordDeliveryReport(ctx, {
            providerId,
            status,
            code,
            ...(query.reminder && { reminderId: query.reminder }),
          })
          if (body.ErrorCode === STOPPED && body.To) await stopContact(ctx, numberOf(body.To), 'provider')
        } else if (providerId && body.From) {
          const sentBy = body.From.startsWith('whatsapp:') ? ('whatsapp' as const) : ('sms' as const)
          await recordInbound(ctx, { providerId, address: numberOf(body.From), sentBy, text: body.Body ?? '' })
        }
        return reply.type('text/xml; charset=utf-8').send(EMPTY)
      },
    )
  })
}

/** `whatsapp:+15550100` and `+15550100` are one number. */
function numberOf(address: string): string {
  return address.replace(/^whatsapp:/, '').trim()
}
