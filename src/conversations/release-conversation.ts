import { type Context, transact } from '../storage/index.ts'
import { addHandOff, lockForStaff, refuseTaken } from './hand-off.ts'

/**
 * Gives a conversation back to the assistant, which answers what comes next. Whoever has it does so, or an administrator.
 * Where nobody has it, nothing changes. Refuses `conversations.taken`, `conversations.unknown`.
 */
export function releaseConversation(ctx: Context, conversationId: string): Promise<void> {
  return leave(ctx, conversationId, 'assistant')
}

/** What a human was wanted for is settled, also where nobody had to take it: the assistant answers what comes next. */
export function closeConversation(ctx: Context, conversationId: string): Promise<void> {
  return leave(ctx, conversationId, 'closed')
}

function leave(ctx: Context, conversationId: string, to: 'assistant' | 'closed'): Promise<void> {
  return transact(ctx, async ctx => {
    const { staff, conversation } = await lockForStaff(ctx, conversationId)
    const { state, accountId, name, reason } = conversation.handOff
    if (state === 'human' && accountId && accountId !== staff.accountId && staff.role !== 'admin') refuseTaken(name)
    if (state !== 'human' && (to === 'assistant' || state !== 'waiting')) return
    await addHandOff(ctx, conversation, { state: to, reason, by: 'staff', accountId: staff.accountId })
  })
}
