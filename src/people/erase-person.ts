import { sql } from 'kysely'
import { audit } from '../accounts/index.ts'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { personParts } from './parts.ts'
import type { Receipt } from './schema.ts'

/**
 * Erases what a person said, did and is from every domain, in one transaction. The row of the person stays with a receipt
 * of how much there was; their visitor keys are dead. Erasing again gives the same receipt. The audit log has a line, with why
 * where nobody asked (`because`: numbers and states). Refuses `people.unknown_person`.
 */
export async function erasePerson(
  ctx: Context,
  { personId, because = {} }: { personId: string; because?: Record<string, number | boolean> },
): Promise<Receipt> {
  return transact(ctx, async ctx => {
    const locked = await sql`select from persons where id = ${personId} for update`.execute(ctx.db)
    if (locked.rows.length === 0) refuse('not_found', 'people.unknown_person', 'There is no such person.')
    const before = await findReceipt(ctx, personId)
    if (before) return before
    const counts: Record<string, number> = {}
    for (const part of personParts().reverse()) Object.assign(counts, await part.erase(ctx, personId))
    const by = ctx.actor.kind === 'visitor' || ctx.actor.kind === 'account' ? ctx.actor.kind : 'system'
    await sql`
      insert into erasures (id, person_id, requested_by, counts, erased_at)
      values (${newId()}, ${personId}, ${by}, ${JSON.stringify(counts)}::jsonb, ${ctx.now()})`.execute(ctx.db)
    await audit(ctx, 'person.erased', { kind: 'person', id: personId }, because)
    ctx.log.info({ personId, counts }, 'person erased')
    return (await findReceipt(ctx, personId))!
  })
}

async function findReceipt(ctx: Context, personId: string): Promise<Receipt | undefined> {
  const found = await sql<{ erased_at: Temporal.Instant; counts: Record<string, number> }>`
    select erased_at, counts from erasures where person_id = ${personId}`.execute(ctx.db)
  const row = found.rows[0]
  return row && { erasedAt: row.erased_at.toString(), counts: row.counts }
}
