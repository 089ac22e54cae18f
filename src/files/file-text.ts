import { sql } from 'kysely'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { requireFile } from './queries.ts'

/**
 * The text that was read out of a file. Refuses `files.unknown`, `files.text_pending` while it is not read yet, `files.no_text`
 * where there is none to read.
 */
export async function fileText(ctx: Context, input: { personId: string | undefined; fileId: string }): Promise<string> {
  const file = await requireFile(ctx, input)
  if (file.text_state === 'pending')
    refuse('conflict', 'files.text_pending', 'The text of this file is still being read. Try again in a moment.')
  const found = await sql<{ text: string }>`select text from file_texts where file_id = ${file.id}::uuid`.execute(
    ctx.db,
  )
  return (
    found.rows[0]?.text ??
    refuse('conflict', 'files.no_text', 'No text could be read from this file. Paste the text instead.')
  )
}
