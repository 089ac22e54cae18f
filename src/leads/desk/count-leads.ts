import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import { all, countableConditions, temperatureBranches } from './filters.ts'
import { requireSales } from './rights.ts'
import type { LeadCounts, LeadFilters } from './schema.ts'

/** Counting stops here: who has more says so. */
export const COUNTED = 1_000

/**
 * How many leads the filters leave, by effective temperature, whatever the filters say of that: up to 1,000, and of a filter that
 * leaves very many at least so many. Refuses `leads.not_allowed`.
 */
export async function countLeads(ctx: Context, filters: LeadFilters): Promise<LeadCounts> {
  requireSales(ctx)
  const found = await countableConditions(ctx, filters)
  const none = { count: 0, more: false }
  if (!found) return { all: none, hot: none, warm: none, cold: none }
  const { conditions, part } = found
  const number = (temperature: 'hot' | 'warm' | 'cold') => {
    const branches = temperatureBranches(ctx, temperature).map(
      branch => sql`(select 1 from leads l where ${all([branch, ...conditions])} limit ${sql.lit(COUNTED + 1)})`,
    )
    return sql`(select count(*) from (${sql.join(branches, sql` union all `)}) n)`
  }
  const { rows } = await sql<{ hot: number; warm: number; cold: number }>`
    select ${number('hot')} as hot, ${number('warm')} as warm, ${number('cold')} as cold`.execute(ctx.db)
  const { hot, warm, cold } = rows[0]!
  const upTo = (count: number) => ({ count: Math.min(count, COUNTED), more: part || count > COUNTED })
  return { all: upTo(hot + warm + cold), hot: upTo(hot), warm: upTo(warm), cold: upTo(cold) }
}
