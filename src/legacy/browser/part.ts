import { sql } from 'kysely'
import { moveRows, moveRowsBack, type PersonPart } from '../../people/index.ts'

/** Which sessions of before somebody made theirs. */
export const ticketPart: PersonPart = {
  name: 'tickets',
  async export(ctx, personId) {
    const { rows } = await sql<object>`
      select id, taken_at, undone_at from session_tickets where person_id = ${personId}::uuid order by id`.execute(
      ctx.db,
    )
    return { session_tickets: rows }
  },
  async erase(ctx, personId) {
    const gone = await sql`
      delete from session_tickets where ${personId}::uuid in (person_id, session_person_id)`.execute(ctx.db)
    return { session_tickets: Number(gone.numAffectedRows ?? 0) }
  },
  async merge(ctx, { from, to }) {
    return { session_tickets: await moveRows(ctx, { table: 'session_tickets', from, to }) }
  },
  async unmerge(ctx, { from, to, moved }) {
    await moveRowsBack(ctx, { table: 'session_tickets', from, to, ids: moved.session_tickets ?? [] })
  },
}
