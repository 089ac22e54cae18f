import { sql } from 'kysely'
import { auditStaff } from '../accounts/index.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import type { EntryKind, Review } from './schema.ts'

type Row = {
  id: string
  kind: EntryKind
  received_at: Temporal.Instant
  settled_at: Temporal.Instant
  reason: string
  person_id: string | null
  said: Record<string, unknown> | null
  file_bytes: number | null
}

/** What waits for review, the oldest first. */
export async function listReviews(ctx: Context): Promise<Review[]> {
  const { rows } = await sql<Row>`
    select id, kind, received_at, settled_at, reason, person_id, content -> 'said' as said,
      octet_length(bytes)::float8 as file_bytes
    from outage_entries where state = 'review' order by settled_at, id limit 200`.execute(ctx.db)
  return rows.map(row => ({
    id: row.id,
    kind: row.kind,
    receivedAt: row.received_at.toString(),
    settledAt: row.settled_at.toString(),
    reason: row.reason,
    personId: row.person_id,
    content: row.said,
    fileBytes: row.file_bytes,
  }))
}

/**
 * Takes away what was seen to, or gives it back to be done `again`. Refuses `outage.unknown`, and `outage.not_again` for a file,
 * whose journal is gone, and for what of an erased person is left.
 */
export function settleReview(ctx: Context, { id, again }: { id: string; again: boolean }): Promise<void> {
  return transact(ctx, async ctx => {
    const { rows } = await sql<{ kind: EntryKind; has_content: boolean }>`
      select kind, content is not null as has_content from outage_entries
      where id = ${id}::uuid and state = 'review' for update`.execute(ctx.db)
    const [row] = rows
    if (!row) refuse('not_found', 'outage.unknown', 'There is no such entry, or somebody has seen to it already.')
    if (again && (row.kind === 'file' || !row.has_content))
      refuse('conflict', 'outage.not_again', 'This cannot be done again. Ask the person to send it anew.')
    if (again)
      await sql`
        update outage_entries set state = 'waiting', reason = null, settled_at = null, attempts = 0
        where id = ${id}::uuid`.execute(ctx.db)
    else
      await sql`
        update outage_entries set state = 'done', reason = null, content = null, bytes = null, key_hash = null,
          settled_at = ${ctx.now()} where id = ${id}::uuid`.execute(ctx.db)
    await auditStaff(ctx, 'outage.settled', { kind: 'outage_entry', id }, { again })
  })
}
