import { sql } from 'kysely'
import { audit, requireRole } from '../../accounts/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, tell, transact } from '../../storage/index.ts'
import type { LeadRules, LeadWeights, Weights, WeightsInput } from '../schema.ts'
import { readRescore } from './rescore-leads.ts'

/** The version that new signals earn by, the last fifty, and how far the newest rescoring has come. */
export async function readWeights(ctx: Context): Promise<LeadWeights> {
  const { rows } = await sql<{
    version: number
    weights: Weights
    rules: LeadRules
    at: Temporal.Instant
    by: string | null
  }>`
    select w.version, w.weights, w.rules, w.created_at as at, a.name as by
    from lead_weights w left join accounts a on a.id = w.account_id order by w.version desc limit 50`.execute(ctx.db)
  const { version, weights, rules } = rows[0]!
  const versions = rows.map(({ version, at, by }) => ({ version, at: at.toString(), by }))
  return { version, weights, rules, versions, rescore: await readRescore(ctx) }
}

/**
 * Makes these the weights of whatever is earned from now on, as a new version; what was earned stays as it is until the leads are
 * rescored. Gives the new version. Refuses `leads.weights` where the caps of engagement or those of intent come to more than 10, a
 * number has more than two decimals, or warm takes more than hot; `leads.weights_changed` where somebody else saved meanwhile.
 */
export async function saveWeights(ctx: Context, { version, weights, rules }: WeightsInput): Promise<number> {
  requireRole(ctx, 'admin')
  requireSound(weights, rules)
  const accountId = ctx.actor.kind === 'account' ? ctx.actor.accountId : null
  return transact(ctx, async ctx => {
    const saved = await sql<{ version: number }>`
      insert into lead_weights (version, weights, rules, account_id, created_at)
      select ${version + 1}::integer, ${JSON.stringify(weights)}::jsonb, ${JSON.stringify(rules)}::jsonb, ${accountId}::uuid, ${ctx.now()}
      where (select max(version) from lead_weights) = ${version}
      on conflict do nothing returning version`.execute(ctx.db)
    const made = saved.rows[0]?.version
    if (made === undefined)
      refuse(
        'conflict',
        'leads.weights_changed',
        'The weights were changed meanwhile. Look at what they are now, and save again.',
      )
    await audit(ctx, 'lead.weights_saved', { kind: 'lead_weights', id: String(made) }, { version: made })
    tell(ctx, { topic: 'settings', id: 'lead weights' })
    return made
  })
}

function requireSound(weights: Weights, rules: LeadRules): void {
  for (const cap of ['engagementCap', 'intentCap'] as const) {
    const sum = Object.values(weights).reduce((sum, weight) => sum + weight[cap], 0)
    if (sum > 10 + 1e-9)
      refuse(
        'invalid',
        'leads.weights',
        `The caps of ${cap.slice(0, -3)} come to ${Number(sum.toFixed(2))}; together they hold 10 at most.`,
      )
  }
  for (const [component, weight] of Object.entries(weights))
    for (const points of Object.values(weight))
      if (Math.abs(points * 100 - Math.round(points * 100)) > 1e-6)
        refuse('invalid', 'leads.weights', `${component}: ${points} has more than two decimals.`)
  if (rules.warm.sum > rules.hot.sum || rules.warm.intent > rules.hot.intent)
    refuse('invalid', 'leads.weights', 'Warm cannot take more than hot.')
}
