import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import { type AnswerTextKey, answerTexts } from './defaults.ts'
import { fillText, problemsOf } from './placeholders.ts'

/**
 * The words for a topic, with their values: the newest that staff wrote, else the release's own. A text with a gap that
 * nothing fills gives way to the release's.
 */
export async function answerText(ctx: Context, key: AnswerTextKey): Promise<string> {
  const { rows } = await sql<{ body: string | null }>`
    select body from answer_texts where key = ${key} order by version desc limit 1`.execute(ctx.db)
  const body = rows[0]?.body?.trim()
  const own = body && problemsOf(key, body).length === 0 ? await fillText(ctx, body) : undefined
  return own ?? (await fillText(ctx, answerTexts[key])) ?? answerTexts[key]
}
