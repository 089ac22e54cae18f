import path from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import { createSpool, type Spool } from '../../outage/index.ts'
import type { Verdict } from '../../storage/index.ts'
import type { Config } from '../config.ts'
import { spoolVerdict } from './verdict.ts'

export { takeInOutage } from './take.ts'
export { outageVerbs } from './verbs.ts'

type Secrets = { visitorSecret: string; sessionSecret: string }

/** What this process does while its store is away; there only where it is to keep what visitors say. */
export type Outage = {
  spool: Spool
  /** What tells who speaks; known once the store was reached, or from the settings */
  secrets?: Secrets
  facts: Spool['facts']
  /** Whether what is kept survives a deploy in an outage */
  survives: Verdict['survives']
  /** From here on words can be taken. `seal` is the secret that entries rest under. */
  open(secrets: Secrets & { seal: string }): void
}

/**
 * Undefined unless `MOSAIC_OUTAGE=spool`. With MOSAIC_SECRET set words are taken from the first moment, also by a process that
 * starts while the store is away; else once the store was reached, where the secrets lie.
 */
export function createOutage(
  config: Config,
  { folder, env, log }: { folder: string; env: NodeJS.ProcessEnv; log: FastifyBaseLogger },
): Outage | undefined {
  if (config.MOSAIC_OUTAGE !== 'spool') return undefined
  if (config.MOSAIC_STORAGE === 'memory') {
    log.warn({}, 'MOSAIC_OUTAGE=spool keeps nothing for a store in memory: it would be gone with it')
    return undefined
  }
  const { survives, sentence, advice } = spoolVerdict(env, folder)
  if (survives === 'no') log.warn({ advice }, `What is kept in an outage is lost with a deploy. ${sentence}`)
  const spool = createSpool({ root: path.join(folder, 'spool'), most: config.MOSAIC_OUTAGE_MIB * 1024 * 1024, log })
  const outage: Outage = {
    spool,
    facts: spool.facts,
    survives,
    open({ seal, ...secrets }) {
      outage.secrets = secrets
      spool.open(seal)
    },
  }
  const { MOSAIC_SECRET: secret } = config
  if (secret) outage.open({ visitorSecret: secret, sessionSecret: secret, seal: secret })
  return outage
}
