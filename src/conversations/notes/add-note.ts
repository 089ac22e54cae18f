import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { storable } from '../../kernel/text.ts'
import { type Context, tell, transact } from '../../storage/index.ts'
import { listColleagues } from '../colleagues.ts'
import { type LockedConversation, lockForStaff } from '../hand-off.ts'
import type { Note } from '../schema.ts'

/**
 * What staff note for each other about a conversation; the person never sees it there. Colleagues of its desk that are named in
 * `mentions` are told. An `id` made by the page and sent again is the same note. Refuses `conversations.unknown`,
 * `conversations.id_reused` where it stands for another one.
 */
export function addConversationNote(
  ctx: Context,
  input: { conversationId: string; id?: string; text: string; mentions?: readonly string[] },
): Promise<Note> {
  return transact(ctx, async ctx => {
    const { staff, conversation } = await lockForStaff(ctx, input.conversationId)
    const known = input.id === undefined ? undefined : await findNote(ctx, input.id)
    if (known) {
      const isSame = known.conversationId === conversation.id && known.accountId === staff.accountId
      if (isSame && known.text === storable(input.text).trim()) return known.note
      refuse('conflict', 'conversations.id_reused', 'Another note has this id. Make a new id for each note.')
    }
    const wanted = new Set(input.mentions ?? [])
    wanted.delete(staff.accountId)
    const here = wanted.size > 0 ? await listColleagues(ctx, conversation.desk) : []
    const mentions = here.filter(({ accountId }) => wanted.has(accountId))
    const note = await writeNote(ctx, conversation, {
      id: input.id,
      text: input.text,
      accountId: staff.accountId,
      mentions: mentions.map(({ accountId }) => accountId),
    })
    return { ...note, by: staff.name, mentions: mentions.map(({ name }) => name) }
  })
}

async function findNote(ctx: Context, id: string) {
  const { rows } = await sql<{
    conversationId: string
    accountId: string | null
    text: string
    by: string | null
    at: Temporal.Instant
    mentions: string[]
  }>`
    select n.conversation_id as "conversationId", n.account_id as "accountId", n.text, a.name as by, n.created_at as at,
      array(select c.name from conversation_note_mentions m join accounts c on c.id = m.account_id
        where m.note_id = n.id order by c.name, c.id) as mentions
    from conversation_notes n left join accounts a on a.id = n.account_id where n.id = ${id}::uuid`.execute(ctx.db)
  const [row] = rows
  if (!row) return undefined
  const { conversationId, accountId, text, by, at, mentions } = row
  const note: Note = { id, text, by, mentions, createdAt: at.toString() }
  return { conversationId, accountId, text, note }
}

/** The caller holds the lock. */
export async function writeNote(
  ctx: Context,
  { id: conversationId, personId }: LockedConversation,
  {
    id = newId(),
    text,
    accountId,
    mentions,
  }: { id?: string; text: string; accountId: string; mentions: readonly string[] },
): Promise<{ id: string; text: string; createdAt: string }> {
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
