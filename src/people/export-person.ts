import { sql } from 'kysely'
import { refuse } from '../kernel/refusal.ts'
import { type Context, inTransaction } from '../storage/index.ts'
import { personParts } from './parts.ts'

export type PersonExport = {
  /** Null for a visitor of whom there is nothing yet */
  personId: string | null
  /** RFC 3339 */
  exportedAt: string
  /** Part by part, table by table, every row as it is kept */
  parts: Record<string, Record<string, readonly object[]>>
}

/**
 * Every row that belongs to a person, of every domain, as of one moment. Columns keep their names.
 * Refuses `people.unknown_person`.
 */
export async function exportPerson(ctx: Context, personId: string): Promise<PersonExport> {
  return atOneMoment(ctx, async ctx => {
    const person = await sql`select from persons where id = ${personId}`.execute(ctx.db)
    if (person.rows.length === 0) refuse('not_found', 'people.unknown_person', 'There is no such person.')
    const parts: PersonExport['parts'] = {}
    for (const part of personParts()) parts[part.name] = await part.export(ctx, personId)
    return { personId, exportedAt: ctx.now().toString(), parts }
  })
}

/** One snapshot for all the tables, in which nothing can be written. */
function atOneMoment<Result>(ctx: Context, read: (ctx: Context) => Promise<Result>): Promise<Result> {
  if (inTransaction(ctx)) return read(ctx)
  const transaction = ctx.db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  return transaction.execute(db => read({ ...ctx, db }))
}
