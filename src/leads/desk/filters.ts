import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { Temperature } from '../schema.ts'
import type { LeadFilters } from './schema.ts'
import { setsOf } from './sets.ts'

export type Condition = RawBuilder<unknown>
export const all = (conditions: readonly Condition[]): Condition => sql`${sql.join(conditions, sql` and `)}`

/**
 * The override of the lead `l` stands. The instant is selected: a plan for any instant then costs what one for this instant does, and
 * the statement is not planned anew at each call.
 */
const stands = (ctx: Context) => sql`l.override_until > (select ${ctx.now()}::timestamptz)`

/**
 * The temperature that counts is one of these. As two conditions, for two branches: each can then be read in the order of its own
 * index.
 */
export function temperatureBranches(
  ctx: Context,
  temperature: Temperature,
): [computed: Condition, overridden: Condition] {
  return [
    sql`l.temperature = ${sql.lit(temperature)} and (l.override_until is null or l.override_until <= ${ctx.now()})`,
    sql`${stands(ctx)} and l.override_temperature = ${sql.lit(temperature)}`,
  ]
}

/** Up to so many persons are looked up one by one; of more, a list is walked in its order and each is looked at. */
const FEW = 5_000

/**
 * The conditions of a list on `leads l`, without the temperature's; null where nobody can fit. Who was erased or joined with another
 * is in none. Which way is quick depends on how many a filter leaves, so that is looked at first: the planner, which does not know
 * what is asked for, guesses.
 */
export async function conditionsOf(ctx: Context, filters: LeadFilters): Promise<Condition[] | null> {
  return (await narrow(ctx, filters, false))?.conditions ?? null
}

/**
 * The same for counting, where walking the whole list is no way: of a filter that leaves many only so many persons are looked at, and
 * `part` says so.
 */
export function countableConditions(ctx: Context, filters: LeadFilters) {
  return narrow(ctx, filters, true)
}

async function narrow(
  ctx: Context,
  filters: LeadFilters,
  inPart: boolean,
): Promise<{ conditions: Condition[]; part: boolean } | null> {
  const conditions: Condition[] = [
    sql`exists (select from persons p where p.id = l.person_id and p.erased_at is null and p.merged_into is null)`,
  ]
  const { stage, days } = filters
  if (stage?.length === 1) conditions.push(sql`l.stage = ${stage[0]}`)
  else if (stage?.length) conditions.push(sql`l.stage = any(${stage}::text[])`)
  if (days) conditions.push(sql`l.last_active_at >= ${ctx.now().subtract({ hours: 24 * days })}`)
  let few: Set<string> | undefined
  let some: string[] | undefined
  let someHolds: Condition | undefined
  for (const { members, holds } of setsOf(ctx, filters)) {
    const found = members
      ? (await sql<{ id: string }>`${members} limit ${sql.lit(FEW + 1)}`.execute(ctx.db)).rows.map(({ id }) => id)
      : null
    if (found && found.length > FEW && inPart && !some) {
      some = found
      someHolds = holds
    } else if (!found || found.length > FEW) conditions.push(holds)
    else few = few?.intersection(new Set(found)) ?? new Set(found)
  }
  if (few?.size === 0) return null
  // A filter that leaves few is enough to be quick: who else is wanted is then looked at for each.
  const ids = few ?? some
  if (few && some) conditions.push(someHolds!)
  if (ids) conditions.push(sql`l.person_id = any(${[...ids]}::uuid[])`)
  return { conditions, part: !few && some !== undefined }
}
