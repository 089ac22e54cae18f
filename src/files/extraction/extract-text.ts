import { sql } from 'kysely'
import { Refusal } from '../../kernel/refusal.ts'
import { type Context, transact } from '../../storage/index.ts'
import { readBytes, wholeBytes } from '../open-file.ts'
import { type FileRow, fileColumns } from '../row.ts'
import type { FileType, TextReason } from '../schema.ts'
import type { Files } from '../settings.ts'
import type { ReadResult } from './read-text.ts'
import { BOUNDS, readApart } from './run-worker.ts'

/** Longer than reading may take, so that nobody else begins meanwhile; of the database's clock. */
const LEASE = '90 seconds'
/** A document that ended this many processes, or that grew too large beside others so often, is left. */
const MOST_ATTEMPTS = 3

/**
 * Reads the text of the file that waits longest, in a worker thread. Gives whether there was one. A process that is killed
 * meanwhile leaves its lease behind, after which the file is taken up again.
 */
export async function extractText(ctx: Context, files: Files, bounds = BOUNDS): Promise<boolean> {
  const row = await claim(ctx)
  if (!row) return false
  const read =
    row.attempts > MOST_ATTEMPTS ? { failed: 'out_of_memory' as const } : await attempt(ctx, files, row, bounds)
  if (!read) return true
  // What stood beside it may have taken the memory.
  if ('failed' in read && read.failed === 'out_of_memory' && row.attempts < MOST_ATTEMPTS) await release(ctx, row.id)
  else await settle(ctx, row.id, read)
  return true
}

async function claim(ctx: Context): Promise<(FileRow & { attempts: number }) | undefined> {
  const { rows } = await sql<FileRow & { attempts: number }>`
    update files set text_after = now() + ${LEASE}::interval, text_attempts = text_attempts + 1
    where id = (
      select id from files where state = 'kept' and text_state = 'pending' and (text_after is null or text_after < now())
      order by text_after nulls first limit 1 for update skip locked)
    returning ${fileColumns}, text_attempts as attempts`.execute(ctx.db)
  return rows[0]
}

/** Undefined where its bytes cannot be reached now: the lease brings it back. */
async function attempt(
  ctx: Context,
  files: Files,
  row: FileRow,
  bounds: typeof BOUNDS,
): Promise<ReadResult | undefined> {
  try {
    const bytes = await wholeBytes(await readBytes(ctx, files, row), row.size)
    return await readApart({ type: row.type as FileType, bytes }, bounds)
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'not_found') return { failed: 'bytes_missing' satisfies TextReason }
    ctx.log.warn({ err: error, fileId: row.id }, 'the text of a file cannot be read now')
    await sql`update files set text_attempts = text_attempts - 1 where id = ${row.id}::uuid`.execute(ctx.db)
    return undefined
  }
}

async function release(ctx: Context, fileId: string): Promise<void> {
  await sql`update files set text_after = now() + interval '10 seconds' where id = ${fileId}::uuid`.execute(ctx.db)
}

/** A file that was erased meanwhile gets no text. */
async function settle(ctx: Context, fileId: string, read: ReadResult): Promise<void> {
  const state = 'failed' in read ? 'failed' : read.text === '' ? 'empty' : 'done'
  await transact(ctx, async ctx => {
    const settled = await sql`
      update files set text_state = ${state}, text_reason = ${'failed' in read ? read.failed : null}, text_after = null
      where id = ${fileId}::uuid and text_state = 'pending' returning id`.execute(ctx.db)
    if (settled.rows.length > 0 && state === 'done' && 'text' in read)
      await sql`insert into file_texts (file_id, text) values (${fileId}::uuid, ${read.text})`.execute(ctx.db)
  })
}
