import { sql } from 'kysely'
import type { z } from 'zod'
import { findPerson } from '../../people/index.ts'
import { type Context, tell } from '../../storage/index.ts'
import { desksOf, refuseUnknown, requireStaff } from '../hand-off.ts'
import type { Desk, presenceInputSchema } from '../schema.ts'

/** How long somebody is taken to write, or to look, after the last sign of it. */
const TYPING_SECONDS = 8
export const HERE_SECONDS = 45

type Sign = z.infer<typeof presenceInputSchema>

/** Staff look at a conversation, write in it, or have read up to a number. Refuses `conversations.unknown`. */
export async function noteStaffPresence(
  ctx: Context,
  { conversationId, ...sign }: Sign & { conversationId: string },
): Promise<void> {
  const { role, accountId } = requireStaff(ctx)
  const seen = sql`c.id = ${conversationId} and c.desk = any(${desksOf(role)}) and (c.desk = 'sales' or c.hand_off_number > 0)`
  if (!(await note(ctx, seen, accountId, sign))) refuseUnknown()
}

/**
 * The same of the visitor, in their own conversation, or in the open one at a desk; false where there is none yet: looking makes
 * nobody a person.
 */
export async function noteOwnPresence(
  ctx: Context,
  { conversationId, desk, ...sign }: Sign & { conversationId?: string; desk?: Desk },
): Promise<boolean> {
  const personId = await findPerson(ctx)
  if (!personId) return false
  const which = conversationId ? sql`c.id = ${conversationId}` : sql`c.desk = ${desk} and c.closed_at is null`
  return note(ctx, sql`c.person_id = ${personId} and ${which}`, null, sign)
}

/**
 * Open pages are told of what they show: somebody began or ceased to write or to look, or read on. A sign that says nothing of
 * writing leaves that as it is.
 */
async function note(
  ctx: Context,
  which: ReturnType<typeof sql>,
  accountId: string | null,
  { read = 0, typing, here = true }: Sign,
): Promise<boolean> {
  const now = ctx.now()
  const found = await sql<{ id: string; changed: boolean }>`
    with seen as (
      select c.id, c.last_number from conversations c where ${which} for key share
    ), before as (
      select p.* from conversation_presence p join seen on seen.id = p.conversation_id
      where p.account_id is not distinct from ${accountId}::uuid
    ), put as (
      insert into conversation_presence as p (conversation_id, account_id, read_number, seen_at, typing_until)
      select id, ${accountId}, least(${read}, last_number), case when ${here} then ${now}::timestamptz end,
        case when ${(typing ?? false) && here} then ${now.add({ seconds: TYPING_SECONDS })}::timestamptz end
      from seen
      on conflict on constraint conversation_presence_who do update
        set read_number = greatest(p.read_number, excluded.read_number), seen_at = excluded.seen_at,
          typing_until = case when ${typing === undefined && here} then p.typing_until else excluded.typing_until end
      returning *
    )
    select put.conversation_id as id,
      before.conversation_id is null or put.read_number > before.read_number
        or (coalesce(put.typing_until, '-infinity') <= ${now}) <> (coalesce(before.typing_until, '-infinity') <= ${now})
        or (put.seen_at is null) <> (coalesce(before.seen_at, '-infinity') <= ${now.subtract({ seconds: HERE_SECONDS })})
        as changed
    from put left join before on true`.execute(ctx.db)
  const row = found.rows[0]
  if (row?.changed) tell(ctx, { topic: 'presence', id: row.id })
  return row !== undefined
}
