import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import { type AnswerTextKey, answerTexts } from './defaults.ts'

/** A body that still holds a gap to fill is not fit to be shown. */
const GAP = /\{[^}]*\}|\[[A-Z_ ]{3,}\]/

/**
 * The words for a topic: the newest that staff wrote, else the release's own. A text with an unfilled gap gives way to
 * the release's.
 */
export async function answerText(ctx: Context, key: AnswerTextKey): Promise<string> {
  const { rows } = await sql<{ body: string }>`
    select body from answer_texts where key = ${key} order by version desc limit 1`.execute(ctx.db)
  const body = rows[0]?.body.trim()
  return body && !GAP.test(body) ? body : answerTexts[key]
}
