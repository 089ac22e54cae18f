import { randomUUID } from 'node:crypto'
import { type Loop, startLoop } from '../jobs/index.ts'
import type { Context } from '../storage/index.ts'
import { bringEntries } from './bring.ts'
import { forgetDone, lanesBehind, replayNext } from './replay.ts'
import type { Spool } from './spool.ts'
import type { OutageVerbs } from './verbs.ts'

const EVERY_MS = 1_000
/** Lanes done side by side; each turn that they open is answered by the assistant in its own time. */
const AT_ONCE = 4
/** After that it is looked again what came meanwhile, and whose words are done. */
const SLICE_MS = 1_000
/** How often journals of processes that are gone are looked for, and what is long done is forgotten. */
const LOOK_EVERY_MS = 30_000

/** What processes left that are gone, on the disk and in the store, is known from here on; nobody is answered by the store before. */
export async function catchUp(ctx: Context, spool: Spool): Promise<void> {
  await spool.adopt()
  spool.standsInStore(await lanesBehind(ctx))
}

/**
 * Brings what was kept into the store and does it, once the store can be reached; and looks for what processes left that are gone.
 * Safe in any number of processes, and wherever one of them is killed.
 */
export function startOutage(
  ctx: Context,
  options: { spool: Spool; verbs: OutageVerbs; reachable: () => boolean },
): Loop {
  const { spool, verbs, reachable } = options
  const owner = `outage ${randomUUID()}`
  let lookAt = 0
  return startLoop(ctx, {
    name: 'outage',
    everyMs: EVERY_MS,
    async work(ctx, stopping) {
      if (!reachable()) return false
      if (performance.now() >= lookAt) {
        await spool.adopt()
        await forgetDone(ctx)
        lookAt = performance.now() + LOOK_EVERY_MS
      }
      const brought = await bringEntries(ctx, spool, verbs)
      if (brought > 0) ctx.log.info({ entries: brought }, 'what was kept in an outage is in the store')
      const before = await lanesBehind(ctx)
      spool.standsInStore(before)
      if (before.size === 0) return false
      const end = performance.now() + SLICE_MS
      const replay = async () => {
        while (performance.now() < end) if (!(await replayNext(ctx, verbs, owner))) return false
        return true
      }
      const more = await Promise.all(Array.from({ length: AT_ONCE }, replay))
      spool.standsInStore(await lanesBehind(ctx))
      return more.includes(true) && !stopping.aborted
    },
  })
}
