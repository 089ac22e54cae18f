import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import { BINARY, CopyRows } from '../core/copy-rows.ts'
import type { Run, Sending } from '../core/mapping.ts'

export async function writePersons(ctx: Context, rows: Record<string, unknown>[], run: Run): Promise<void> {
  await sql`
    with given as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json)
        as g (id uuid, origin text, key text, created_at timestamptz, expired_at timestamptz)
    ), made as (
      insert into persons (id, created_at) select id, created_at from given on conflict (id) do nothing returning id
    )
    insert into legacy_persons (person_id, source_id, origin, key, expired_at)
    select g.id, ${run.sourceId}, g.origin, g.key, g.expired_at from given g join made m on m.id = g.id
    on conflict (person_id) do nothing`.execute(ctx.db)
}

/** The same for the first import of a source, which finds none of its persons here. */
export function sendPersons(rows: Record<string, unknown>[], run: Run): Sending[] | undefined {
  if (!run.isFirst) return undefined
  const persons = new CopyRows()
  const came = new CopyRows()
  for (const { id, origin, key, created_at, expired_at } of rows as PersonFields[]) {
    persons.row(2).uuid(id).instant(created_at)
    came.row(5).uuid(id).integer(run.sourceId).text(origin).text(key).instant(expired_at)
  }
  return [
    { statement: `copy persons (id, created_at) ${BINARY}`, rows: persons },
    { statement: `copy legacy_persons (person_id, source_id, origin, key, expired_at) ${BINARY}`, rows: came },
  ]
}

type PersonFields = {
  id: string
  origin: string
  key: string
  created_at: Temporal.Instant
  expired_at: Temporal.Instant | null
}

/** Accounts with the hash that came with them; whoever took the address meanwhile keeps it. */
export async function writeAccounts(ctx: Context, rows: Record<string, unknown>[]): Promise<void> {
  await sql`
    with given as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as g (id uuid, person_id uuid, email text, name text,
        tier text, created_at timestamptz, credential_id uuid, password_hash text)
    ), made as (
      insert into accounts (id, person_id, name, email, role, origin, tier, created_at, updated_at)
      select id, person_id, name, email, 'member', 'import', tier, created_at, created_at from given
      on conflict do nothing returning id
    )
    insert into account_credentials (id, account_id, provider, subject, password_hash, created_at, updated_at)
    select g.credential_id, g.id, 'credential', g.id::text, g.password_hash, g.created_at, g.created_at
    from given g join made m on m.id = g.id where g.password_hash is not null
    on conflict do nothing`.execute(ctx.db)
}

/** Archived until the import knows which of a person's is the fullest. */
export async function writeEnrolments(ctx: Context, rows: Record<string, unknown>[], run: Run): Promise<void> {
  await sql`
    with given as (
      select distinct on (id) * from json_to_recordset(${JSON.stringify(rows)}::json) as g (id uuid, person_id uuid,
        programme text, version integer, position text, created_at timestamptz)
      order by id, position nulls last
    ), made as (
      insert into enrolments (id, person_id, programme, version, position, created_at, paused_at, archived_at)
      select id, person_id, programme, version, position, created_at, ${run.now}, ${run.now} from given
      on conflict (id) do nothing returning id
    )
    insert into legacy_enrolments (enrolment_id, source_id) select id, ${run.sourceId} from made`.execute(ctx.db)
}

/**
 * Of each person's enrolments that were brought, the fullest becomes open unless one that was begun here is fuller; experiments
 * go where the person goes on. Complete is what has every prompt answered. Safe to repeat.
 */
export async function settleEnrolments(ctx: Context, run: Run, prompts: number): Promise<void> {
  await sql`
    update enrolments e set completed_at = a.last_at, paused_at = null
    from (select enrolment_id, max(saved_at) as last_at from answers where answered_at is not null
      and enrolment_id in (select enrolment_id from legacy_enrolments where source_id = ${run.sourceId})
      group by enrolment_id having count(*) = ${prompts}) a
    where a.enrolment_id = e.id and e.completed_at is null`.execute(ctx.db)
  await sql`
    with brought as (
      select e.id, e.person_id, e.programme from legacy_enrolments l join enrolments e on e.id = l.enrolment_id
      where l.source_id = ${run.sourceId}
    ), measured as (
      select e.id, e.person_id, e.programme, e.created_at, e.archived_at is null as is_open,
        exists (select from brought b where b.id = e.id) as is_brought,
        (select count(*) from answers a where a.enrolment_id = e.id) as answers,
        (select count(*) from experiments x where x.enrolment_id = e.id) as experiments
      from enrolments e
      where (e.person_id, e.programme) in (select person_id, programme from brought)
    ), ranked as (
      select *, row_number() over (partition by person_id, programme
        order by answers desc, experiments desc, is_open desc, created_at desc, id) as place
      from measured where is_open or is_brought
    ), closed as (
      update enrolments e set archived_at = ${run.now} from ranked r
      where r.id = e.id and r.place > 1 and r.is_open returning e.id
    ), moved as (
      update experiments x set enrolment_id = first.id
      from ranked r join ranked first on first.person_id = r.person_id and first.programme = r.programme and first.place = 1
      where x.enrolment_id = r.id and r.place > 1 and r.is_brought returning x.id
    )
    select (select count(*) from closed), (select count(*) from moved)`.execute(ctx.db)
  await sql`
    update enrolments e set archived_at = null
    from (
      select distinct on (e.person_id, e.programme) e.id, e.person_id, e.programme
      from legacy_enrolments l join enrolments e on e.id = l.enrolment_id
      where l.source_id = ${run.sourceId}
      order by e.person_id, e.programme, (select count(*) from answers a where a.enrolment_id = e.id) desc,
        (select count(*) from experiments x where x.enrolment_id = e.id) desc, e.created_at desc, e.id
    ) fullest
    where e.id = fullest.id and e.archived_at is not null and not exists (
      select from enrolments o where o.person_id = fullest.person_id and o.programme = fullest.programme and o.archived_at is null)`.execute(
    ctx.db,
  )
  await sql`delete from legacy_enrolments where source_id = ${run.sourceId}`.execute(ctx.db)
}
