import { sql } from 'kysely'
import type { PersonPart } from '../people/index.ts'

/** What résumés keep about a person. The facts read from them go with the person's other facts. */
export const resumePart: PersonPart = {
  name: 'resumes',
  async export(ctx, personId) {
    const rows = async (statement: ReturnType<typeof sql<object>>) => (await statement.execute(ctx.db)).rows
    return {
      resumes: await rows(sql`
        select id, name, created_at from resumes where person_id = ${personId}::uuid order by id`),
      resume_versions: await rows(sql`
        select id, resume_id, number, kind, made_by, based_on, file_id, listing_id, listing_title, listing_company, text,
          earlier_feedback, created_at
        from resume_versions where person_id = ${personId}::uuid order by resume_id, number`),
    }
  },
  async erase(ctx, personId) {
    const count = async (table: 'resume_versions' | 'resumes') =>
      Number(
        (await sql`delete from ${sql.table(table)} where person_id = ${personId}::uuid`.execute(ctx.db))
          .numAffectedRows ?? 0,
      )
    return { resume_versions: await count('resume_versions'), resumes: await count('resumes') }
  },
  async merge(ctx, { from, to }) {
    const resumes = await sql<{ id: string }>`
      update resumes set person_id = ${to}::uuid where person_id = ${from}::uuid returning id`.execute(ctx.db)
    // A request key that both used stays with whom the résumés go to.
    const versions = await sql<{ id: string }>`
      update resume_versions v set person_id = ${to}::uuid, request_key = case when exists (
        select from resume_versions o where o.person_id = ${to}::uuid and o.request_key = v.request_key) then null
        else request_key end
      where person_id = ${from}::uuid returning id`.execute(ctx.db)
    return { resumes: resumes.rows.map(({ id }) => id), resume_versions: versions.rows.map(({ id }) => id) }
  },
  async unmerge(ctx, { from, to, moved }) {
    const back = moved.resumes ?? []
    await sql`
      update resumes set person_id = ${from}::uuid
      where id = any (${back}::uuid[]) and person_id = ${to}::uuid`.execute(ctx.db)
    // Versions that were added since go with their résumé.
    await sql`
      update resume_versions set person_id = ${from}::uuid
      where resume_id = any (${back}::uuid[]) and person_id = ${to}::uuid`.execute(ctx.db)
  },
}
