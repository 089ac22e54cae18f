import { refuse } from '../../kernel/refusal.ts'
import type { StoreChoice } from '../detect.ts'
import { emptyDatabase } from './content.ts'
import { lockFill, readFill } from './fill.ts'
import { endSessions, type Hold, readHold, releaseHold } from './hold.ts'
import { listReports } from './report.ts'
import { type OpenSettings, openSide } from './sides.ts'

/**
 * Lets a store take writes again. Gives the hold that it was under, undefined where there was none. Refuses
 * `storage.being_filled` while a move runs, which would hand over a store that is written to.
 */
export async function releaseStore(where: StoreChoice, settings: OpenSettings): Promise<Hold | undefined> {
  const side = await openSide(where, settings, 'source')
  try {
    await lockFill(side.main)
    const hold = await readHold(side.main)
    await releaseHold(side.main)
    if (hold) await endSessions(side.main)
    return hold
  } finally {
    await side.close()
  }
}

/**
 * Gives up a move or a restore that is not finished: empties the target, and lets the source, if one is named and held for that
 * move, take writes again. Refuses `move.finished` where the target is whole, `move.nothing_to_cancel`, and
 * `storage.being_filled` while the move runs.
 */
export async function cancelMove(
  { from, to }: { from?: StoreChoice | undefined; to: StoreChoice },
  settings: OpenSettings,
): Promise<{ emptied: boolean; released: boolean }> {
  const target = await openSide(to, settings, 'source')
  try {
    // Before anything is let go: a move that still runs is stopped first.
    await lockFill(target.main)
    const fill = await readFill(target.main)
    const held = await readHold(target.main)
    let released = false
    if (from) {
      const source = await openSide(from, settings, 'source')
      try {
        const hold = await readHold(source.main)
        const done = hold && (await listReports(target.main)).some(({ id }) => id === hold.id)
        if (done)
          refuse('conflict', 'move.finished', {
            message: `The move to ${hold.to} is complete and proven. To write to ${source.store.label} all the same, lift its hold with: move --release.`,
          })
        if (hold && (hold.id === (fill?.id ?? held?.id) || hold.to === target.store.label)) {
          await releaseHold(source.main)
          await endSessions(source.main)
          released = true
        }
      } finally {
        await source.close()
      }
    }
    if (fill) {
      await endSessions(target.main, { copying: true })
      await emptyDatabase(target.main)
    }
    if (held && !held.moved) {
      await releaseHold(target.main)
      await endSessions(target.main)
    }
    if (!fill && !released && !(held && !held.moved))
      refuse('conflict', 'move.nothing_to_cancel', { message: 'No unfinished move between these stores was found.' })
    return { emptied: fill !== undefined, released }
  } finally {
    await target.close()
  }
}
