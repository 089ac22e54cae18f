import { type Loop, startLoop } from '../../jobs/index.ts'
import type { Context } from '../../storage/index.ts'
import { dealCards } from './deal-cards.ts'
import { dealSilence } from './deal-silence.ts'

const DEAL_EVERY_MS = 5_000
const SILENCE_EVERY_MS = 10_000

/** The dealing of this process, which who read a message wakes. */
const dealing = new Set<Loop>()

/** Deals cards for what was read, by whichever process, and for those who have fallen silent. */
export function startCoaching(ctx: Context): Loop[] {
  const loop = startLoop(ctx, { name: 'cards', everyMs: DEAL_EVERY_MS, work: dealCards })
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

/** A reading was committed: its cards are dealt now rather than in a moment. Costs nothing and waits for nothing. */
export function dealSoon(): void {
  for (const loop of dealing) loop.poke()
}
