import { isIP } from 'node:net'
import { availableParallelism } from 'node:os'
import { z } from 'zod'
import type { CalendarSettings } from '../appointments/index.ts'
import type { ChannelSettings } from '../channels/index.ts'
import { type FileLimits, type Files, openS3 } from '../files/index.ts'
import { refuse } from '../kernel/refusal.ts'
import { isTimeZone } from '../kernel/zones.ts'
import { coachVariables } from './coach-config.ts'

const flag = z.enum(['on', 'off'])
const zone = z.string().refine(isTimeZone, 'is not an IANA time zone such as Asia/Kolkata')
const wholeNumber = (low: number, high: number) => z.coerce.number().int().min(low).max(high)

/**
 * Every setting that Mosaic reads from the environment. All have a default: Mosaic runs with none of them.
 * docs/configuration.md is written from this object.
 */
export const settings = {
  PORT: wholeNumber(0, 65535).default(3000).describe('Port to listen on. 0 takes a free one.'),
  HOST: z.string().default('0.0.0.0').describe('Address to listen on.'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Address under which people reach Mosaic, used in links. Default: what the platform says (Railway, Render, Fly), else `http://localhost:PORT`.',
    ),
  DATABASE_URL: z
    .string()
    .optional()
    .describe('PostgreSQL 15 or newer. Unset: Mosaic runs its own private PostgreSQL in MOSAIC_DATA.'),
  POSTGRES_URL: z.string().optional().describe('Read when DATABASE_URL is unset.'),
  DATABASE_POOL_MAX: wholeNumber(2, 200)
    .optional()
    .describe('Most database connections of one process. Default: two for each core, at least 5.'),
  DATABASE_STATEMENT_TIMEOUT_MS: wholeNumber(100, 600_000)
    .default(15_000)
    .describe('The database ends a statement after this many milliseconds.'),
  DATABASE_PREPARED: flag
    .default('on')
    .describe(
      '`off`: no prepared statements, for a pooler in transaction mode that knows none (PgBouncer before 1.21, or with `max_prepared_statements` at 0).',
    ),
  DATABASE_CA_FILE: z
    .string()
    .optional()
    .describe('File with the certificate authority of the database server, in PEM, for servers with their own.'),
  MOSAIC_STORAGE: z
    .enum(['embedded', 'memory'])
    .optional()
    .describe('`memory`: a throwaway database that is gone at exit, for trying things out. `embedded`: as if unset.'),
  MOSAIC_DATA: z.string().default('./data').describe('Folder of the embedded database.'),
  MOSAIC_MOVE: z
    .enum(['ask', 'on-start', 'never'])
    .default('ask')
    .describe(
      'What a start does whose database is empty while MOSAIC_DATA holds data. `ask`: waits for the link in the log or `mosaic move`; `on-start`: moves the data into the database, once; `never`: begins empty and leaves the folder as it is.',
    ),
  MOSAIC_BACKUP_PASSPHRASE: z
    .string()
    .min(8)
    .optional()
    .describe('Encrypts backups, and opens them. Unset: they are not encrypted. Keep it elsewhere too.'),
  MOSAIC_SAMPLE: flag
    .default('on')
    .describe('`off`: an empty catalogue and an empty staff are left empty instead of getting samples.'),
  MOSAIC_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe(
      'Secret that signs cookies and seals what calendars are opened with. Unset: Mosaic makes one and keeps it in the database, with the data.',
    ),
  TRUST_PROXY: z
    .string()
    .optional()
    .describe(
      'Whose X-Forwarded-For, -Host and -Proto are believed: a number of proxies in front, or a list of addresses and networks. Default: 1 on Railway, Render, Fly, Heroku and Cloud Run, elsewhere nobody.',
    ),
  FRAME_ANCESTORS: z
    .string()
    .regex(/^[\w\s:/.*'-]+$/)
    .default("'none'")
    .describe('Which sites may show Mosaic in a frame (a Content-Security-Policy source list).'),
  RATE_LIMIT_PER_MINUTE: wholeNumber(1, 1_000_000)
    .default(300)
    .describe('Requests a minute from one address, per process.'),
  MESSAGES_PER_MINUTE: wholeNumber(1, 1_000_000)
    .default(20)
    .describe('Messages a minute from one visitor, per process.'),
  VISITOR_UPLOADS_PER_HOUR: wholeNumber(1, 1_000_000)
    .default(60)
    .describe('Files and documents an hour from one address by people without an account, per process.'),
  BOOKINGS_PER_HOUR: wholeNumber(1, 1_000_000)
    .default(60)
    .describe('Holds, visits and callbacks an hour from one address, per process. Staff are not counted.'),
  SIGN_UP: z
    .enum(['open', 'invitation', 'closed'])
    .default('open')
    .describe('Who may make an account: anybody, who has an `invitation` code, or nobody.'),
  REGISTRATIONS_PER_MINUTE: wholeNumber(1, 1_000_000)
    .default(5)
    .describe('Accounts made a minute from one network address, over all processes.'),
  SIGN_INS_PER_MINUTE: wholeNumber(1, 1_000_000)
    .default(60)
    .describe('Sign-ins a minute from one network address, right or wrong, over all processes.'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('What is logged, as JSON lines on standard output.'),
  DESKS: z
    .string()
    .default('sales,career')
    .transform(text => text.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(z.enum(['sales', 'career'], 'names a desk that there is not: sales, career')).min(1))
    .describe(
      'Which desks the pages offer, the first one at `/`: `sales`, `career` or both. Samples come for these alone.',
    ),
  BUSINESS_NAME: z.string().min(1).max(80).default('Mosaic Homes').describe('Name shown to visitors.'),
  BUSINESS_TIME_ZONE: zone.default('Asia/Kolkata').describe('IANA time zone of the business.'),
  BUSINESS_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('INR')
    .describe('ISO 4217 code in which the catalogue is priced.'),
  FILE_MAX_MIB: wholeNumber(1, 60).default(10).describe('Largest file that is taken, in MiB.'),
  FILES_PER_PERSON: wholeNumber(1, 100_000).default(100).describe('Most files that one person keeps.'),
  FILES_MIB_PER_PERSON: wholeNumber(1, 1_000_000)
    .default(200)
    .describe('Room for the files of one person, all together, in MiB.'),
  S3_BUCKET: z
    .string()
    .regex(/^[\w.-]{1,255}$/, 'is not the name of a bucket')
    .optional()
    .describe(
      'Bucket of an object store that speaks S3, for the bytes of new files. Unset: they are kept in the database. `mosaic files move` carries those that are there already.',
    ),
  S3_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address of the object store. Unset: AWS itself, by S3_REGION.'),
  S3_REGION: z.string().max(100).default('us-east-1').describe('Its region.'),
  S3_ACCESS_KEY_ID: z.string().optional().describe('Name of the key that opens it. Needed with S3_BUCKET.'),
  S3_SECRET_ACCESS_KEY: z.string().optional().describe('The key itself. Needed with S3_BUCKET.'),
  S3_PREFIX: z
    .string()
    .regex(/^([\w.-]+\/)*$/, 'is not empty or a path that ends with /')
    .default('mosaic/')
    .describe('Begins the name of every object. One prefix of a bucket belongs to one Mosaic.'),
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
  OPENAI_API_KEY: z
    .string()
    .optional()
    .describe(
      'Key of an OpenAI-compatible service. Unset: the assistant answers by rules, with nothing leaving the house.',
    ),
  OPENAI_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .default('https://api.openai.com/v1')
    .describe('Address of the OpenAI-compatible service.'),
  OPENAI_MODEL: z.string().default('gpt-4.1-mini').describe('Model to ask.'),
  MODEL_SILENCE_MS: wholeNumber(100, 120_000)
    .default(10_000)
    .describe('A model silent for this many milliseconds is left, and the rules finish the same turn.'),
  ...coachVariables,
} as const

const schema = z.object(settings)

export type Config = z.infer<typeof schema> & {
  publicUrl: string
  trustProxy: false | number | string[]
  /** On a platform that does not say under which address it shows us: links cannot be right. */
  publicUrlUnknown: boolean
}

/**
 * Reads the environment. An empty variable counts as unset, as hosts show blanks for what nobody filled in.
 * Refuses `config.invalid` with every problem at once, naming variables but never their values.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(
    Object.keys(settings).flatMap(name => (env[name]?.trim() ? [[name, env[name].trim()]] : [])),
  )
  const parsed = schema.safeParse(given)
  const problems = parsed.success ? [] : parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`)
  const trustProxy = readTrustProxy(env, problems)
  requireTogether(given, problems)
  if (!parsed.success || problems.length > 0)
    refuse('invalid', 'config.invalid', {
      message: `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map(problem => `  - ${problem}`).join('\n')}\ndocs/configuration.md lists every setting.`,
    })
  const config = parsed.data
  const publicUrl = config.PUBLIC_URL ?? platformUrl(env)
  return {
    ...config,
    publicUrl: (publicUrl ?? `http://localhost:${config.PORT}`).replace(/\/+$/, ''),
    publicUrlUnknown: !publicUrl && isOnPlatform(env),
    trustProxy,
  }
}

/** Settings that are of no use without each other. */
const TOGETHER = [
  ['SMTP_URL', 'MAIL_FROM'],
  ['TWILIO_SMS_FROM', 'TWILIO_ACCOUNT_SID'],
  ['TWILIO_WHATSAPP_FROM', 'TWILIO_ACCOUNT_SID'],
  ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'],
  ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'],
  ['S3_BUCKET', 'S3_ACCESS_KEY_ID'],
  ['S3_BUCKET', 'S3_SECRET_ACCESS_KEY'],
] as const

function requireTogether(given: Record<string, unknown>, problems: string[]): void {
  for (const [name, needed] of TOGETHER)
    if (given[name] && !given[needed]) problems.push(`${needed}: is needed with ${name}`)
}

export function channelSettings(
  config: Config,
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
export function waysOut(config: Config): { email: boolean; phone: boolean } {
  const { email, twilio } = channelSettings(config, null)
  return { email: email !== null, phone: Boolean(twilio?.smsFrom || twilio?.whatsappFrom) }
}

export function calendarSettings(config: Config, secret: string): CalendarSettings {
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

/** How much is taken of files, and where the bytes of new ones go. */
export function fileSettings(config: Config): Files {
  return {
    limits: fileLimits(config),
    objects: config.S3_BUCKET
      ? openS3({
          bucket: config.S3_BUCKET,
          endpoint: config.S3_ENDPOINT,
          region: config.S3_REGION,
          accessKeyId: config.S3_ACCESS_KEY_ID!,
          secretAccessKey: config.S3_SECRET_ACCESS_KEY!,
          prefix: config.S3_PREFIX,
        })
      : null,
  }
}

export function fileLimits(config: Config): FileLimits {
  const MIB = 1024 * 1024
  return {
    fileBytes: config.FILE_MAX_MIB * MIB,
    filesPerPerson: config.FILES_PER_PERSON,
    bytesPerPerson: config.FILES_MIB_PER_PERSON * MIB,
  }
}

/** How the settings want the store to be spoken to. */
export function storeSettings(config: Config) {
  return {
    // More than keep the cores busy make every turn slower: measured with 16 visitors on two cores (npm run bench -- turns).
    poolMax: config.DATABASE_POOL_MAX ?? Math.max(5, 2 * availableParallelism()),
    statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT_MS,
    prepare: config.DATABASE_PREPARED === 'on',
    ...(config.DATABASE_CA_FILE && { tls: { caFile: config.DATABASE_CA_FILE } }),
  }
}

function platformUrl(env: NodeJS.ProcessEnv): string | undefined {
  return (
    (env.RAILWAY_PUBLIC_DOMAIN && `https://${env.RAILWAY_PUBLIC_DOMAIN}`) ||
    env.RENDER_EXTERNAL_URL ||
    (env.FLY_APP_NAME && `https://${env.FLY_APP_NAME}.fly.dev`) ||
    undefined
  )
}

/** The platforms whose own edge is the only way in, one hop before us. */
const EDGES = ['RAILWAY_ENVIRONMENT_NAME', 'RAILWAY_ENVIRONMENT', 'RENDER', 'FLY_APP_NAME', 'DYNO', 'K_SERVICE']

function isOnPlatform(env: NodeJS.ProcessEnv): boolean {
  return EDGES.some(name => env[name])
}

function readTrustProxy(env: NodeJS.ProcessEnv, problems: string[]): Config['trustProxy'] {
  const text = env.TRUST_PROXY?.trim()
  if (!text) return isOnPlatform(env) ? 1 : false
  if (/^\d+$/.test(text)) return Number(text) === 0 ? false : Number(text)
  const networks = text.split(/[\s,]+/)
  const known = ['loopback', 'linklocal', 'uniquelocal']
  if (networks.every(network => known.includes(network) || isNetwork(network))) return networks
  problems.push('TRUST_PROXY: must be a number of proxies or a list of addresses and networks')
  return false
}

function isNetwork(text: string): boolean {
  const [address, bits, ...more] = text.split('/')
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address!)]!
  return more.length === 0 && most > 0 && (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= most))
}

function isEncoded(address: string): boolean {
  try {
    const url = URL.parse(address)
    return !url || decodeURIComponent(url.username + url.password) !== undefined
  } catch {
    return false
  }
}
