import { sql } from 'kysely'
import { lockConversation, postSystemMessage } from '../../conversations/index.ts'
import type { SayInChat } from '../../reminders/index.ts'
import { transact } from '../../storage/index.ts'

/**
 * Says a reminder of an appointment in the person's open thread at its desk, under the conversation's lock, whoever speaks there
 * just now. The reminder's id is the message's: said again, it stands there once.
 */
export const sayReminder: SayInChat = (ctx, { reminderId, personId, subjectKind, subjectId, text, path }) =>
  transact(ctx, async ctx => {
    const found = await sql<{ id: string }>`
      select c.id from conversations c
      where c.person_id = ${personId} and c.closed_at is null and c.desk = case when ${subjectKind} = 'appointment' and exists (
        select from appointments where id = ${subjectId} and kind = 'coaching_session') then 'career' else 'sales' end
    `.execute(ctx.db)
    const id = found.rows[0]?.id
    const conversation = id ? await lockConversation(ctx, id) : undefined
    if (!conversation)
      return { outcome: 'refused', permanent: true, code: 'chat.no_thread', note: 'There is no open conversation.' }
    const parts = /^\/[\w/.-]*$/.test(path) ? [{ type: 'link' as const, label: 'Look at it', to: path }] : []
    await postSystemMessage(ctx, conversation, { text, parts, clientId: reminderId })
    return { outcome: 'accepted', providerId: null }
  })
