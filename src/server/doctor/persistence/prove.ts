import { setTimeout as sleep } from 'node:timers/promises'
import { type Deployment, findDeployment, type Readiness } from './deployment.ts'

/** `unknown`: nothing was lost, and yet it is not shown that a redeploy keeps it. */
export type Proof = { survived: 'yes' | 'no' | 'unknown'; says: string; todo: string | null }

const POLL_MS = 1_000
/** Old processes still answer while a proxy turns from them. */
const DRAIN_MS = 60_000

export type ProveOptions = {
  /** Makes a new process take over, or waits until somebody says that they did. */
  renew(): Promise<void>
  /** How long the new process is waited for after that. */
  waitMs: number
  say(line: string): void
  /** Only a restart is asked about: what becomes of a new container is another matter. */
  restartOnly?: boolean
}

/**
 * Proves on a running deployment that data survives: writes a mark by its public API, has it renewed, and reads the mark from
 * the new process. The mark is removed at the end, whatever came of it.
 */
export async function provePersistence(address: string, options: ProveOptions): Promise<Proof> {
  const deployment = await findDeployment(address)
  const before = { ...(await deployment.look()), readiness: await deployment.readiness() }
  const token = await deployment.mark()
  // A local process that is started anew has another address.
  let current = deployment
  try {
    options.say(`A mark is written at ${deployment.url}.`)
    const apart = await deployment.knows(token)
    if (apart.no > 0)
      return {
        survived: 'no',
        says: `The mark is known to some of the processes that answer and not to others (${apart.yes} of ${apart.yes + apart.no} times): each has a store of its own.`,
        todo: 'Run one replica, or set the same DATABASE_URL for all of them.',
      }
    await options.renew()
    options.say('Waiting until a new process answers …')
    const after = await untilNew(() => findDeployment(address), before.boots, options.waitMs)
    if (!('deployment' in after)) return notRenewed(after.last, Math.round(options.waitMs / 1000))
    current = after.deployment
    const { yes, no } = await current.knows(token)
    const isElsewhere = [...after.places].some(place => !before.places.has(place))
    return judge({
      isKept: no === 0,
      isPartly: yes > 0 && no > 0,
      isElsewhere,
      before: before.readiness,
      after: after.readiness,
      restartOnly: options.restartOnly ?? false,
    })
  } finally {
    await current.unmark(token).catch(() => options.say('The mark could not be removed; it expires by itself.'))
  }
}

type Evidence = {
  isKept: boolean
  isPartly: boolean
  /** Another container or machine answers than before. */
  isElsewhere: boolean
  before: Readiness | undefined
  after: Readiness
  restartOnly: boolean
}

/** What follows from it. Pure. */
export function judge({ isKept, isPartly, isElsewhere, before, after, restartOnly }: Evidence): Proof {
  const verdict = after.verdict ?? before?.verdict
  if (isPartly)
    return {
      survived: 'no',
      says: 'The mark is there for some of the new processes and not for others: each has a store of its own.',
      todo: 'Run one replica, or set the same DATABASE_URL for all of them.',
    }
  if (!isKept && before?.store && after.store && before.store !== after.store)
    return {
      survived: 'no',
      says: `The mark is gone: before, the store was the ${before.store} one, and now it is the ${after.store} one.`,
      todo: 'Move the data: `mosaic move --from … --to …`, or MOSAIC_MOVE=on-start. See docs/moves.md.',
    }
  if (!isKept)
    return {
      survived: 'no',
      says: `The mark is gone: what is written does not survive. ${verdict?.sentence ?? ''}`.trim(),
      todo: verdict?.advice ?? 'See docs/deploy.md for how this platform keeps data.',
    }
  if (isElsewhere)
    return {
      survived: 'yes',
      says: 'The mark was read by a new process in a new container. Data survives.',
      todo: null,
    }
  if (verdict?.survives === 'yes')
    return { survived: 'yes', says: `The mark was read by a new process. ${verdict.sentence}`, todo: null }
  if (restartOnly)
    return {
      survived: 'yes',
      says: `The mark was read by a new process: a restart is survived. A new deploy is another matter. ${verdict?.sentence ?? ''}`.trim(),
      todo: verdict?.advice ?? null,
    }
  return {
    survived: 'unknown',
    says: `The mark survived a restart in the same container, which shows nothing about a new one. ${verdict?.sentence ?? ''}`.trim(),
    todo: verdict?.advice ?? 'Deploy anew instead of restarting, and ask again.',
  }
}

/** In whose hands it is that no new process is ready. */
function notRenewed(last: Last, seconds: number): Proof {
  if (last === 'nobody')
    return {
      survived: 'unknown',
      says: `Nobody answers after ${seconds} seconds: nothing is shown yet.`,
      todo: 'See its log. When it runs again, ask again.',
    }
  if (last === 'before')
    return {
      survived: 'unknown',
      says: `The process of before still answers after ${seconds} seconds: nothing was renewed.`,
      todo: 'Deploy anew, and ask again with a longer --wait.',
    }
  return {
    survived: 'unknown',
    says: `A new process answers, and after ${seconds} seconds it is not ready: ${last.status}. ${last.verdict?.sentence ?? ''}`.trim(),
    todo: 'Its /readyz and its log say what it waits for. When it is ready, ask again.',
  }
}

/** What was seen last: nobody, a process of before, or a new one that is not ready. */
type Last = 'nobody' | 'before' | Readiness
type Found = { deployment: Deployment; places: Set<string>; readiness: Readiness }

/** Until a process that was not there before is ready; then, for a while, until those of before are gone. */
async function untilNew(
  find: () => Promise<Deployment>,
  before: Set<string>,
  waitMs: number,
): Promise<Found | { last: Last }> {
  const end = performance.now() + waitMs
  let last: Last = 'nobody'
  let drained = Number.POSITIVE_INFINITY
  for (;;) {
    const found = await attempt(find)
    if (!found) last = 'nobody'
    else {
      const isNew = [...found.boots].some(boot => !before.has(boot))
      const isOld = [...found.boots].some(boot => before.has(boot))
      if (isNew && drained === Number.POSITIVE_INFINITY) drained = performance.now() + DRAIN_MS
      if (isNew && found.readiness.status === 'ready' && (!isOld || performance.now() > drained)) return found
      last = isNew ? found.readiness : 'before'
    }
    if (performance.now() > end) return { last }
    await sleep(POLL_MS)
  }
}

async function attempt(find: () => Promise<Deployment>) {
  try {
    const deployment = await find()
    const readiness = await deployment.readiness()
    return readiness && { deployment, readiness, ...(await deployment.look()) }
  } catch {
    return undefined
  }
}
