import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { rememberFacts } from '../people/index.ts'
import type { Context } from '../storage/index.ts'
import { toVersion, versionColumns, type WholeVersionRow } from './row.ts'
import { LONGEST_TEXT, type Posting, type Version } from './schema.ts'
import { skillsOf } from './skills-of.ts'

const MOST_VERSIONS = 1_000

export type NewVersion = {
  resumeId: string
  personId: string
  text: string
  fileId?: string | undefined
  basedOn?: number | undefined
  requestKey?: string | undefined
  tailored?: { posting: Posting; by: 'rules' | 'model' }
}

/**
 * Adds the next version in the caller's transaction, with the résumé locked, and remembers the skills that the person wrote in
 * it, each with its line. What rules or a model propose is not what the person wrote: nothing is remembered from it.
 */
export async function writeVersion(ctx: Context, version: NewVersion): Promise<Version> {
  const { resumeId, personId, text, fileId = null, basedOn = null, requestKey = null, tailored } = version
  const locked = await sql`select from resumes where id = ${resumeId}::uuid for update`.execute(ctx.db)
  if (locked.rows.length === 0) refuse('not_found', 'resumes.unknown', 'There is no such résumé.')
  const { rows } = await sql<WholeVersionRow>`
    with v as (
      insert into resume_versions (id, resume_id, person_id, number, kind, text, made_by, file_id, based_on, listing_id,
        listing_title, listing_company, request_key, created_at)
      select ${newId()}::uuid, ${resumeId}::uuid, ${personId}::uuid, coalesce(max(number), 0) + 1,
        ${tailored ? 'tailored' : 'canonical'}, ${text}, ${tailored?.by ?? 'person'}, ${fileId}::uuid, ${basedOn}::integer,
        ${tailored?.posting.id ?? null}::uuid, ${tailored?.posting.title ?? null}, ${tailored?.posting.company ?? null},
        ${requestKey}, ${ctx.now()}::timestamptz
      from resume_versions where resume_id = ${resumeId}::uuid having coalesce(max(number), 0) < ${MOST_VERSIONS}
      returning *)
    select ${versionColumns} from v join resumes r on r.id = v.resume_id`.execute(ctx.db)
  if (!rows[0])
    refuse('conflict', 'resumes.too_many_versions', `A résumé has ${MOST_VERSIONS} versions at most. Begin a new one.`)
  if (!tailored)
    await rememberFacts(ctx, {
      personId,
      messageId: null,
      source: { kind: 'resume', id: rows[0].id },
      facts: skillsOf(text).map(({ name, quote }) => ({ key: 'skill', value: name, quote })),
    })
  return toVersion(rows[0])
}

/** A text as it is kept: without spaces at the ends of lines. Refuses `resumes.no_text` and `resumes.too_long`. */
export function plainText(text: string): string {
  const plain = text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
    .replace(/^\n+/, '')
    .trimEnd()
  if (!/[\p{L}\p{N}]/u.test(plain))
    refuse('invalid', 'resumes.no_text', { field: 'text', message: 'This résumé has no text.' })
  if (plain.length > LONGEST_TEXT)
    refuse('invalid', 'resumes.too_long', {
      field: 'text',
      message: `A résumé may have ${LONGEST_TEXT.toLocaleString('en')} characters at most.`,
    })
  return plain
}

/**
 * The version that this person's request of the same key made. Refuses `resumes.key_reused` where that was another text or
 * another résumé.
 */
export async function findRequested(
  ctx: Context,
  wish: { personId: string; requestKey: string | undefined; resumeId?: string; text?: string },
): Promise<Version | undefined> {
  const { personId, requestKey, resumeId, text } = wish
  if (requestKey === undefined) return undefined
  const { rows } = await sql<WholeVersionRow>`
    select ${versionColumns} from resume_versions v join resumes r on r.id = v.resume_id
    where v.person_id = ${personId}::uuid and v.request_key = ${requestKey}`.execute(ctx.db)
  const [row] = rows
  if (!row) return undefined
  if ((resumeId !== undefined && row.resume_id !== resumeId) || (text !== undefined && row.text !== text))
    refuse('conflict', 'resumes.key_reused', 'This Idempotency-Key was used for another request. Use a new one.')
  return toVersion(row)
}
