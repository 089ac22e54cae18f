import { sql } from 'kysely'
import type { PersonPart } from '../people/index.ts'

/** Names a row of `legacy_rows` when it moves. */
const NAME = sql`table_id || ':' || variant || ':' || key`

const theirs = (personId: string) => sql`enrolment_id in (select id from enrolments where person_id = ${personId})`

/** What imports kept about a person: their rows as they came, and what they were at the source. */
export const legacyPart: PersonPart = {
  name: 'legacy',
  async export(ctx, personId) {
    const rows = await sql<object>`
      select s.kind as source_kind, s.name as source, t.name as table, r.key, r.variant, r.outcome, r.code, r."row"::json as row
      from legacy_rows r join legacy_tables t on t.id = r.table_id join legacy_sources s on s.id = t.source_id
      where r.person_id = ${personId} order by s.id, t.name, r.key, r.variant`.execute(ctx.db)
    const was = await sql<object>`
      select s.kind as source_kind, s.name as source, p.origin, p.key, p.expired_at
      from legacy_persons p join legacy_sources s on s.id = p.source_id where p.person_id = ${personId}`.execute(ctx.db)
    // Between an import and its end alone.
    const undecided = await sql<object>`select enrolment_id from legacy_enrolments where ${theirs(personId)}`.execute(
      ctx.db,
    )
    return { legacy_rows: rows.rows, legacy_persons: was.rows, legacy_enrolments: undecided.rows }
  },
  async erase(ctx, personId) {
    const gone = await sql`
      with gone as (delete from legacy_rows where person_id = ${personId} returning table_id)
      , counted as (select table_id, count(*) as rows from gone group by table_id)
      update legacy_tables t set rows = greatest(t.rows - c.rows, 0) from counted c where c.table_id = t.id
      returning c.rows`.execute(ctx.db)
    const undecided = await sql`delete from legacy_enrolments where ${theirs(personId)}`.execute(ctx.db)
    // Who they were is forgotten; that they are gone is not, or the next import would make them anew.
    await sql`update legacy_persons set key = null, expired_at = null where person_id = ${personId}`.execute(ctx.db)
    return {
      legacy_rows: (gone.rows as { rows: number }[]).reduce((sum, { rows }) => sum + rows, 0),
      legacy_persons: 0,
      legacy_enrolments: Number(undecided.numAffectedRows ?? 0),
    }
  },
  async merge(ctx, { from, to }) {
    const moved = await sql<{ id: string }>`
      update legacy_rows set person_id = ${to} where person_id = ${from} returning ${NAME} as id`.execute(ctx.db)
    return { legacy_rows: moved.rows.map(({ id }) => id) }
  },
  async unmerge(ctx, { from, to, moved }) {
    const ids = moved.legacy_rows ?? []
    if (ids.length > 0)
      await sql`
        update legacy_rows set person_id = ${from} where person_id = ${to} and ${NAME} = any (${ids}::text[])`.execute(
        ctx.db,
      )
  },
}
