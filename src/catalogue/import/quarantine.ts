import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { RefusedRow } from '../schema.ts'
import type { Problem } from './columns.ts'

const BATCH = 500
const SHOWN = 1_000

/** Collects what an import refuses: the first thousand for the report, all of them in the table. */
export function createQuarantine(ctx: Context, importId: string | undefined) {
  const shown: RefusedRow[] = []
  let waiting: object[] = []
  let number = 0

  async function flush() {
    if (!importId || waiting.length === 0) return
    await sql`insert into catalogue_refused_rows (import_id, number, row, column_name, code, message, content)
      select ${importId}::uuid, number, row, column_name, code, message, content
      from json_populate_recordset(null::catalogue_refused_rows, ${JSON.stringify(waiting)}::json)`.execute(ctx.db)
    waiting = []
  }

  return {
    shown,
    flush,
    get count() {
      return number
    },
    async add(row: number, { column, code, message }: Problem, content: Record<string, string>) {
      number++
      if (shown.length < SHOWN) shown.push({ row, column, code, message })
      waiting.push({ number, row, column_name: column, code, message, content })
      if (waiting.length >= BATCH) await flush()
    },
  }
}
