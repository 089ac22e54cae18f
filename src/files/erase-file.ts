import { sql } from 'kysely'
import { type Context, transact } from '../storage/index.ts'
import { requireFile } from './queries.ts'

/**
 * Erases a file: its row and its bytes vanish together. What lies in an object store is removed by the worker, again and
 * again until it is gone. Refuses `files.unknown`.
 */
export async function eraseFile(ctx: Context, input: { personId: string | undefined; fileId: string }): Promise<void> {
  await transact(ctx, async ctx => {
    const { id } = await requireFile(ctx, input)
    await eraseRows(ctx, sql`id = ${id}::uuid`)
  })
}

/** In the caller's transaction; gives how many files, pieces and texts went. */
export async function eraseRows(ctx: Context, which: ReturnType<typeof sql>) {
  // A file that is being carried may have an object already: the key stands in its row before the object does.
  const { rows } = await sql<{ files: number; chunks: number; texts: number }>`
    with gone as (delete from files where ${which} returning id, object_key),
    removals as (
      insert into file_removals (object_key, created_at, after)
      select object_key, ${ctx.now()}::timestamptz, ${ctx.now()}::timestamptz from gone where object_key is not null
      on conflict (object_key) do nothing)
    select count(*) as files, (select count(*) from file_chunks where file_id in (select id from gone)) as chunks,
      (select count(*) from file_texts where file_id in (select id from gone)) as texts
    from gone`.execute(ctx.db)
  return { files: rows[0]!.files, file_chunks: rows[0]!.chunks, file_texts: rows[0]!.texts }
}
