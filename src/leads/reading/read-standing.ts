import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { Objection, Sentiment, Stage } from '../schema.ts'
import type { NudgePattern, NudgePriority, Standing } from './schema.ts'

const SHOWN = 50

type ReadingRow = {
  message_id: string
  number: number
  intent: string
  sentiment: Sentiment
  frustration: number
  objections: Objection[]
  stage: Stage
  created_at: Temporal.Instant
}

/** How a conversation stands: its newest readings, what was objected to in it, and the person's average mood. */
export async function readStanding(ctx: Context, conversationId: string): Promise<Standing> {
  const found = await sql<ReadingRow>`
    select message_id, number, intent, sentiment, frustration, objections, stage, created_at
    from sales_readings where conversation_id = ${conversationId}::uuid order by number desc limit ${SHOWN}`.execute(
    ctx.db,
  )
  const readings = found.rows
    .map(({ message_id, created_at, ...row }) => ({ messageId: message_id, ...row, at: created_at.toString() }))
    .reverse()
  const newest = readings.at(-1)
  return {
    stage: newest?.stage ?? 'discovery',
    sentiment: newest?.sentiment ?? 'neutral',
    average: await averageOf(ctx, conversationId),
    frustration: newest?.frustration ?? 0,
    objections: await objectionsOf(ctx, conversationId),
    nudges: await nudgesOf(ctx, conversationId),
    readings,
  }
}

async function averageOf(ctx: Context, conversationId: string): Promise<number | null> {
  const found = await sql<{ average: number | null }>`
    select average_sentiment(person_id) as average from conversations where id = ${conversationId}::uuid`.execute(
    ctx.db,
  )
  return found.rows[0]?.average ?? null
}

/** By kind, the newest first. */
async function objectionsOf(ctx: Context, conversationId: string): Promise<Standing['objections']> {
  const found = await sql<{ kind: Objection; count: number; number: number; at: Temporal.Instant }>`
    select kind, count(*) as count, max(r.number) as number, max(r.created_at) as at
    from sales_readings r cross join unnest(r.objections) kind
    where r.conversation_id = ${conversationId}::uuid group by kind order by max(r.number) desc, kind`.execute(ctx.db)
  return found.rows.map(({ kind, count, number, at }) => ({ kind, count, messageNumber: number, at: at.toString() }))
}

type NudgeRow = {
  pattern: NudgePattern
  priority: NudgePriority
  number: number
  listing_id: string | null
  listing: string | null
  evidence: Record<string, unknown>
  created_at: Temporal.Instant
}

async function nudgesOf(ctx: Context, conversationId: string): Promise<Standing['nudges']> {
  const found = await sql<NudgeRow>`
    select n.pattern, n.priority, m.number, n.listing_id, l.name as listing, n.evidence, n.created_at
    from nudges n join messages m on m.id = n.message_id left join listings l on l.id = n.listing_id
    where n.conversation_id = ${conversationId}::uuid order by n.created_at desc, m.number desc limit 10`.execute(
    ctx.db,
  )
  return found.rows.map(row => ({
    pattern: row.pattern,
    priority: row.priority,
    messageNumber: row.number,
    listing: row.listing_id && row.listing !== null ? { id: row.listing_id, name: row.listing } : null,
    evidence: row.evidence,
    at: row.created_at.toString(),
  }))
}
