import { sql } from 'kysely'
import { audit, requireRole } from '../../accounts/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, tell, transact } from '../../storage/index.ts'
import type { Rescore } from '../schema.ts'

/** So few that nobody's turn waits for long behind the leads of one batch. */
const BATCH = 100

/** The newest rescoring and how far it has come; null before the first. */
export async function readRescore(ctx: Context): Promise<Rescore | null> {
  const { rows } = await sql<
    Omit<Rescore, 'wantedAt' | 'finishedAt'> & Record<'wantedAt' | 'finishedAt', Temporal.Instant | null>
  >`
    select r.version, r.total, r.done, r.changed, r.wanted_at as "wantedAt", r.finished_at as "finishedAt", a.name as by
    from lead_rescores r left join accounts a on a.id = r.account_id order by r.version desc limit 1`.execute(ctx.db)
  const [row] = rows
  return row ? { ...row, wantedAt: row.wantedAt!.toString(), finishedAt: row.finishedAt?.toString() ?? null } : null
}

/**
 * Wants every lead held against the newest weights: a loop does it in batches, and goes on where it was left. Asking again changes
 * nothing. Refuses `leads.weights_version` for a version that is not the newest: bring an older one back by saving it anew.
 */
export async function rescoreLeads(ctx: Context, { version }: { version?: number } = {}): Promise<Rescore> {
  requireRole(ctx, 'admin')
  const accountId = ctx.actor.kind === 'account' ? ctx.actor.accountId : null
  return transact(ctx, async ctx => {
    const newest = await sql<{ version: number }>`select max(version) as version from lead_weights`.execute(ctx.db)
    const wanted = newest.rows[0]!.version
    if (version !== undefined && version !== wanted)
      refuse(
        'conflict',
        'leads.weights_version',
        `Leads are rescored to the newest weights, version ${wanted}. Save an older version anew to go back to it.`,
      )
    const made = await sql`
      insert into lead_rescores (version, account_id, total, wanted_at)
      select ${wanted}::integer, ${accountId}::uuid, (select count(*) from leads), ${ctx.now()}
      on conflict do nothing`.execute(ctx.db)
    if (made.numAffectedRows) {
      // An older one that was under way is overtaken.
      await sql`update lead_rescores set finished_at = ${ctx.now()} where version < ${wanted} and finished_at is null`.execute(
        ctx.db,
      )
      await audit(ctx, 'lead.rescore_wanted', { kind: 'lead_weights', id: String(wanted) }, { version: wanted })
    }
    return (await readRescore(ctx))!
  })
}

/** Rescores the next leads of the rescoring that is wanted, whichever process comes first. Gives whether there is more to do. */
export async function rescoreNext(ctx: Context): Promise<boolean> {
  return transact(ctx, async ctx => {
    const jobs = await sql<{ version: number; place: string | null }>`
      select version, place from lead_rescores where finished_at is null order by version limit 1 for update skip locked`.execute(
      ctx.db,
    )
    const [job] = jobs.rows
    if (!job) return false
    const { rows } = await sql<{ person_id: string; changed: boolean }>`
      select person_id, rescore_lead(person_id, ${job.version}, ${ctx.now()}) as changed from (
        select person_id from leads where person_id > coalesce(${job.place}::uuid, '00000000-0000-0000-0000-000000000000')
        order by person_id limit ${BATCH}) batch`.execute(ctx.db)
    const changed = rows.filter(row => row.changed)
    for (const { person_id } of changed) tell(ctx, { topic: 'lead', id: person_id })
    const more = rows.length === BATCH
    await sql`
      update lead_rescores set done = done + ${rows.length}, total = greatest(total, done + ${rows.length}),
        changed = changed + ${changed.length}, place = coalesce(${rows.at(-1)?.person_id ?? null}::uuid, place),
        finished_at = ${more ? null : ctx.now()}::timestamptz
      where version = ${job.version}`.execute(ctx.db)
    return more
  })
}
