import { sql } from 'kysely'
import { audit } from '../accounts/index.ts'
import { type Context, transact } from '../storage/index.ts'
import { addHandOff, type LockedConversation, lockForStaff, refuseTaken } from './hand-off.ts'
import { postSystemMessage } from './post-system-message.ts'

/**
 * Staff take a conversation over, asked for or not: the assistant is silent from here on, and what it had not answered is left to
 * them. Taken again by the same, nothing changes. Refuses `conversations.taken` with who has it, `conversations.unknown`.
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
    const number = await giveTo(ctx, conversation, { ...staff, reason: state === 'waiting' ? reason : null })
    await postSystemMessage(ctx, conversation, { text: `${staff.name} joined and answers here now.` })
    await audit(ctx, 'conversation.taken', { kind: 'conversation', id: conversationId }, { number })
  })
}

/** Lets one of the staff speak; turns that are not answered yet are left to them. The caller holds the lock. */
export async function giveTo(
  ctx: Context,
  conversation: LockedConversation,
  { accountId, reason }: { accountId: string; reason: LockedConversation['handOff']['reason'] },
): Promise<number> {
  const number = await addHandOff(ctx, conversation, { state: 'human', reason, by: 'staff', accountId })
  await sql`
    update turns set state = 'human', owner = null, lease_until = null
    where conversation_id = ${conversation.id} and state = 'pending'`.execute(ctx.db)
  return number
}
