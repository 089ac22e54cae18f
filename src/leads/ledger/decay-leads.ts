import { sql } from 'kysely'
import { type Context, tell, transact } from '../../storage/index.ts'

const BATCH = 200

/**
 * Writes what leads lose by having stayed away, for as many as are due, in any number of processes at once; each week is dated when it
 * was over, however late it is written. Gives whether there may be more. Rule: sales desk specification, section 2.
 */
export async function decayLeads(ctx: Context): Promise<boolean> {
  return transact(ctx, async ctx => {
    const { rows } = await sql<{ id: string }>`select decay_leads(${ctx.now()}, ${BATCH}) as id`.execute(ctx.db)
    for (const { id } of rows) tell(ctx, { topic: 'lead', id })
    return rows.length === BATCH
  })
}
