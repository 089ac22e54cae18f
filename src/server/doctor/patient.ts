import fs from 'node:fs'
import path from 'node:path'
import { createHouse } from '../../house/index.ts'
import { type Log, silentLog } from '../../kernel/log.ts'
import { Refusal } from '../../kernel/refusal.ts'
import {
  type Context,
  createEvents,
  detectStore,
  openStore,
  type Store,
  type StoreChoice,
} from '../../storage/index.ts'
import { type Config, readConfig, storeSettings } from '../config.ts'
import { houseGiven } from '../house.ts'
import type { Finding } from './schema.ts'

/** Whom the checks look at: as much as could be read and opened. */
export type Patient = {
  env: NodeJS.ProcessEnv
  /** Real connections are made to mail server, Twilio, model and object store. */
  live: boolean
  config?: Config
  where?: StoreChoice
  /** Open and reached, else absent. Its schema may be older than this release. */
  store?: Store
  ctx?: Context
}

const PATIENCE_MS = 10_000

/**
 * Reads the settings and opens the store that they name, without bringing it up to date and without making one. Whatever is in
 * the way of that becomes a finding: the other checks go on.
 */
export async function admit(
  env: NodeJS.ProcessEnv,
  cwd: string,
  { live = false, patienceMs = PATIENCE_MS }: { live?: boolean; patienceMs?: number } = {},
): Promise<{ patient: Patient; findings: Finding[]; leave(): Promise<void> }> {
  const patient: Patient = { env, live }
  const findings: Finding[] = []
  const found = (check: string, says: string, todo: string) => findings.push({ check, state: 'problem', says, todo })
  try {
    patient.config = readConfig(env)
  } catch (error) {
    for (const problem of problemsOf(error))
      found('configuration', problem, 'Correct this setting; docs/configuration.md says what it takes.')
  }
  try {
    patient.where = detectStore(env, cwd)
  } catch (error) {
    found('store', sentenceOf(error), 'Correct the setting that names the store.')
  }
  const { where } = patient
  if (where?.kind === 'embedded' && !fs.existsSync(path.join(where.folder, 'postgresql')))
    findings.push({
      check: 'store',
      state: 'note',
      says: `There is no data in ${where.folder} yet: the first start makes it.`,
      todo: null,
    })
  else if (where && where.kind !== 'memory') {
    const { store, reason } = await reach(where, patient.config, patienceMs)
    if (store) Object.assign(patient, { store, ctx: contextOf(store, patient) })
    else
      found(
        'store',
        `The store cannot be reached: ${reason}`,
        where.kind === 'server'
          ? `See that the server runs, that its address, user and password in ${where.from} are right, and that its firewall lets this machine in.`
          : 'The log of the engine is postgresql.log in that folder.',
      )
  }
  return { patient, findings, leave: async () => patient.store?.close() }
}

async function reach(
  where: StoreChoice,
  config: Config | undefined,
  patienceMs: number,
): Promise<{ store?: Store; reason: string }> {
  let reason = 'no answer.'
  const hear = (fields: object, message?: string) => {
    const { reason: why } = fields as { reason?: string }
    reason = why ?? message ?? reason
  }
  const log: Log = { ...silentLog, warn: hear }
  let store: Store | undefined
  try {
    const opened = await openStore({
      where,
      ...(config && storeSettings(config)),
      poolMax: 2,
      reads: true,
      statementTimeoutMs: patienceMs,
      log,
    })
    store = opened
    const timer = setTimeout(() => void opened.close(), patienceMs)
    await opened.ready.finally(() => clearTimeout(timer))
    return { store, reason }
  } catch (error) {
    await store?.close().catch(() => {})
    const isTold = error instanceof Refusal && error.code !== 'storage.unreachable'
    return { reason: isTold || !(error instanceof Refusal) ? sentenceOf(error) : reason }
  }
}

function contextOf(store: Store, { config, env }: Patient): Context {
  return {
    db: store.db,
    actor: { kind: 'system' },
    now: () => Temporal.Now.instant(),
    log: silentLog,
    business: createHouse(houseGiven(config ?? readConfig({}), env)).business,
    announce: createEvents().announce,
  }
}

/** The lines of `config.invalid`, which name variables and never their values. */
function problemsOf(error: unknown): string[] {
  const lines = sentenceOf(error).split('\n')
  const problems = lines.flatMap(line => (line.startsWith('  - ') ? [line.slice(4)] : []))
  return problems.length > 0 ? problems : lines.slice(0, 1)
}

/** In words for the operator. A driver's message names a host or a user and never a password. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error)
}
