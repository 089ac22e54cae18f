import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, tell, transact } from '../../storage/index.ts'
import { requireSales } from '../desk/rights.ts'
import type { CardMark } from './schema.ts'

/** What staff thought of a card: done, not useful, or (null) neither after all. Refuses `leads.card_unknown`. */
export async function markCard(
  ctx: Context,
  { personId, cardId, mark }: { personId: string; cardId: string; mark: CardMark | null },
): Promise<void> {
  const { accountId } = requireSales(ctx)
  await transact(ctx, async ctx => {
    const found = await sql<{ mark: CardMark | null; number: number }>`
      select m.mark, coalesce(m.number, 0) as number from coaching_cards k
      left join conversations c on c.id = k.conversation_id left join lead_calls t on t.id = k.call_id
      left join lateral (select mark, number from coaching_card_marks where card_id = k.id order by number desc limit 1) m on true
      where k.id = ${cardId}::uuid and ${personId}::uuid in (c.person_id, t.person_id) for update of k`.execute(ctx.db)
    const [card] = found.rows
    if (!card) return refuse('not_found', 'leads.card_unknown', 'There is no such card for this person.')
    if (card.mark === mark) return
    await sql`
      insert into coaching_card_marks (card_id, number, mark, account_id, created_at)
      values (${cardId}::uuid, ${card.number + 1}, ${mark}, ${accountId}::uuid, ${ctx.now()})`.execute(ctx.db)
    await audit(ctx, 'card.marked', { kind: 'person', id: personId }, { card: cardId, mark })
    tell(ctx, { topic: 'lead', id: personId })
  })
}
