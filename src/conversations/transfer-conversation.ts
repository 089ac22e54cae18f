import { audit } from '../accounts/index.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { type Colleague, listColleagues } from './colleagues.ts'
import { lockForStaff, refuseTaken } from './hand-off.ts'
import { writeNote } from './notes/add-note.ts'
import { postSystemMessage } from './post-system-message.ts'
import type { Desk } from './schema.ts'
import { giveTo } from './take-conversation.ts'

/**
 * Gives a conversation to a colleague of its desk, who is told; the note stays with the staff. Whoever has it does so, anybody of
 * the desk where nobody has it, and an administrator always. Given to who has it already, nothing changes.
 * Refuses `conversations.taken`, `conversations.no_colleague` (not of this desk, or no longer here), `conversations.unknown`.
 */
export async function transferConversation(
  ctx: Context,
  { conversationId, to, note }: { conversationId: string; to: string; note?: string },
): Promise<void> {
  await transact(ctx, async ctx => {
    const { staff, conversation } = await lockForStaff(ctx, conversationId)
    const { state, accountId, name, reason } = conversation.handOff
    const isOthers = state === 'human' && accountId !== null && accountId !== staff.accountId
    // Also said twice by whoever had it until then.
    if (state === 'human' && accountId === to) return
    if (isOthers && staff.role !== 'admin') refuseTaken(name)
    const colleague = await requireColleague(ctx, to, conversation.desk)
    const number = await giveTo(ctx, conversation, {
      accountId: to,
      reason: state === 'waiting' || state === 'human' ? reason : null,
    })
    const text =
      state === 'human' && name
        ? `${name} handed over to ${colleague.name}, who answers here now.`
        : `${colleague.name} answers here now.`
    await postSystemMessage(ctx, conversation, { text })
    if (note?.trim()) await writeNote(ctx, conversation, { text: note, accountId: staff.accountId, mentions: [] })
    await audit(ctx, 'conversation.transferred', { kind: 'conversation', id: conversationId }, { number, to })
    const { personId } = conversation
    if (to !== staff.accountId)
      await ctx.announce(ctx, 'conversation.transferred', { conversationId, personId, number, accountId: to })
  })
}

async function requireColleague(ctx: Context, accountId: string, desk: Desk): Promise<Colleague> {
  const colleague = (await listColleagues(ctx, desk)).find(one => one.accountId === accountId)
  return (
    colleague ??
    refuse('invalid', 'conversations.no_colleague', {
      message: 'Choose somebody who looks after this desk and still works here.',
      field: 'to',
    })
  )
}
