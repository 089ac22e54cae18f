import { sql } from 'kysely'
import { requireRole } from '../accounts/index.ts'
import type { Context } from '../storage/index.ts'
import type { InboundMessage } from './schema.ts'
import { seenByActor } from './subject.ts'

const PAGE = 50

/**
 * What came in by SMS and WhatsApp, newest first. For staff: each what came from people of whom they see reminders; who is not
 * known writes to the sales desk.
 */
export async function listInboundMessages(
  ctx: Context,
  { cursor = null, limit = PAGE }: { cursor?: string | null; limit?: number } = {},
): Promise<{ items: InboundMessage[]; cursor: string | null }> {
  requireRole(ctx, 'staff')
  const isAgent = ctx.actor.kind === 'account' && ctx.actor.role === 'coach' ? sql`false` : sql`true`
  const found = await sql<Omit<InboundMessage, 'receivedAt'> & { receivedAt: Temporal.Instant }>`
    select provider_id as id, address, sent_by as "sentBy", text, received_at as "receivedAt" from inbound_messages
    where (${isAgent} and person_id is null or exists (
        select from reminders r where r.person_id = inbound_messages.person_id and ${seenByActor(ctx)}))
      and (${cursor}::text is null or (received_at, provider_id) < (
      select received_at, provider_id from inbound_messages where provider_id = ${cursor}::text))
    order by received_at desc, provider_id desc limit ${limit + 1}`.execute(ctx.db)
  const items = found.rows.slice(0, limit).map(row => ({ ...row, receivedAt: row.receivedAt.toString() }))
  return { items, cursor: found.rows.length > limit ? items.at(-1)!.id : null }
}
