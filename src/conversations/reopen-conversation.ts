import { sql } from 'kysely'
import { audit } from '../accounts/index.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { addHandOff, type HandOffRow, lockForStaff } from './hand-off.ts'
import { postSystemMessage } from './post-system-message.ts'
import { giveTo } from './take-conversation.ts'

/**
 * Takes a closing back: who waited waits again, as long as before and without anybody being told anew; else whoever reopens it
 * has it. Reopened already, nothing changes. Refuses `conversations.not_closed`, `conversations.unknown`.
 */
export async function reopenConversation(ctx: Context, conversationId: string): Promise<void> {
  await transact(ctx, async ctx => {
    const { staff, conversation } = await lockForStaff(ctx, conversationId)
    const { state, accountId, number } = conversation.handOff
    if (state === 'waiting' || (state === 'human' && accountId === staff.accountId)) return
    if (state !== 'closed')
      refuse('conflict', 'conversations.not_closed', 'This conversation is not closed. Take it to answer.')
    const found = await sql<Pick<HandOffRow, 'state' | 'reason'> & { began: Temporal.Instant }>`
      select h.state, h.reason, h.created_at as began from hand_offs h
      where h.conversation_id = ${conversationId} and h.number = ${number - 1}`.execute(ctx.db)
    const before = found.rows[0]
    if (before?.state === 'waiting') {
      const { began, reason } = before
      const again = await addHandOff(ctx, conversation, {
        state: 'waiting',
        reason,
        by: 'staff',
        accountId: staff.accountId,
      })
      // What they were promised holds on; that nobody came is said once in all.
      await sql`
        insert into hand_off_promises (conversation_id, number, promised_at, out_of_hours, late_at, ended_at, message_id)
        select conversation_id, ${again}, promised_at, out_of_hours, late_at, case when message_id is not null then ended_at end,
          message_id
        from hand_off_promises where conversation_id = ${conversationId} and number = ${number - 1}`.execute(ctx.db)
      await sql`update conversations set hand_off_since = ${began} where id = ${conversationId}`.execute(ctx.db)
    } else {
      await giveTo(ctx, conversation, { accountId: staff.accountId, reason: before?.reason ?? null })
      await postSystemMessage(ctx, conversation, { text: `${staff.name} is back and answers here now.` })
    }
    await audit(ctx, 'conversation.reopened', { kind: 'conversation', id: conversationId }, { number: number + 1 })
  })
}
