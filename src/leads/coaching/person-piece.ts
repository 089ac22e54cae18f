import { type RawBuilder, sql } from 'kysely'
import { moveRows, moveRowsBack } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'

const calls = (personId: string) => sql`(select id from lead_calls where person_id = ${personId}::uuid)`
const cards = (personId: string) => sql`(
  select id from coaching_cards where call_id in ${calls(personId)}
    or conversation_id in (select id from conversations where person_id = ${personId}::uuid))`

/**
 * What coaching keeps of a person: calls, and the cards that were dealt about them. Cards about conversations move with those.
 * Of a card a person gets about what and when; what it advised is the staff's, and so is what they made of it. Of a line of a
 * call they get what was understood of their words; how they felt to us is the staff's, as of a message.
 */
export const coachingPiece = {
  async export(ctx: Context, personId: string): Promise<Record<string, readonly object[]>> {
    const rows = async (statement: RawBuilder<object>) => (await statement.execute(ctx.db)).rows
    return {
      lead_calls: await rows(sql`
        select id, last_number, started_at, last_at from lead_calls where person_id = ${personId}::uuid order by started_at`),
      lead_call_lines: await rows(sql`
        select id, call_id, number, text, reading - '{sentiment,frustration,objections,stage,objecting}'::text[] as reading,
          created_at
        from lead_call_lines
        where call_id in ${calls(personId)} order by call_id, number`),
      coaching_cards: await rows(sql`
        select id, conversation_id, call_id, message_number, listing_id, dealt_at from coaching_cards
        where id in ${cards(personId)} order by number`),
      coaching_card_marks: await rows(sql`
        select card_id, number, created_at from coaching_card_marks
        where card_id in ${cards(personId)} order by card_id, number`),
    }
  },
  async erase(ctx: Context, personId: string): Promise<Record<string, number>> {
    const count = async (statement: RawBuilder<unknown>) =>
      Number((await statement.execute(ctx.db)).numAffectedRows ?? 0)
    return {
      coaching_card_marks: await count(sql`delete from coaching_card_marks where card_id in ${cards(personId)}`),
      coaching_cards: await count(sql`delete from coaching_cards where id in ${cards(personId)}`),
      lead_call_lines: await count(sql`delete from lead_call_lines where call_id in ${calls(personId)}`),
      lead_calls: await count(sql`delete from lead_calls where person_id = ${personId}::uuid`),
    }
  },
  async merge(ctx: Context, persons: { from: string; to: string }): Promise<Record<string, string[]>> {
    return { lead_calls: await moveRows(ctx, { table: 'lead_calls', ...persons }) }
  },
  async unmerge(
    ctx: Context,
    { from, to, moved }: { from: string; to: string; moved: Record<string, string[]> },
  ): Promise<void> {
    await moveRowsBack(ctx, { table: 'lead_calls', from, to, ids: moved.lead_calls ?? [] })
  },
}
