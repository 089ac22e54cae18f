import { sql } from 'kysely'
import { type Context, transact } from '../storage/index.ts'
import { findResume, requireVersion } from './queries.ts'
import type { Version } from './schema.ts'
import { findRequested, plainText, writeVersion } from './write-version.ts'

/**
 * Makes the next version of a résumé, by the person's own text or by an earlier version (`restore`, its number). The text of the
 * newest version again makes none and gives that one. Refuses `resumes.unknown`, `resumes.unknown_version`,
 * `resumes.no_text`, `resumes.too_long`, `resumes.key_reused`, `resumes.too_many_versions`.
 */
export async function addVersion(
  ctx: Context,
  input: { personId: string; id: string; requestKey?: string | undefined } & (
    | { text: string; fileId?: string | undefined }
    | { restore: number }
  ),
): Promise<Version> {
  const { personId, id, requestKey } = input
  return transact(ctx, async ctx => {
    const resumeId = await findResume(ctx, personId, id)
    await sql`select from resumes where id = ${resumeId}::uuid for update`.execute(ctx.db)
    const source =
      'restore' in input ? await requireVersion(ctx, { personId, id: resumeId, version: input.restore }) : input
    const text = plainText(source.text)
    const before = await findRequested(ctx, { personId, requestKey, resumeId, text })
    if (before) return before
    const newest = await requireVersion(ctx, { personId, id: resumeId })
    if (newest.text === text && newest.kind === 'canonical') return newest
    const basedOn = 'restore' in input ? input.restore : newest.number
    const fileId = 'restore' in input ? undefined : input.fileId
    return writeVersion(ctx, { resumeId, personId, text, fileId, basedOn, requestKey })
  })
}
