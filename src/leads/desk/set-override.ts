import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, tell, transact } from '../../storage/index.ts'
import type { Temperature } from '../schema.ts'
import { lockLead } from './lock-lead.ts'
import { requireSales } from './rights.ts'
import type { LeadOverride } from './schema.ts'

/** Further ahead nobody remembers why. */
const LONGEST = { hours: 24 * 366 }

/**
 * Sets a temperature beside the computed one, with its reason, until an instant; it takes the place of one that stands. The very same
 * again is the same. Lists go by it, and show both. Refuses `leads.not_allowed`, `leads.unknown`, `leads.until` (in the past, or more
 * than a year ahead), `leads.not_scored` (nothing is remembered of this person).
 */
export async function setOverride(
  ctx: Context,
  {
    personId,
    temperature,
    reason,
    until,
  }: { personId: string; temperature: Temperature; reason: string; until: Temporal.Instant },
): Promise<LeadOverride> {
  const { accountId } = requireSales(ctx)
  const now = ctx.now()
  if (Temporal.Instant.compare(until, now) <= 0 || Temporal.Instant.compare(until, now.add(LONGEST)) > 0)
    refuse('invalid', 'leads.until', { field: 'until', message: 'Choose an end from now to a year ahead.' })
  return transact(ctx, async ctx => {
    await lockLead(ctx, personId)
    const lead = await sql`select from leads where person_id = ${personId}::uuid for no key update`.execute(ctx.db)
    if (lead.rows.length === 0)
      refuse(
        'conflict',
        'leads.not_scored',
        'Nothing is scored for this person: memory is off, or they have not written yet.',
      )
    const before = await currentOverride(ctx, personId)
    if (
      before &&
      before.temperature === temperature &&
      before.reason === reason &&
      until.equals(Temporal.Instant.from(before.until))
    )
      return before
    await endOverride(ctx, personId, accountId)
    const id = newId()
    await sql`
      insert into lead_overrides (id, person_id, temperature, reason, until, account_id, created_at)
      values (${id}, ${personId}::uuid, ${temperature}, ${reason}, ${until}, ${accountId}::uuid, ${now})`.execute(
      ctx.db,
    )
    await carryOverride(ctx, personId)
    await audit(
      ctx,
      'lead.overridden',
      { kind: 'person', id: personId },
      { override: id, temperature, until: until.toString() },
    )
    tell(ctx, { topic: 'lead', id: personId })
    return (await currentOverride(ctx, personId))!
  })
}

/** Takes the override back before its end; without one nothing happens. Refuses `leads.not_allowed`, `leads.unknown`. */
export async function withdrawOverride(ctx: Context, { personId }: { personId: string }): Promise<void> {
  const { accountId } = requireSales(ctx)
  return transact(ctx, async ctx => {
    await lockLead(ctx, personId)
    await sql`select from leads where person_id = ${personId}::uuid for no key update`.execute(ctx.db)
    if (!(await endOverride(ctx, personId, accountId))) return
    await carryOverride(ctx, personId)
    await audit(ctx, 'lead.override_withdrawn', { kind: 'person', id: personId })
    tell(ctx, { topic: 'lead', id: personId })
  })
}

async function endOverride(ctx: Context, personId: string, accountId: string | null): Promise<boolean> {
  const ended = await sql`
    update lead_overrides set ended_at = ${ctx.now()}, ended_by = ${accountId}::uuid
    where person_id = ${personId}::uuid and ended_at is null returning id`.execute(ctx.db)
  return ended.rows.length > 0
}

/** The lead carries the override that stands, for lists. */
export async function carryOverride(ctx: Context, personId: string): Promise<void> {
  await sql`
    update leads l set override_temperature = o.temperature, override_until = o.until
    from (select 1) one left join lead_overrides o on o.person_id = ${personId}::uuid and o.ended_at is null
    where l.person_id = ${personId}::uuid`.execute(ctx.db)
}

/** The override that nobody has ended and whose end is ahead; null where the computed temperature counts. */
export async function currentOverride(ctx: Context, personId: string): Promise<LeadOverride | null> {
  const { rows } = await sql<Omit<LeadOverride, 'until' | 'at'> & { until: Temporal.Instant; at: Temporal.Instant }>`
    select o.id, o.temperature, o.reason, o.until, a.name as by, o.created_at as at
    from lead_overrides o left join accounts a on a.id = o.account_id
    where o.person_id = ${personId}::uuid and o.ended_at is null and o.until > ${ctx.now()}`.execute(ctx.db)
  const [row] = rows
  return row ? { ...row, until: row.until.toString(), at: row.at.toString() } : null
}
