import { readFill } from '../../storage/copy/index.ts'
import type { Store } from '../../storage/index.ts'
import { countHoldings } from './holdings.ts'
import type { Condition } from './wait.ts'

/** How a database is: in the middle of a move, somebody's, or nobody's: what migrations and seeds write does not count. */
export async function conditionOf({ pool }: Pick<Store, 'pool'>): Promise<Condition> {
  if (await isHalfFilled({ pool })) return 'unfinished'
  const { newestAt: _, ...counts } = await countHoldings(pool)
  return Object.values(counts).some(count => count > 0) ? 'used' : 'empty'
}

/** Whether a move or a restore into it was begun and is not at its end. */
export async function isHalfFilled({ pool }: Pick<Store, 'pool'>): Promise<boolean> {
  return (await readFill(pool)) !== undefined
}
