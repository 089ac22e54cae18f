import { z } from 'zod'
import type { Config } from './config.ts'

const host = z.string().nullable()

/** Which hosts outside this house get something of what people tell it, by what; null: nobody. The privacy page is made of it. */
export const receiversSchema = z.object({
  messages: host.describe('The model that reads messages; null: they are answered by rules, here.'),
  email: host,
  phone: host,
  files: host,
  calendars: z.array(z.string()).describe('Where appointments of staff are written, if they connect a calendar.'),
})

export function receivers(config: Config): z.infer<typeof receiversSchema> {
  const hostOf = (url: string) => new URL(url).host
  return {
    messages: config.OPENAI_API_KEY ? hostOf(config.OPENAI_BASE_URL) : null,
    email: config.SMTP_URL && config.MAIL_FROM ? new URL(config.SMTP_URL).hostname : null,
    phone: config.TWILIO_ACCOUNT_SID ? hostOf(config.TWILIO_API_URL) : null,
    files: config.S3_BUCKET ? hostOf(config.S3_ENDPOINT ?? `https://s3.${config.S3_REGION}.amazonaws.com`) : null,
    calendars: config.GOOGLE_CLIENT_ID ? ['Google Calendar'] : [],
  }
}
