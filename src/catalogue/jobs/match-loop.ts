import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import { recordMatches } from './matches.ts'

const BATCH = 20

/**
 * Stores anew the matches of people whose facts or whose postings have changed since: of those whom the daily mail goes to, and
 * those who were here in the last two weeks. Stored reasons name facts: where all of those are erased, they go. Says whether
 * there are more.
 */
export async function refreshMatches(ctx: Context): Promise<boolean> {
  await sql`
    delete from match_runs r
    where exists (select from matches where person_id = r.person_id)
      and not exists (select from facts where person_id = r.person_id and superseded_at is null and erased_at is null
        and key in ('skill', 'work_value', 'work_place', 'work_mode', 'work_level', 'work_pay'))`.execute(ctx.db)
  const since = ctx.now().subtract({ hours: 24 * 14 })
  const { rows } = await sql<{ person_id: string }>`
    select f.person_id from facts f join persons p on p.id = f.person_id
    left join match_runs r on r.person_id = f.person_id
    where f.key in ('skill', 'work_value', 'work_place', 'work_mode', 'work_level', 'work_pay')
      and f.superseded_at is null and f.erased_at is null and p.erased_at is null
      and (r.person_id is null or r.postings_version <> (select version from posting_catalogue)
        or exists (select from facts n where n.person_id = f.person_id
          and greatest(n.created_at, n.superseded_at, n.erased_at) >= r.computed_at))
      and (f.created_at >= ${since} or exists (select from activity_sessions s where s.person_id = f.person_id and s.last_at >= ${since})
        or exists (select from match_mail_wishes w where w.person_id = f.person_id and w.wanted))
      and (r.computed_at is null or r.computed_at < ${ctx.now().subtract({ minutes: 1 })})
    group by f.person_id, r.computed_at order by r.computed_at nulls first limit ${BATCH}`.execute(ctx.db)
  let changed = 0
  for (const { person_id } of rows) if (await recordMatches(ctx, person_id)) changed++
  return changed === BATCH
}
