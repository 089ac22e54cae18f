import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { newId } from '../../kernel/ids.ts'
import { storable } from '../../kernel/text.ts'
import { type Context, tell, transact } from '../../storage/index.ts'
import { listColleagues } from '../colleagues.ts'
import { type LockedConversation, lockForStaff } from '../hand-off.ts'
import type { Note } from '../schema.ts'

/**
 * What staff note for each other about a conversation; the person never sees it there. Colleagues of its desk that are named in
 * `mentions` are told. Refuses `conversations.unknown`.
 */
export function addConversationNote(
  ctx: Context,
  input: { conversationId: string; text: string; mentions?: readonly string[] },
): Promise<Note> {
  return transact(ctx, async ctx => {
    const { staff, conversation } = await lockForStaff(ctx, input.conversationId)
    const wanted = new Set(input.mentions ?? [])
    wanted.delete(staff.accountId)
    const here = wanted.size > 0 ? await listColleagues(ctx, conversation.desk) : []
    const mentions = here.filter(({ accountId }) => wanted.has(accountId))
    const note = await writeNote(ctx, conversation, {
      text: input.text,
      accountId: staff.accountId,
      mentions: mentions.map(({ accountId }) => accountId),
    })
    return { ...note, by: staff.name, mentions: mentions.map(({ name }) => name) }
  })
}

/** The caller holds the lock. */
export async function writeNote(
  ctx: Context,
  { id: conversationId, personId }: LockedConversation,
  { text, accountId, mentions }: { text: string; accountId: string; mentions: readonly string[] },
): Promise<{ id: string; text: string; createdAt: string }> {
  const id = newId()
  const now = ctx.now()
  const kept = storable(text).trim()
  await sql`
    with note as (
      insert into conversation_notes (id, conversation_id, account_id, text, created_at)
      values (${id}, ${conversationId}, ${accountId}, ${kept}, ${now}) returning id
    )
    insert into conversation_note_mentions (note_id, account_id)
    select note.id, account_id from note, unnest(${mentions}::uuid[]) account_id`.execute(ctx.db)
  await audit(ctx, 'conversation.noted', { kind: 'conversation', id: conversationId }, { mentions: mentions.length })
  tell(ctx, { topic: 'conversation', id: conversationId })
  if (mentions.length > 0)
    await ctx.announce(ctx, 'conversation.noted', { conversationId, personId, noteId: id, accountIds: [...mentions] })
  return { id, text: kept, createdAt: now.toString() }
}
