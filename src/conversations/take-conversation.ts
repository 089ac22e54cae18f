import { sql } from 'kysely'
import { type Context, transact } from '../storage/index.ts'
import { addHandOff, lockForStaff, refuseTaken } from './hand-off.ts'

/**
 * Staff take a conversation over: the assistant is silent from here on, and what it had not answered is left to them. Taken
 * again by the same, nothing changes. Refuses `conversations.taken` with who has it, `conversations.unknown`.
 */
export async function takeConversation(ctx: Context, conversationId: string): Promise<void> {
  await transact(ctx, async ctx => {
    const { staff, conversation } = await lockForStaff(ctx, conversationId)
    const { state, accountId, name, reason } = conversation.handOff
    if (state === 'human') {
      if (accountId === staff.accountId) return
      // Who left the house has nothing any more.
      if (accountId) refuseTaken(name)
    }
    await addHandOff(ctx, conversation, {
      state: 'human',
      reason: state === 'waiting' ? reason : null,
      by: 'staff',
      accountId: staff.accountId,
    })
    await sql`
      update turns set state = 'human', owner = null, lease_until = null
      where conversation_id = ${conversationId} and state = 'pending'`.execute(ctx.db)
  })
}
