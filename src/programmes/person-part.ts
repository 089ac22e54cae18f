import { type RawBuilder, sql } from 'kysely'
import type { PersonPart } from '../people/index.ts'
import type { Context } from '../storage/index.ts'

/** Children before what they refer to, each with how its rows lead to an enrolment. */
const OF_ENROLMENT = [
  'placed_answers',
  'earlier_notes',
  'answer_revisions',
  'answers',
  'skips',
  'private_answers',
  'enrolment_upgrades',
] as const
const OF_EXPERIMENT = ['obstacles', 'actions', 'learnings', 'reflections'] as const

const theirs = (personId: string) => sql`(select id from enrolments where person_id = ${personId})`
const theirExperiments = (personId: string) =>
  sql`(select id from experiments where enrolment_id in ${theirs(personId)})`

/** What programmes keep about a person; erasing takes it whole. */
export const programmePart: PersonPart = {
  name: 'programmes',

  async export(ctx, personId) {
    const rows = async (table: string, where: RawBuilder<unknown>) =>
      (
        await sql<{ row: object }>`
          select to_jsonb(r) - 'request_key' as row from ${sql.table(table)} r where ${where} order by r::text`.execute(
          ctx.db,
        )
      ).rows.map(({ row }) => row)
    const tables: Record<string, readonly object[]> = {
      enrolments: await rows('enrolments', sql`person_id = ${personId}`),
      experiments: await rows('experiments', sql`enrolment_id in ${theirs(personId)}`),
    }
    for (const table of OF_ENROLMENT) tables[table] = await rows(table, sql`enrolment_id in ${theirs(personId)}`)
    for (const table of OF_EXPERIMENT)
      tables[table] = await rows(table, sql`experiment_id in ${theirExperiments(personId)}`)
    return tables
  },

  async erase(ctx, personId) {
    // A first answer that is being written waits here, and finds no enrolment then.
    await sql`select from enrolments where person_id = ${personId} order by id for update`.execute(ctx.db)
    // A draft that is being written ends first.
    await sql`
      select from answers where enrolment_id in ${theirs(personId)} order by enrolment_id, version, prompt for update
    `.execute(ctx.db)
    const counts: Record<string, number> = {}
    const erase = async (table: string, where: RawBuilder<unknown>) => {
      const gone = await sql`delete from ${sql.table(table)} where ${where}`.execute(ctx.db)
      counts[table] = Number(gone.numAffectedRows ?? 0)
    }
    for (const table of OF_EXPERIMENT) await erase(table, sql`experiment_id in ${theirExperiments(personId)}`)
    await erase('experiments', sql`enrolment_id in ${theirs(personId)}`)
    for (const table of OF_ENROLMENT) await erase(table, sql`enrolment_id in ${theirs(personId)}`)
    await erase('enrolments', sql`person_id = ${personId}`)
    return counts
  },

  /** Two open enrolments of one programme are both kept: the fuller stays open, the other is archived. */
  async merge(ctx, { from, to }) {
    await lockBoth(ctx, from, to)
    const clashes = await sql<{ mine: string; other: string; programme: string }>`
      select here.id as mine, come.id as other, here.programme
      from enrolments here join enrolments come on come.programme = here.programme
      where here.person_id = ${to} and come.person_id = ${from}
        and here.archived_at is null and come.archived_at is null`.execute(ctx.db)
    const archived: string[] = []
    for (const { mine, other } of clashes.rows) archived.push(await lessFull(ctx, mine, other))
    if (archived.length > 0)
      await sql`update enrolments set archived_at = ${ctx.now()} where id = any (${archived}::uuid[])`.execute(ctx.db)
    const moved = await sql<{ id: string }>`
      update enrolments e set person_id = ${to},
        request_key = case when exists (
          select from enrolments o where o.person_id = ${to} and o.request_key = e.request_key) then null else request_key end
      where e.person_id = ${from} returning e.id`.execute(ctx.db)
    return { enrolments: moved.rows.map(({ id }) => id), 'enrolments archived': archived }
  },

  async unmerge(ctx, { from, to, moved }) {
    await lockBoth(ctx, from, to)
    const back = moved.enrolments ?? []
    const reopened = moved['enrolments archived'] ?? []
    await sql`update enrolments set person_id = ${from} where person_id = ${to} and id = any (${back}::uuid[])`.execute(
      ctx.db,
    )
    // Unless its owner has begun anew meanwhile.
    await sql`
      update enrolments e set archived_at = null
      where id = any (${reopened}::uuid[]) and not exists (
        select from enrolments o
        where o.person_id = e.person_id and o.programme = e.programme and o.archived_at is null and o.id <> e.id)
    `.execute(ctx.db)
  },
}

async function lockBoth(ctx: Context, from: string, to: string): Promise<void> {
  await sql`select from enrolments where person_id in (${from}, ${to}) order by id for update`.execute(ctx.db)
}

/** Of two, the one with fewer answers, then with fewer words, then the younger. */
async function lessFull(ctx: Context, mine: string, other: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select e.id from enrolments e
    where e.id in (${mine}, ${other})
    order by
      (select count(*) from answers a where a.enrolment_id = e.id and a.answered_at is not null)
        + (select count(*) from experiments x where x.enrolment_id = e.id),
      (select coalesce(sum(char_length(a.text)), 0) from answers a where a.enrolment_id = e.id),
      e.created_at desc, e.id desc
    limit 1`.execute(ctx.db)
  return rows[0]!.id
}
