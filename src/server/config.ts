import { isIP } from 'node:net'
import { z } from 'zod'
import { refuse } from '../kernel/refusal.ts'
import { isTimeZone } from '../kernel/zones.ts'
import { channelVariables } from './channel-config.ts'
import { coachVariables } from './coach-config.ts'
import { fileVariables } from './file-config.ts'
import { observeVariables } from './observe-config.ts'
import { outageVariables } from './outage-config.ts'
import { storeVariables } from './store-config.ts'

export { calendarSettings, channelSettings, waysOut } from './channel-config.ts'
export { fileLimits } from './file-config.ts'
export { storeSettings } from './store-config.ts'

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
  STOP_DRAIN_SECONDS: wholeNumber(0, 300)
    .default(0)
    .describe(
      'How long a stop goes on answering after /readyz says that it stops, for a balancer that needs a moment to notice. Less than what the platform waits before it kills.',
    ),
  ...storeVariables,
  MOSAIC_STORAGE: z
    .enum(['embedded', 'memory'])
    .optional()
    .describe('`memory`: a throwaway database that is gone at exit, for trying things out. `embedded`: as if unset.'),
  MOSAIC_DATA: z.string().default('./data').describe('Folder of the embedded database.'),
  ...outageVariables,
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
  ...fileVariables,
  ...channelVariables,
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
  ...observeVariables,
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
