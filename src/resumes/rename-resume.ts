import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { findResume } from './queries.ts'

/** Names a résumé otherwise; its versions stay. Refuses `resumes.unknown`. */
export async function renameResume(ctx: Context, input: { personId: string | undefined; id: string; name: string }) {
  const resumeId = await findResume(ctx, input.personId, input.id)
  await sql`update resumes set name = ${input.name} where id = ${resumeId}::uuid`.execute(ctx.db)
  return { id: resumeId, name: input.name }
}
