import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import { mergeLedgers, unmergeLedgers } from './merge-ledgers.ts'

/** What the ledger keeps about a person: the lead and its signals. */
export const ledgerPiece = {
  async export(ctx: Context, personId: string): Promise<Record<string, readonly object[]>> {
    // What was done is theirs; how it is scored, and how they felt to us, stays with staff.
    const leads = await sql<object>`
      select last_active_at, created_at from leads where person_id = ${personId}::uuid`.execute(ctx.db)
    const signals = await sql<object>`
      select s.id, s.sentence, s.message_id, l.name as listing, s.created_at
      from signals s left join listings l on l.id = s.listing_id
      where s.person_id = ${personId}::uuid and s.kind in ('earned', 'reversed') and s.component <> 'sentiment'
      order by s.number`.execute(ctx.db)
    // Of a history that is still to be counted there is nothing but that.
    return { leads: leads.rows, signals: signals.rows, lead_histories: [] }
  },
  async erase(ctx: Context, personId: string): Promise<Record<string, number>> {
    // Leads of who became this person are empty, and go with it.
    const they = sql`(select id from persons where id = ${personId}::uuid or merged_into = ${personId}::uuid)`
    const signals = await sql`delete from signals where person_id in ${they}`.execute(ctx.db)
    const histories = await sql`delete from lead_histories where person_id in ${they}`.execute(ctx.db)
    const leads = await sql`delete from leads where person_id in ${they}`.execute(ctx.db)
    return {
      signals: Number(signals.numAffectedRows ?? 0),
      lead_histories: Number(histories.numAffectedRows ?? 0),
      leads: Number(leads.numAffectedRows ?? 0),
    }
  },
  merge: mergeLedgers,
  unmerge: unmergeLedgers,
}
