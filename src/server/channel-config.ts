import { z } from 'zod'
import type { CalendarSettings } from '../appointments/index.ts'
import type { ChannelSettings } from '../channels/index.ts'

const flag = z.enum(['on', 'off'])

/** What can be set about the ways out of the house: e-mail, SMS and WhatsApp, push, calendars elsewhere. */
export const channelVariables = {
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .refine(isEncoded, 'has a % in its user or password that is not written as %25')
    .optional()
    .describe('Mail server, such as `smtp://user:password@mail.example.com:587`. Unset: no e-mail leaves the house.'),
  MAIL_FROM: z
    .string()
    .max(200)
    .regex(
      /^[^<>@\r\n]*<[^\s<>@]+@[^\s<>@]+>$|^[^\s<>@]+@[^\s<>@]+$/,
      'is not one address such as `Mosaic Homes <visits@example.com>`',
    )
    .optional()
    .describe('Sender of e-mails, such as `Mosaic Homes <visits@example.com>`. Needed with SMTP_URL.'),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC/, 'starts with AC')
    .optional()
    .describe('Account of Twilio, for SMS and WhatsApp.'),
  TWILIO_AUTH_TOKEN: z.string().optional().describe('Its secret; also checks the signature of what Twilio tells us.'),
  TWILIO_SMS_FROM: z
    .string()
    .optional()
    .describe('Number (`+15550100`) or messaging service (`MG…`) that SMS come from. Unset: no SMS.'),
  TWILIO_WHATSAPP_FROM: z.string().optional().describe('Number that WhatsApp messages come from. Unset: no WhatsApp.'),
  TWILIO_WHATSAPP_TEMPLATE: z
    .string()
    .optional()
    .describe(
      'Approved template (`HX…`) with one variable, the text, for WhatsApp outside the 24 hours after a message. Unset: SMS instead.',
    ),
  TWILIO_API_URL: z
    .url({ protocol: /^https?$/ })
    .default('https://api.twilio.com')
    .describe('Address of the service of Twilio.'),
  PUSH: flag.default('on').describe('`off`: staff are not offered notifications in their browser.'),
  PUSH_HOSTS: z
    .string()
    .default('')
    .describe('Further push services that may be written to, as `host:port`, beside those of the usual browsers.'),
  GOOGLE_CLIENT_ID: z.string().optional().describe('OAuth client for Google Calendar. Unset: not offered.'),
  GOOGLE_CLIENT_SECRET: z.string().optional().describe('Its secret.'),
  GOOGLE_API_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Another address for the services of Google, such as a proxy.'),
  CALDAV_PRIVATE: flag
    .default('off')
    .describe('`on`: staff may connect calendars in the private network and by plain http.'),
} as const

type ChannelConfig = z.infer<z.ZodObject<typeof channelVariables>>

export function channelSettings(
  config: ChannelConfig & { publicUrl: string },
  keys: NonNullable<ChannelSettings['push']>['keys'] | null,
): ChannelSettings {
  return {
    email: config.SMTP_URL && config.MAIL_FROM ? { url: config.SMTP_URL, from: config.MAIL_FROM } : null,
    twilio:
      config.TWILIO_ACCOUNT_SID && config.TWILIO_AUTH_TOKEN
        ? {
            accountSid: config.TWILIO_ACCOUNT_SID,
            authToken: config.TWILIO_AUTH_TOKEN,
            apiUrl: config.TWILIO_API_URL,
            smsFrom: config.TWILIO_SMS_FROM ?? null,
            whatsappFrom: config.TWILIO_WHATSAPP_FROM ?? null,
            whatsappTemplate: config.TWILIO_WHATSAPP_TEMPLATE ?? null,
          }
        : null,
    push: keys
      ? {
          keys,
          // RFC 8292 wants an address at which a push service reaches who runs this.
          contact: config.publicUrl.startsWith('https://') ? config.publicUrl : 'mailto:nobody@example.invalid',
          hosts: config.PUSH_HOSTS.split(/[\s,]+/).filter(Boolean),
        }
      : null,
  }
}

/** By which ways messages can leave the house, as far as the settings tell. */
export function waysOut(config: ChannelConfig & { publicUrl: string }): { email: boolean; phone: boolean } {
  const { email, twilio } = channelSettings(config, null)
  return { email: email !== null, phone: Boolean(twilio?.smsFrom || twilio?.whatsappFrom) }
}

export function calendarSettings(config: ChannelConfig, secret: string): CalendarSettings {
  return {
    google:
      config.GOOGLE_CLIENT_ID && config.GOOGLE_CLIENT_SECRET
        ? {
            clientId: config.GOOGLE_CLIENT_ID,
            clientSecret: config.GOOGLE_CLIENT_SECRET,
            apiUrl: config.GOOGLE_API_URL?.replace(/\/+$/, '') ?? null,
          }
        : null,
    caldavPrivate: config.CALDAV_PRIVATE === 'on',
    secret,
  }
}

function isEncoded(address: string): boolean {
  try {
    const url = URL.parse(address)
    return !url || decodeURIComponent(url.username + url.password) !== undefined
  } catch {
    return false
  }
}
