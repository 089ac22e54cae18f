import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../storage/index.ts'
import { desksOf, refuseUnknown, requireStaff } from './hand-off.ts'
import { HERE_SECONDS } from './presence/note-presence.ts'
import { readPresence } from './presence/read-presence.ts'
import { readMessages } from './read-conversation.ts'
import type { handOffEventSchema, Note, StaffThread } from './schema.ts'
import { type StaffRow, selectStaff, toStaff } from './staff-row.ts'

/** One conversation as staff of its desk see it. Refuses `conversations.unknown`. */
export async function readStaffConversation(
  ctx: Context,
  { conversationId, before, limit = 50 }: { conversationId: string; before?: number; limit?: number },
): Promise<StaffThread> {
  const staff = requireStaff(ctx)
  const found = await sql<StaffRow>`
    ${selectStaff(staff.accountId, ctx.now().subtract({ seconds: HERE_SECONDS }))}
    where c.id = ${conversationId} and c.desk = any(${desksOf(staff.role)}) and (c.desk = 'sales' or c.hand_off_number > 0)
  `.execute(ctx.db)
  const row = found.rows[0] ?? refuseUnknown()
  const events = await sql<Omit<z.infer<typeof handOffEventSchema>, 'at'> & { at: Temporal.Instant }>`
    select h.number, h.state, h.reason, h.acted_by as by, a.name, h.created_at as at
    from hand_offs h left join accounts a on a.id = h.account_id
    where h.conversation_id = ${conversationId} order by h.number desc limit 50`.execute(ctx.db)
  const notes = await sql<Omit<Note, 'createdAt'> & { created_at: Temporal.Instant }>`
    select n.id, n.text, a.name as by, n.created_at,
      array(select m.name from conversation_note_mentions o join accounts m on m.id = o.account_id
        where o.note_id = n.id order by m.name) as mentions
    from conversation_notes n left join accounts a on a.id = n.account_id
    where n.conversation_id = ${conversationId} order by n.created_at desc, n.id desc limit 100`.execute(ctx.db)
  const thread = await readMessages(ctx, { conversationId, before, limit: limit + 1 })
  return {
    ...toStaff(row),
    thread: thread.slice(-limit),
    older: thread.length > limit ? thread[1]!.number : null,
    notes: notes.rows.map(({ created_at, ...note }) => ({ ...note, createdAt: created_at.toString() })),
    events: events.rows.map(event => ({ ...event, at: event.at.toString() })),
    presence: await readPresence(ctx, conversationId),
    read: row.read_number,
  }
}
