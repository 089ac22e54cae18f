import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { JudgedRow } from './judge-row.ts'

export type StagedRow = JudgedRow & { row: number; content: Record<string, string> }

const BATCH = 1_000

/**
 * Rows wait in a temporary table until all are read, so that rows of one listing meet wherever they stand in the file,
 * and a file of any length needs little memory. Lives in the caller's transaction.
 */
export async function createStage(ctx: Context) {
  await sql`create temporary table import_stage (listing integer not null, number integer not null, row jsonb not null,
    primary key (listing, number)) on commit drop`.execute(ctx.db)
  const listings = new Map<string, number>()
  let waiting: { listing: number; number: number; row: StagedRow }[] = []
  let number = 0

  async function flush() {
    if (waiting.length === 0) return
    await sql`insert into import_stage (listing, number, row)
      select * from json_to_recordset(${JSON.stringify(waiting)}::json) as r(listing integer, number integer, row jsonb)`.execute(
      ctx.db,
    )
    waiting = []
  }

  return {
    async add(row: StagedRow) {
      const name = JSON.stringify([row.source, row.key])
      const listing = listings.get(name) ?? listings.size
      listings.set(name, listing)
      waiting.push({ listing, number: number++, row })
      if (waiting.length >= BATCH) await flush()
    },
    /** The rows of some hundred listings at a time, those of one listing together and in the order of the file. */
    async *groups(size: number): AsyncGenerator<StagedRow[][]> {
      await flush()
      for (let from = 0; from < listings.size; from += size) {
        const { rows } = await sql<{ rows: StagedRow[] }>`
          select jsonb_agg(row order by number) as rows from import_stage
          where listing >= ${from} and listing < ${from + size} group by listing order by listing`.execute(ctx.db)
        yield rows.map(one => one.rows)
      }
    },
    async drop() {
      await sql`drop table import_stage`.execute(ctx.db)
    },
  }
}
