import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import { requireLead } from '../desk/lock-lead.ts'
import { requireSales } from '../desk/rights.ts'
import type { Stage } from '../schema.ts'
import { openCards } from './read-coaching.ts'
import { CALL_GAP_MINUTES } from './record-call-line.ts'
import type { CallLine, CoachingCard } from './schema.ts'

/** A call with what is held in mind after its last line. */
export type CallHeld = {
  id: string
  startedAt: string
  lines: CallLine[]
  state: Record<string, unknown>
  stage: Stage
  /** Raised in this call, in the order of saying */
  objections: string[]
}

type LineRow = {
  call_id: string
  started_at: Temporal.Instant
  id: string
  number: number
  text: string
  by: string | null
  created_at: Temporal.Instant
  objections: string[]
  stage: Stage
  state: Record<string, unknown>
}

const CALLS = 10
const LINES = 200

/** The last calls with somebody, newest first, each with its lines. Refuses what `requireLead` refuses, and who is not of the sales desk. */
export async function listCalls(ctx: Context, personId: string): Promise<CallHeld[]> {
  requireSales(ctx)
  await requireLead(ctx, personId)
  const { rows } = await sql<LineRow>`
    select c.id as call_id, c.started_at, l.id, l.number, l.text, a.name as by, l.created_at,
      array(select jsonb_array_elements_text(l.reading -> 'objections')) as objections, l.reading ->> 'stage' as stage, l.state
    from (select * from lead_calls where person_id = ${personId}::uuid order by last_at desc, id desc limit ${CALLS}) c
    cross join lateral (select * from lead_call_lines where call_id = c.id order by number desc limit ${LINES}) l
    left join accounts a on a.id = l.account_id
    order by c.last_at desc, c.id desc, l.number`.execute(ctx.db)
  const calls = Map.groupBy(rows, row => row.call_id)
  return [...calls.values()].map(lines => {
    const last = lines.at(-1)!
    return {
      id: last.call_id,
      startedAt: last.started_at.toString(),
      lines: lines.map(({ id, number, text, by, created_at }) => ({ id, number, text, by, at: created_at.toString() })),
      state: last.state,
      stage: last.stage,
      objections: [...new Set(lines.flatMap(line => line.objections))],
    }
  })
}

/** The call that the caller of this verb is in: what the next line of theirs belongs to. */
export async function findCall(
  ctx: Context,
  personId: string,
): Promise<{ id: string; number: number; state: Record<string, unknown> } | undefined> {
  const { accountId } = requireSales(ctx)
  const { rows } = await sql<{ id: string; number: number; state: Record<string, unknown> }>`
    select c.id, l.number, l.state from lead_calls c
    join lateral (select number, state from lead_call_lines where call_id = c.id order by number desc limit 1) l on true
    where c.person_id = ${personId}::uuid and c.account_id is not distinct from ${accountId}::uuid
      and c.last_at > ${ctx.now().subtract({ minutes: CALL_GAP_MINUTES })}
    order by c.last_at desc limit 1`.execute(ctx.db)
  return rows[0]
}

/** What the newest conversation at the sales desk holds in mind: where a call takes up. */
export async function lastHeld(ctx: Context, personId: string): Promise<Record<string, unknown>> {
  const { rows } = await sql<{ state: Record<string, unknown> }>`
    select s.state from conversations c
    join lateral (select state from conversation_states where conversation_id = c.id order by number desc limit 1) s on true
    where c.person_id = ${personId}::uuid and c.desk = 'sales' order by c.active_at desc limit 1`.execute(ctx.db)
  return rows[0]?.state ?? {}
}

export const cardsOfCall = (ctx: Context, callId: string): Promise<CoachingCard[]> =>
  openCards(ctx, sql`k.call_id = ${callId}::uuid`, 12)
