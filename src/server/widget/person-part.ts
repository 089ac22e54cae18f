import { sql } from 'kysely'
import { moveRows, moveRowsBack, type PersonPart } from '../../people/index.ts'

/** As which user of the site a person is known. */
export const widgetPart: PersonPart = {
  name: 'widget',
  async export(ctx, personId) {
    const { rows } = await sql<object>`
      select subject, created_at from site_identities where person_id = ${personId}::uuid order by created_at`.execute(
      ctx.db,
    )
    return { site_identities: rows }
  },
  async erase(ctx, personId) {
    const gone = await sql`delete from site_identities where person_id = ${personId}::uuid`.execute(ctx.db)
    return { site_identities: Number(gone.numAffectedRows ?? 0) }
  },
  async merge(ctx, { from, to }) {
    return { site_identities: await moveRows(ctx, { table: 'site_identities', key: 'subject', from, to }) }
  },
  async unmerge(ctx, { from, to, moved }) {
    const ids = moved.site_identities ?? []
    await moveRowsBack(ctx, { table: 'site_identities', key: 'subject', from, to, ids })
  },
}
