import { Refusal } from '../../kernel/refusal.ts'
import { isDiskFull, isUnreachable } from '../unavailable.ts'
import type { Side } from './sides.ts'

/** How far a move was: it let everything go again, or it is to be run once more, or all of it is there. */
export type Left = 'let go' | 'held' | 'arrived'

/** What a move that a full disk ended says, as `move.disk_full`; undefined for every other error. `side` is where the disk is full. */
export function fullDisk(error: unknown, { store }: Side, left: Left): Refusal | undefined {
  if (error instanceof Refusal || !isDiskFull(error)) return undefined
  return new Refusal('unavailable', 'move.disk_full', {
    message: `The disk of ${store.label} is full (${(error as Error).message}). Make room on it. ${WHAT_IS_LEFT[left]}`,
  })
}

/** Carries a full disk of this side out as a refusal that names it. */
export async function onDiskOf<Result>(side: Side, left: Left, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw fullDisk(error, side, left) ?? error
  }
}

/**
 * What a move says whose connection broke, as `move.interrupted`; undefined for every other error. A server that could not
 * write its log for want of room breaks all connections too: which one is gone, and what it says now, is asked for.
 */
export async function lostConnection(error: unknown, sides: Side[], left: Left): Promise<Refusal | undefined> {
  if (error instanceof Refusal || !isUnreachable(error)) return undefined
  const gone = (await Promise.all(sides.map(async side => [side.store, await troubleOf(side)] as const))).find(
    ([, trouble]) => trouble !== undefined,
  )
  const who = gone
    ? `The connection to ${gone[0].label} was lost, and it does not answer now (${gone[1]}). Look at its log, and whether its disk is full.`
    : 'The connection to one of the stores was lost.'
  return new Refusal('unavailable', 'move.interrupted', { message: `${who} ${WHAT_IS_LEFT[left]}` })
}

const WHAT_IS_LEFT: Record<Left, string> = {
  'let go': 'This run carried nothing; run the same command again afterwards.',
  held: 'What is carried stays, the target says that it is not whole and is served to nobody, and the source still takes no writes: run the same command again, it goes on where it stopped; or give it up with: move --cancel.',
  arrived:
    'All of it has arrived and was proven; the source does not say so yet: run the same command again, it finds that and notes it.',
}

/** Why a side cannot be reached; undefined where it can. An embedded engine that is gone is started again, as a process that serves would. */
async function troubleOf({ store, pool }: Side): Promise<string | undefined> {
  try {
    await store.engine?.revive()
    const client = await pool(1).connect()
    client.release(true)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
