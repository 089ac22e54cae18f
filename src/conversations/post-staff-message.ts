import { sql } from 'kysely'
import { audit } from '../accounts/index.ts'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Context, tell, transact } from '../storage/index.ts'
import { requireFilled } from './canned/placeholders.ts'
import { lockForStaff, refuseTaken } from './hand-off.ts'
import { type Message, messageText } from './schema.ts'
import { type MessageRow, toMessage } from './turn.ts'

/**
 * Staff write into a conversation that they have taken. The same client-made id is the same message. Refuses
 * `conversations.not_taken` (take it first), `conversations.taken`, `conversations.empty_text`, `conversations.unfilled` (a
 * placeholder of a kept reply stands in it), `conversations.id_reused`, `conversations.unknown`.
 */
export async function postStaffMessage(
  ctx: Context,
  input: { conversationId: string; clientId: string; text: string },
): Promise<Message> {
  const text = messageText(input.text)
  if (!text) refuse('invalid', 'conversations.empty_text', { message: 'Write something first.', field: 'text' })
  requireFilled(text)
  return transact(ctx, async ctx => {
    const { staff, conversation } = await lockForStaff(ctx, input.conversationId)
    const said = await sql<MessageRow & { account_id: string | null }>`
      select m.id, m.number, m.author, m.text, m.parts, m.created_at, m.account_id, a.name as by
      from messages m left join accounts a on a.id = m.account_id
      where m.conversation_id = ${input.conversationId} and m.client_id = ${input.clientId}`.execute(ctx.db)
    const before = said.rows[0]
    if (before) {
      if (before.account_id === staff.accountId && before.text === text) return toMessage(before)
      refuse('conflict', 'conversations.id_reused', 'Another message has this id. Make a new id for each message.')
    }
    const { state, accountId, name } = conversation.handOff
    if (state !== 'human')
      refuse('conflict', 'conversations.not_taken', 'Take the conversation before you write in it.')
    if (accountId !== staff.accountId) refuseTaken(name)
    const written = await sql<MessageRow>`
      with counted as (
        update conversations set last_number = last_number + 1,
          active_at = case when active_at > ${ctx.now()}::timestamptz - interval '1 minute' then active_at else ${ctx.now()} end
        where id = ${input.conversationId} returning last_number
      )
      insert into messages (id, conversation_id, number, author, account_id, client_id, text, created_at)
      select ${newId()}, ${input.conversationId}, last_number, 'staff', ${staff.accountId}, ${input.clientId}, ${text},
        ${ctx.now()} from counted
      returning id, number, author, text, parts, created_at`.execute(ctx.db)
    const message = toMessage({ ...written.rows[0]!, by: staff.name })
    await audit(
      ctx,
      'conversation.answered',
      { kind: 'conversation', id: input.conversationId },
      { number: message.number },
    )
    tell(ctx, { topic: 'conversation', id: input.conversationId, number: message.number })
    return message
  })
}
