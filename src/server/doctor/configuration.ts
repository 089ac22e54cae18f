import { isIP } from 'node:net'
import { settings } from '../config.ts'
import type { Patient } from './patient.ts'
import type { Finding } from './schema.ts'

/** Settings that are read elsewhere than in the schema of the configuration. */
const ELSEWHERE = /^MOSAIC_(TEST_|BENCH_|BIND$|PORT$)/

const isSet = (env: NodeJS.ProcessEnv, name: string) => Boolean(env[name]?.trim())

/** Settings that are right one by one and make no sense together, or will surprise. */
export async function checkConfiguration({ env, config }: Patient): Promise<Finding[]> {
  if (!config) return []
  const findings: Finding[] = []
  const tell = (state: Finding['state'], says: string, todo: string | null) =>
    findings.push({ check: 'configuration', state, says, todo })
  const { hostname, protocol } = new URL(config.publicUrl)
  const isHere = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
  const isOnPlatform = config.trustProxy === 1 && !isSet(env, 'TRUST_PROXY')

  if (config.publicUrlUnknown)
    tell(
      'problem',
      'The platform does not say under which address it shows Mosaic, so that links in messages say localhost.',
      'Set PUBLIC_URL to the address that people open.',
    )
  else if (isHere && (isOnPlatform || isSet(env, 'KUBERNETES_SERVICE_HOST')))
    tell('problem', 'Links in messages say localhost.', 'Set PUBLIC_URL to the address that people open.')
  else if (protocol === 'http:' && !isHere)
    tell(
      isOnPlatform ? 'problem' : 'note',
      'PUBLIC_URL is plain http: passwords travel readable, and browsers allow no notifications.',
      'Put TLS in front of Mosaic and write PUBLIC_URL with https.',
    )
  if (protocol === 'https:' && config.trustProxy === false)
    tell(
      'note',
      'People come by https, which Mosaic itself does not speak, and no proxy is trusted: all of them count as one address for limits.',
      'Set TRUST_PROXY to the number of proxies in front of Mosaic, usually 1.',
    )
  if (isSet(env, 'DATABASE_URL') && isSet(env, 'POSTGRES_URL') && env.DATABASE_URL !== env.POSTGRES_URL)
    tell('note', 'DATABASE_URL and POSTGRES_URL differ; the first one is read.', 'Unset POSTGRES_URL.')
  if (config.MOSAIC_STORAGE && (isSet(env, 'DATABASE_URL') || isSet(env, 'POSTGRES_URL')))
    tell('note', 'MOSAIC_STORAGE counts for nothing beside the address of a database.', 'Unset MOSAIC_STORAGE.')
  if (isOnPlatform && isIP(config.HOST) && (config.HOST.startsWith('127.') || config.HOST === '::1'))
    tell('problem', `HOST is ${config.HOST}: the platform cannot reach Mosaic there.`, 'Unset HOST.')
  if (config.SIGN_UP === 'open' && !config.SMTP_URL)
    tell(
      'note',
      'Anybody may make an account, and no e-mail leaves the house to prove its address: an administrator hands the links over.',
      'Set SMTP_URL and MAIL_FROM, or SIGN_UP=invitation.',
    )
  if (!config.CRISIS_LINES)
    tell(
      'note',
      'CRISIS_LINES is not set: somebody in danger is told the local emergency number alone.',
      'Name the lines of your country before you open a desk to anybody.',
    )
  const strangers = Object.keys(env).filter(
    name => name.startsWith('MOSAIC_') && !(name in settings) && !ELSEWHERE.test(name) && isSet(env, name),
  )
  if (strangers.length > 0)
    tell('note', `Mosaic knows no ${strangers.sort().join(', ')}.`, 'See whether it is spelt right.')
  if (!findings.some(({ state }) => state === 'problem'))
    findings.unshift({
      check: 'configuration',
      state: 'ok',
      says: `Every setting is one that Mosaic understands. People open ${config.publicUrl}.`,
      todo: null,
    })
  return findings
}

/** What signs cookies and seals calendars: it must not change from start to start. */
export async function checkSecret({ config, store }: Patient): Promise<Finding[]> {
  if (!config) return []
  const finding = (state: Finding['state'], says: string, todo: string | null): Finding[] => [
    { check: 'secret', state, says, todo },
  ]
  if (!config.MOSAIC_SECRET)
    return finding('ok', 'Kept with the data, the same for every replica: MOSAIC_SECRET is not needed.', null)
  const sealed = await store?.pool.query<{ count: number }>(
    `select count(*)::int as count from secrets where name in ('visitor keys', 'accounts')`,
  )
  return sealed && sealed.rows[0]!.count > 0
    ? finding(
        'note',
        'MOSAIC_SECRET is set, and before that the secret was kept with the data: what was signed with that one counts no more.',
        'Nothing, if you meant to. People sign in again; calendars may have to be connected again.',
      )
    : finding('ok', 'MOSAIC_SECRET is set. Every replica needs the same, and so does the next deploy.', null)
}
