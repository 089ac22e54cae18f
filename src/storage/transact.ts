import type { Transaction } from 'kysely'
import type { Context } from './context.ts'
import type { Tables } from './tables.generated.ts'
import type { Change } from './tell.ts'

/**
 * Runs `work` in a transaction: the open one if there is one, else a new one. The callback's own `ctx` shadows the
 * caller's, so that the root handle is out of sight. Throwing rolls everything back.
 *
 * No network inside: a model call or a mail would hold the rows that it has locked.
 */
export async function transact<Result>(ctx: Context, work: (ctx: Context) => Promise<Result>): Promise<Result> {
  if (inTransaction(ctx)) return work(ctx)
  const told: Change[] = []
  const result = await ctx.db.transaction().execute(db => work({ ...ctx, db, told }))
  if (told.length > 0) ctx.publish?.(told)
  return result
}

export function inTransaction(ctx: Context): ctx is Context & { db: Transaction<Tables> } {
  return ctx.db.isTransaction
}
