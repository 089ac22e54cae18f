import { watched } from '../kernel/watch.ts'
import type { Context } from '../storage/index.ts'

export type Loop = {
  name: string
  /** Whether its last look ended in an error. */
  failing(): boolean
  /** Looks again at once. */
  poke(): void
  /** Lets what is under way finish, and ends. */
  stop(): Promise<void>
}

/**
 * Calls `work` now and then every `everyMs` milliseconds, one after another; again at once while it answers that there is
 * more, and not at all while the context is resting. A failure, such as a database that is away, is logged and does not end it.
 */
export function startLoop(
  ctx: Context,
  loop: { name: string; everyMs: number; work(ctx: Context, stopping: AbortSignal): Promise<boolean> },
): Loop {
  const stopping = new AbortController()
  let wake = () => {}
  let poked = false
  let failed = false
  const look = () => watched(ctx, 'job', { job: loop.name }, () => loop.work(ctx, stopping.signal))
  const running = (async () => {
    while (!stopping.signal.aborted) {
      poked = false
      try {
        const more = (await ctx.resting?.()) ? false : await look()
        if (failed) ctx.log.info({ loop: loop.name }, 'works again')
        failed = false
        if (more) continue
      } catch (error) {
        // Once, not every second for as long as it lasts.
        if (!failed) ctx.log.warn({ err: error, loop: loop.name }, 'failed; it is tried again')
        failed = true
      }
      if (poked || stopping.signal.aborted) continue
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, loop.everyMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  })()
  return {
    name: loop.name,
    failing: () => failed,
    poke() {
      poked = true
      wake()
    },
    async stop() {
      stopping.abort()
      wake()
      await running
    },
  }
}
