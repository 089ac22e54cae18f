import { sql } from 'kysely'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { type FileRow, fileColumns, toFile } from './row.ts'
import type { FileList } from './schema.ts'

const PAGE = 50

/** A kept file of this person. Refuses `files.unknown`, for another person's too. */
export async function requireFile(
  ctx: Context,
  input: { personId: string | undefined; fileId: string },
): Promise<FileRow> {
  const { personId, fileId } = input
  const found = await sql<FileRow>`
    select ${fileColumns} from files
    where id = ${fileId}::uuid and person_id = ${personId ?? null}::uuid and state = 'kept'`.execute(ctx.db)
  return found.rows[0] ?? refuse('not_found', 'files.unknown', 'There is no such file.')
}

/** A person's files, newest first, 50 a page; `before` is the cursor of the page before. */
export async function listFiles(
  ctx: Context,
  input: { personId: string | undefined; before?: string | undefined },
): Promise<FileList> {
  const { personId, before } = input
  if (!personId) return { items: [], cursor: null, used: { files: 0, bytes: 0 } }
  const [found, used] = await Promise.all([
    sql<FileRow>`
      select ${fileColumns} from files
      where person_id = ${personId}::uuid and state = 'kept' ${before ? sql`and id < ${before}::uuid` : sql``}
      order by id desc limit ${PAGE + 1}`.execute(ctx.db),
    usedBy(ctx, personId),
  ])
  const items = found.rows.slice(0, PAGE)
  return { items: items.map(toFile), cursor: found.rows.length > PAGE ? items.at(-1)!.id : null, used }
}

/** How many files a person keeps, and their bytes together. */
export async function usedBy(ctx: Context, personId: string): Promise<{ files: number; bytes: number }> {
  const { rows } = await sql<{ files: number; bytes: number }>`
    select count(*) as files, coalesce(sum(size), 0) as bytes from files
    where person_id = ${personId}::uuid and state = 'kept'`.execute(ctx.db)
  return rows[0]!
}
