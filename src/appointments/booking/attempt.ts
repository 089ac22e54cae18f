import { sql } from 'kysely'
import { type Context, inTransaction, transact } from '../../storage/index.ts'

const nothing = new Error('the attempt came to nothing')

/**
 * One try to take a start, in a transaction of its own; in the caller's, behind a savepoint. Where `work` gives undefined, or the
 * constraint gives the time to somebody else, all of it is taken back and the answer is undefined: the next member of staff is
 * tried with no lock of this try held.
 */
export async function attempt<Result>(
  ctx: Context,
  work: (ctx: Context) => Promise<Result | undefined>,
): Promise<Result | undefined> {
  const nested = inTransaction(ctx)
  if (nested) await sql`savepoint attempt`.execute(ctx.db)
  try {
    const result = await transact(ctx, async ctx => (await work(ctx)) ?? giveUp())
    if (nested) await sql`release savepoint attempt`.execute(ctx.db)
    return result
  } catch (error) {
    if (nested) await sql`rollback to savepoint attempt`.execute(ctx.db)
    // 23P01: the exclusion constraint, which an update cannot ask to be passed over.
    if (error === nothing || (error as { code?: string }).code === '23P01') return undefined
    throw error
  }
}

function giveUp(): never {
  throw nothing
}
