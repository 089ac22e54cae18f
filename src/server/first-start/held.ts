import { setTimeout as sleep } from 'node:timers/promises'
import type { Store } from '../../storage/index.ts'
import type { State } from '../state.ts'
import { holdOfSource } from './condition.ts'
import { heldBlock } from './words.ts'

const LOOK_MS = 1_000

/**
 * Waits while the data of the store that was opened is on its way elsewhere, or has arrived there: whoever wrote here then
 * would write what nobody carries. Says so once; goes on by itself when the hold is lifted.
 */
export async function untilReleased(
  store: Store,
  { state, say, isStopping }: { state: State; say(lines: string[]): void; isStopping(): boolean },
): Promise<void> {
  for (let said = ''; !isStopping(); await sleep(LOOK_MS)) {
    const hold = await holdOfSource(store)
    if (!hold) return
    state.phase = 'held'
    const saying = `${hold.id} ${hold.moved}`
    if (saying !== said) say(heldBlock(store, hold))
    said = saying
  }
}
