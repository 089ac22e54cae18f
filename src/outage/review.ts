import { sql } from 'kysely'
import { auditStaff } from '../accounts/index.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import type { EntryKind, OutageStanding, Reviews } from './schema.ts'

const SHOWN = 200

type Row = {
  id: string
  kind: EntryKind
  received_at: Temporal.Instant
  settled_at: Temporal.Instant
  reason: string
  person_id: string | null
  name: string | null
  is_member: boolean
  said: Record<string, unknown> | null
  file_bytes: number | null
}

/** What waits for review, the oldest first. A name is what the person said it is, or that of their account. */
export async function listReviews(ctx: Context): Promise<Reviews> {
  const { rows } = await sql<Row>`
    select e.id, e.kind, e.received_at, e.settled_at, e.reason, e.person_id, e.content -> 'said' as said,
      octet_length(e.bytes)::float8 as file_bytes, coalesce(a.name, n.value #>> '{}') as name, a.id is not null as is_member
    from outage_entries e
    left join accounts a on a.person_id = e.person_id
    left join facts n on n.person_id = e.person_id and n.key = 'name' and n.superseded_at is null and n.erased_at is null
      and n.slot = ''
    where e.state = 'review' order by e.settled_at, e.id limit ${SHOWN}`.execute(ctx.db)
  const items = rows.map(row => ({
    id: row.id,
    kind: row.kind,
    receivedAt: row.received_at.toString(),
    settledAt: row.settled_at.toString(),
    reason: row.reason,
    personId: row.person_id,
    person: row.person_id ? { name: row.name, isMember: row.is_member } : null,
    content: row.said,
    fileBytes: row.file_bytes,
    repeatable: isRepeatable(row.kind, row.said !== null),
  }))
  return { items, total: items.length < SHOWN ? items.length : (await readStanding(ctx)).review }
}

/** How much waits, and how much is on its way. */
export async function readStanding(ctx: Context): Promise<OutageStanding> {
  const { rows } = await sql<OutageStanding>`
    select (select count(*) from outage_entries where state = 'review') as review,
      (select count(*) from outage_entries where state = 'waiting') as waiting`.execute(ctx.db)
  return rows[0]!
}

/** A file that waits for review, as it was sent. Refuses `outage.unknown`, also where nothing is left of it. */
export async function readReviewFile(ctx: Context, id: string): Promise<{ name: string; bytes: Buffer }> {
  const { rows } = await sql<{ name: string | null; bytes: Buffer }>`
    select content -> 'said' ->> 'name' as name, bytes from outage_entries
    where id = ${id}::uuid and state = 'review' and kind = 'file' and bytes is not null`.execute(ctx.db)
  const [row] = rows
  if (!row) return refuseUnknown()
  return { name: row.name ?? 'file', bytes: row.bytes }
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
    if (!row) return refuseUnknown()
    if (again && !isRepeatable(row.kind, row.has_content))
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

/** The bytes of a file have left the journal; of an erased person nothing is there. */
const isRepeatable = (kind: EntryKind, hasContent: boolean) => kind !== 'file' && hasContent

function refuseUnknown(): never {
  refuse('not_found', 'outage.unknown', 'There is no such entry, or somebody has seen to it already.')
}
