import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import { type Context, transact } from '../../storage/index.ts'
import type { CoachLimits, Tier } from './settings.ts'

export type Caller = { personId: string; tier: Tier; networkHash: string | null }

/** Which limit stands in the way of a call. */
export type Limit = 'day_cost' | 'month_cost' | 'minute' | 'hour' | 'day' | 'person_calls' | 'person_cost' | 'network'

/** No call may be made now; the library answers. */
export class OverLimit extends Error {
  readonly limit: Limit | 'unreadable'
  constructor(limit: Limit | 'unreadable', cause?: unknown) {
    super(`no model call: ${limit}`, { cause })
    this.limit = limit
  }
}

/**
 * Writes down a call before it is made, with the most that it can cost, in one transaction with the checks: two calls at once
 * cannot both take the last of a limit. What is not settled counts in full. Windows end now and slide. Throws `OverLimit`,
 * also where the ledger cannot be read: what cannot be counted is not spent. Gives the entry's id.
 */
export async function reserveCall(
  ctx: Context,
  limits: CoachLimits,
  call: Caller & { model: string; cost: number },
): Promise<string> {
  const { personId, tier, networkHash, model, cost } = call
  const own = limits.person[tier]
  const now = ctx.now()
  const ago = (hours: number) => now.subtract({ minutes: Math.round(hours * 60) })
  try {
    return await transact(ctx, async ctx => {
      // One at a time, whoever asks: the sums must hold until the row is written.
      await sql`select pg_advisory_xact_lock(hashtext('model_calls'))`.execute(ctx.db)
      const sums = await sql<Record<Limit, boolean>>`
        with recent as (
          select person_id, tier, network_hash, coalesce(cost, reserved) as cost, created_at
          from model_calls where created_at > ${ago(30 * 24)}
        )
        select
          coalesce(sum(cost) filter (where created_at > ${ago(24)}), 0) + ${cost} > ${limits.dayCost} as day_cost,
          coalesce(sum(cost), 0) + ${cost} > ${limits.monthCost} as month_cost,
          count(*) filter (where created_at > ${ago(1 / 60)}) >= ${limits.minuteCalls} as minute,
          count(*) filter (where created_at > ${ago(1)}) >= ${limits.hourCalls} as hour,
          count(*) filter (where created_at > ${ago(24)}) >= ${limits.dayCalls} as day,
          count(*) filter (where person_id = ${personId} and created_at > ${ago(24)}) >= ${own.calls} as person_calls,
          coalesce(sum(cost) filter (where person_id = ${personId} and created_at > ${ago(24)}), 0) + ${cost} > ${own.cost}
            as person_cost,
          ${tier === 'visitor'}::boolean and count(*) filter (where tier = 'visitor' and network_hash = ${networkHash}
            and created_at > ${ago(24)}) >= ${limits.networkCalls} as network
        from recent`.execute(ctx.db)
      const over = Object.entries(sums.rows[0]!).find(([, isOver]) => isOver)
      if (over) throw new OverLimit(over[0] as Limit)
      const id = newId()
      await sql`
        insert into model_calls (id, person_id, tier, network_hash, model, reserved, created_at)
        values (${id}, ${personId}, ${tier}, ${networkHash}, ${model}, ${cost}, ${now})`.execute(ctx.db)
      return id
    })
  } catch (error) {
    throw error instanceof OverLimit ? error : new OverLimit('unreadable', error)
  }
}

/** Puts what a call cost in the place of what it might have; never more than was set aside for it. */
export async function settleCall(ctx: Context, { id, cost }: { id: string; cost: number }): Promise<void> {
  await sql`
    update model_calls set cost = least(${cost}::bigint, reserved), settled_at = ${ctx.now()}
    where id = ${id} and settled_at is null`.execute(ctx.db)
}

export type Usage = {
  model: string | null
  limits: CoachLimits
  windows: { name: 'minute' | 'hour' | 'day' | 'month'; calls: number; cost: number; unsettled: number }[]
  tiers: { tier: string; calls: number; cost: number }[]
  /** Days in the business's zone, newest first */
  days: { date: string; calls: number; cost: number }[]
  /** Those who used most in the last day: who, and nothing of what was said. Visitors have no name. */
  persons: { personId: string; name: string | null; tier: string; calls: number; cost: number }[]
}

/** What model calls were made and cost, in millionths of a US dollar; what is not settled counts in full. */
export async function readUsage(ctx: Context, options: { model: string | null; limits: CoachLimits }): Promise<Usage> {
  const now = ctx.now()
  const windows: Usage['windows'] = []
  for (const [name, minutes] of [
    ['minute', 1],
    ['hour', 60],
    ['day', 1440],
    ['month', 43_200],
  ] as const) {
    const found = await sql<{ calls: number; cost: number; unsettled: number }>`
      select count(*) as calls, coalesce(sum(coalesce(cost, reserved)), 0) as cost,
        count(*) filter (where cost is null) as unsettled
      from model_calls where created_at > ${now.subtract({ minutes })}`.execute(ctx.db)
    windows.push({ name, ...found.rows[0]! })
  }
  const since = now.subtract({ hours: 24 })
  const tiers = await sql<Usage['tiers'][number]>`
    select tier, count(*) as calls, sum(coalesce(cost, reserved)) as cost from model_calls
    where created_at > ${since} group by tier order by tier`.execute(ctx.db)
  const days = await sql<Usage['days'][number]>`
    select to_char(created_at at time zone ${ctx.business.timeZone}, 'YYYY-MM-DD') as date, count(*) as calls,
      sum(coalesce(cost, reserved)) as cost
    from model_calls where created_at > ${now.subtract({ hours: 24 * 30 })} group by 1 order by 1 desc`.execute(ctx.db)
  const persons = await sql<Usage['persons'][number]>`
    select c.person_id as "personId", a.name, max(c.tier) as tier, count(*) as calls,
      sum(coalesce(c.cost, c.reserved)) as cost
    from model_calls c left join accounts a on a.person_id = c.person_id
    where c.created_at > ${since} and c.person_id is not null
    group by c.person_id, a.name order by sum(coalesce(c.cost, c.reserved)) desc, count(*) desc limit 20`.execute(
    ctx.db,
  )
  return { ...options, windows, tiers: tiers.rows, days: days.rows, persons: persons.rows }
}
