import { sql } from 'kysely'
import { moveRows, moveRowsBack } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'

const own = (personId: string) => sql`(select id from conversations where person_id = ${personId}::uuid)`

/**
 * What is kept of how a person's messages were read. Readings and nudges move with their conversations. A person gets what was
 * understood of their words, and when; what it counts for and how they felt to us is the staff's.
 */
export const readingPiece = {
  async export(ctx: Context, personId: string): Promise<Record<string, readonly object[]>> {
    const rows = async (statement: ReturnType<typeof sql<object>>) => (await statement.execute(ctx.db)).rows
    return {
      sales_readings: await rows(sql`
        select message_id, conversation_id, number, intent, intents, asked, places, wish, shown, focus_id, created_at, read_at
        from sales_readings where conversation_id in ${own(personId)} order by ordinal`),
      unkept_readings: await rows(sql`
        select u.message_id, u.read_at from unkept_readings u join messages m on m.id = u.message_id
        where m.conversation_id in ${own(personId)} order by m.conversation_id, m.number`),
      lead_stages: await rows(sql`
        select id, message_id, created_at from lead_stages where person_id = ${personId}::uuid order by number`),
      nudges: await rows(sql`
        select id, conversation_id, message_id, listing_id, created_at
        from nudges where conversation_id in ${own(personId)} order by created_at, id`),
    }
  },
  async erase(ctx: Context, personId: string): Promise<Record<string, number>> {
    const count = async (statement: ReturnType<typeof sql<object>>) =>
      Number((await statement.execute(ctx.db)).numAffectedRows ?? 0)
    return {
      nudges: await count(sql`delete from nudges where conversation_id in ${own(personId)}`),
      lead_stages: await count(sql`delete from lead_stages where person_id = ${personId}::uuid`),
      unkept_readings: await count(sql`
        delete from unkept_readings u using messages m
        where m.id = u.message_id and m.conversation_id in ${own(personId)}`),
      sales_readings: await count(sql`delete from sales_readings where conversation_id in ${own(personId)}`),
    }
  },
  /** The stage of the two as one is where the newest message left either. Called once both leads exist. */
  async merge(ctx: Context, persons: { from: string; to: string }): Promise<Record<string, string[]>> {
    const moved = { lead_stages: await moveRows(ctx, { table: 'lead_stages', ...persons }) }
    await settleStage(ctx, persons.to)
    return moved
  },
  async unmerge(
    ctx: Context,
    { from, to, moved }: { from: string; to: string; moved: Record<string, string[]> },
  ): Promise<void> {
    await moveRowsBack(ctx, { table: 'lead_stages', from, to, ids: moved.lead_stages ?? [] })
    for (const person of [from, to]) await settleStage(ctx, person)
  },
}

async function settleStage(ctx: Context, personId: string): Promise<void> {
  await sql`
    update leads set stage = coalesce((
      select to_stage from lead_stages where person_id = ${personId}::uuid order by number desc limit 1), 'discovery')
    where person_id = ${personId}::uuid`.execute(ctx.db)
}
