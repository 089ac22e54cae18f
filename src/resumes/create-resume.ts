import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import type { Version } from './schema.ts'
import { findRequested, plainText, writeVersion } from './write-version.ts'

const MOST = 200

/**
 * Begins a résumé with its first version, from a text that the person wrote or that was read from their file. The same
 * `requestKey` again gives the same. Refuses `resumes.no_text`, `resumes.too_long`, `resumes.too_many`, `resumes.key_reused`.
 */
export async function createResume(
  ctx: Context,
  input: { personId: string; name: string; text: string; fileId?: string | undefined; requestKey?: string | undefined },
): Promise<Version> {
  const { personId, name, fileId, requestKey } = input
  const text = plainText(input.text)
  return transact(ctx, async ctx => {
    // One of a person's after another; who is being erased is waited for, and is nobody then.
    const person = await sql`
      select from persons where id = ${personId}::uuid and erased_at is null for no key update`.execute(ctx.db)
    if (person.rows.length === 0)
      refuse('unauthenticated', 'people.ended', 'Your data was erased. Reload to start anew.')
    const before = await findRequested(ctx, { personId, requestKey, text })
    if (before) return before
    const resumeId = newId()
    const begun = await sql`
      insert into resumes (id, person_id, name, created_at)
      select ${resumeId}::uuid, ${personId}::uuid, ${name}, ${ctx.now()}::timestamptz
      where (select count(*) from resumes where person_id = ${personId}::uuid) < ${MOST} returning id`.execute(ctx.db)
    if (begun.rows.length === 0)
      refuse('conflict', 'resumes.too_many', `You have ${MOST} résumés already. Delete one first.`)
    return writeVersion(ctx, { resumeId, personId, text, fileId, requestKey })
  })
}
