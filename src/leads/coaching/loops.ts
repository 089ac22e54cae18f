import { setTimeout as sleep } from 'node:timers/promises'
import { type Loop, startLoop } from '../../jobs/index.ts'
import type { Context } from '../../storage/index.ts'
import { dealCards } from './deal-cards.ts'
import { dealSilence } from './deal-silence.ts'

const DEAL_EVERY_MS = 5_000
const SILENCE_EVERY_MS = 10_000
/** Those who are talking come first: after a dealing it rests nine times as long, and so takes a tenth of the time at most. */
const REST = 9
const REST_AT_MOST_MS = 2_000

/** The dealing of this process, which who read a message wakes. */
const dealing = new Set<Loop>()

/** Deals cards for what was read, by whichever process, and for those who have fallen silent. */
export function startCoaching(ctx: Context): Loop[] {
  const loop = startLoop(ctx, { name: 'cards', everyMs: DEAL_EVERY_MS, work: dealAndRest })
  const silence = startLoop(ctx, {
    name: 'silence',
    everyMs: SILENCE_EVERY_MS,
    work: async ctx => {
      await dealSilence(ctx)
      return false
    },
  })
  dealing.add(loop)
  const stop = async () => {
    dealing.delete(loop)
    await loop.stop()
  }
  return [{ ...loop, stop }, silence]
}

async function dealAndRest(ctx: Context, stopping: AbortSignal): Promise<boolean> {
  const began = performance.now()
  const more = await dealCards(ctx)
  const rest = Math.min(REST * (performance.now() - began), REST_AT_MOST_MS)
  if (more) await sleep(rest, undefined, { signal: stopping }).catch(() => {})
  return more
}

/** A reading was committed: its cards are dealt now rather than in a moment. Costs nothing and waits for nothing. */
export function dealSoon(): void {
  for (const loop of dealing) loop.poke()
}
