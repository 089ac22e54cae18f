import { type Hold, readFill, readHold } from '../../storage/copy/index.ts'
import type { Store } from '../../storage/index.ts'
import { countHoldings } from './holdings.ts'
import type { Condition } from './wait.ts'

type Asked = Pick<Store, 'pool' | 'label'>

/** How a database is: in the middle of a move, somebody's, or nobody's: what migrations and seeds write does not count. */
export async function conditionOf(store: Asked): Promise<Condition> {
  try {
    if (await isHalfFilled(store)) return 'unfinished'
    const { newestAt: _, ...counts } = await countHoldings(store.pool)
    return Object.values(counts).some(count => count > 0) ? 'used' : 'empty'
  } catch (error) {
    // A move makes all tables anew: for that moment one that was there a moment ago is not.
    if ((error as { code?: string }).code === '42P01') return 'unfinished'
    throw error
  }
}

/** Whether a move or a restore into it was begun and is not at its end; at its beginning it is held and nothing more. */
export async function isHalfFilled(store: Asked): Promise<boolean> {
  if (await readFill(store.pool)) return true
  const hold = await readHold(store.pool)
  return hold !== undefined && isTarget(hold, store)
}

/** The hold of a store whose data goes or went elsewhere; undefined where nothing, or only what comes in, holds it. */
export async function holdOfSource(store: Asked): Promise<Hold | undefined> {
  if (await readFill(store.pool)) return undefined
  const hold = await readHold(store.pool)
  return hold && !isTarget(hold, store) ? hold : undefined
}

/** A move holds both sides; where it goes to is one of them. */
function isTarget({ to, moved }: Hold, { label }: Asked): boolean {
  return to === label && !moved
}
