import { audit } from '../accounts/index.ts'
import { type Context, transact } from '../storage/index.ts'
import { addHandOff, lockForStaff, refuseTaken } from './hand-off.ts'
import { postSystemMessage } from './post-system-message.ts'

/**
 * Gives a conversation back to the assistant, which answers what comes next. Whoever has it does so, or an administrator.
 * Where nobody has it, nothing changes. Refuses `conversations.taken`, `conversations.unknown`.
 */
export function releaseConversation(ctx: Context, conversationId: string): Promise<void> {
  return leave(ctx, conversationId, 'assistant')
}

/**
 * What a human was wanted for is settled, also where nobody had to take it, and so is an alert: the assistant answers what
 * comes next. Refuses as `releaseConversation` does.
 */
export function closeConversation(ctx: Context, conversationId: string): Promise<void> {
  return leave(ctx, conversationId, 'closed')
}

function leave(ctx: Context, conversationId: string, to: 'assistant' | 'closed'): Promise<void> {
  return transact(ctx, async ctx => {
    const { staff, conversation } = await lockForStaff(ctx, conversationId)
    const { state, accountId, name, reason, alert } = conversation.handOff
    if (state === 'human' && accountId && accountId !== staff.accountId && staff.role !== 'admin') refuseTaken(name)
    const isOpen = state === 'waiting' || alert !== null
    if (state !== 'human' && (to === 'assistant' || !isOpen)) return
    const number = await addHandOff(ctx, conversation, { state: to, reason, by: 'staff', accountId: staff.accountId })
    // An alert is the staff's alone.
    if (state !== 'assistant' && state !== 'closed')
      await postSystemMessage(ctx, conversation, {
        text: state === 'human' ? `${name ?? 'Our colleague'} left. The assistant is back.` : 'The assistant is back.',
      })
    const action = to === 'closed' ? 'conversation.closed' : 'conversation.released'
    await audit(ctx, action, { kind: 'conversation', id: conversationId }, { number })
  })
}
