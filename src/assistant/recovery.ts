import { claimAbandonedTurn } from '../conversations/index.ts'
import type { Context } from '../storage/index.ts'
import type { Assistant } from './assistant.ts'
import { readForgotten } from './reading/read-unanswered.ts'
import { runTurn } from './run-turn.ts'

/** More at once would leave too little for those who are talking now. */
const AT_ONCE = 4

export type TurnRecovery = {
  /** Looks again at once: another process has left turns. */
  poke(): void
  stop(): Promise<void>
}

/**
 * Answers the turns that nobody answers any more, because their process was killed or lost the store, and reads what was left to a
 * human unread: at once, and then every few seconds. The store being away is not its end. A process that has stopped to answer
 * begins anew with it.
 */
export function startTurnRecovery(ctx: Context, assistant: Assistant): TurnRecovery {
  if (assistant.stop.signal.aborted) assistant.stop = new AbortController()
  if (assistant.over.signal.aborted) assistant.over = new AbortController()
  let stopped = false
  let poked = false
  let wake = () => {}
  const sweeping = (async () => {
    while (!stopped) {
      poked = false
      const sweeps = Array.from({ length: AT_ONCE }, () => sweep(ctx, assistant, () => stopped))
      await Promise.all([...sweeps, readOn(ctx, assistant, () => stopped)])
      if (poked) continue
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, assistant.settings.recoveryEveryMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
        if (stopped) wake()
      })
    }
  })()
  return {
    poke() {
      poked = true
      wake()
    },
    async stop() {
      stopped = true
      wake()
      await sweeping
    },
  }
}

/** One after another until none is left. */
async function sweep(ctx: Context, assistant: Assistant, stopped: () => boolean): Promise<void> {
  try {
    while (!stopped() && !assistant.stop.signal.aborted) {
      const owner = assistant.newOwner()
      const turn = await claimAbandonedTurn(ctx, { owner, leaseSeconds: assistant.settings.leaseSeconds })
      if (!turn) return
      await runTurn(ctx, assistant, turn, { owner })
      ctx.log.info({ turn: turn.messageId, attempts: turn.attempts }, 'an abandoned turn was answered')
    }
  } catch (error) {
    ctx.log.warn({ err: error }, 'abandoned turns could not be answered now')
  }
}

/** What somebody wrote to a human is read one after another, until nothing is left. */
async function readOn(ctx: Context, assistant: Assistant, stopped: () => boolean): Promise<void> {
  try {
    while (!stopped() && (await readForgotten(ctx, assistant)));
  } catch (error) {
    ctx.log.warn({ err: error }, 'what was left to a human could not be read now')
  }
}
