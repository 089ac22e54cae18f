import { sql } from 'kysely'
import { eraseFactsOf } from '../people/index.ts'
import { type Context, transact } from '../storage/index.ts'
import { findResume } from './queries.ts'

/** Erases a résumé with every version, and every fact that was read from one. Refuses `resumes.unknown`. */
export async function eraseResume(ctx: Context, input: { personId: string; id: string }): Promise<void> {
  const { personId } = input
  await transact(ctx, async ctx => {
    await sql`select from persons where id = ${personId}::uuid for no key update`.execute(ctx.db)
    const resumeId = await findResume(ctx, personId, input.id)
    await sql`select from resumes where id = ${resumeId}::uuid for update`.execute(ctx.db)
    const versions = await sql<{ id: string }>`
      select id from resume_versions where resume_id = ${resumeId}::uuid`.execute(ctx.db)
    await eraseFactsOf(ctx, { personId, sourceIds: versions.rows.map(({ id }) => id) })
    await sql`delete from resumes where id = ${resumeId}::uuid`.execute(ctx.db)
  })
}
