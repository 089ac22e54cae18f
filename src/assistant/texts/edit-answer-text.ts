import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import { storable } from '../../kernel/text.ts'
import { type Context, tell, transact } from '../../storage/index.ts'
import { type AnswerTextKey, answerTexts } from './defaults.ts'
import { fillText, needed, placeholders, problemsOf } from './placeholders.ts'
import type { AnswerPreview, AnswerTextEntry, AnswerTexts, AnswerVersions } from './schema.ts'

type Row = { key: string; version: number; body: string | null; created_at: Temporal.Instant; by: string | null }

/** All answer texts as they stand. */
export async function listAnswerTexts(ctx: Context): Promise<AnswerTexts> {
  const { rows } = await sql<Row>`
    select distinct on (t.key) t.key, t.version, t.body, t.created_at, a.name as by
    from answer_texts t left join accounts a on a.id = t.account_id order by t.key, t.version desc`.execute(ctx.db)
  const newest = new Map(rows.map(row => [row.key, row]))
  return {
    items: (Object.keys(answerTexts) as AnswerTextKey[]).map(key => toEntry(key, newest.get(key))),
    placeholders: Object.entries(placeholders).map(([name, means]) => ({ name, means })),
  }
}

/**
 * Words a topic anew, as a further version; no words bring the release's own back. Refuses `assistant.text_unknown`,
 * `assistant.text_placeholder` with what keeps it from being said, and `assistant.text_changed` where somebody was quicker.
 */
export async function saveAnswerText(
  ctx: Context,
  input: { key: string; body: string | null; version: number },
): Promise<AnswerTextEntry> {
  const key = knownKey(input.key)
  const body = input.body === null ? null : storable(input.body).trim()
  const [problem] = body === null ? [] : problemsOf(key, body)
  if (problem) refuse('invalid', 'assistant.text_placeholder', { message: problem, field: 'body' })
  const { actor } = ctx
  return transact(ctx, async ctx => {
    const added = await sql<Row>`
      insert into answer_texts (key, version, body, account_id, created_at)
      select ${key}, ${input.version} + 1, ${body}, ${actor.kind === 'account' ? actor.accountId : null}::uuid, ${ctx.now()}
      where ${input.version}::integer = (select coalesce(max(version), 0) from answer_texts where key = ${key})
      on conflict do nothing
      returning key, version, body, created_at, ${actor.kind === 'account' ? actor.name : null}::text as by`.execute(
      ctx.db,
    )
    const [row] = added.rows
    if (!row)
      return refuse(
        'conflict',
        'assistant.text_changed',
        'Somebody worded this text anew meanwhile. Look at theirs first.',
      )
    await audit(
      ctx,
      'answer_text.saved',
      { kind: 'answer_text', id: key },
      { version: row.version, restored: body === null },
    )
    tell(ctx, { topic: 'settings', id: `answers/${key}` })
    return toEntry(key, row)
  })
}

/** How a text would be said now, and what keeps it from being said. */
export async function previewAnswerText(ctx: Context, input: { key: string; body: string }): Promise<AnswerPreview> {
  const key = knownKey(input.key)
  const body = input.body.trim()
  const problems = body === '' ? ['Write something, or bring the original back.'] : problemsOf(key, body)
  if (problems.length > 0) return { text: null, problems }
  const text = await fillText(ctx, body)
  return text === undefined
    ? { text: null, problems: ['A value is not known yet. Until it is, the original is said.'] }
    : { text, problems }
}

/** Every version of a text, newest first. */
export async function listAnswerVersions(ctx: Context, key: string): Promise<AnswerVersions> {
  const { rows } = await sql<Row>`
    select t.key, t.version, t.body, t.created_at, a.name as by from answer_texts t left join accounts a on a.id = t.account_id
    where t.key = ${knownKey(key)} order by t.version desc limit 100`.execute(ctx.db)
  return { items: rows.map(({ version, body, created_at, by }) => ({ version, body, at: created_at.toString(), by })) }
}

function knownKey(key: string): AnswerTextKey {
  if (Object.hasOwn(answerTexts, key)) return key as AnswerTextKey
  return refuse('not_found', 'assistant.text_unknown', 'There is no such answer text.')
}

function toEntry(key: AnswerTextKey, row: Row | undefined): AnswerTextEntry {
  return {
    key,
    label: key
      .replaceAll('_', ' ')
      .replace(/^./, first => first.toUpperCase())
      .replace(/^Emi$/, 'EMI'),
    body: row?.body ?? answerTexts[key],
    release: answerTexts[key],
    edited: typeof row?.body === 'string',
    version: row?.version ?? 0,
    at: row?.created_at.toString() ?? null,
    by: row?.by ?? null,
    needed: [...(needed[key] ?? [])],
  }
}
