import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { PostingDraft } from './entry.ts'
import { writePostings } from './write-postings.ts'

const SOURCE = 'legacy'

/** A posting of before, as far as it is known: it is closed. */
export type LegacyPosting = Omit<PostingDraft, 'closedAt'>

/**
 * Adds postings of before, closed, within the caller's transaction; what is there already stays as it is. Of several with one id
 * the first counts. `importId` names the import among those of postings, and is made with the first of them.
 */
export async function keepLegacyPostings(
  ctx: Context,
  postings: readonly LegacyPosting[],
  { importId, fileName, closedAt }: { importId: string; fileName: string; closedAt: Temporal.Instant },
): Promise<void> {
  // Writers take turns, in one order.
  await sql`update posting_catalogue set version = version`.execute(ctx.db)
  const there = await sql<{ id: string }>`
    select source_id as id from postings
    where source = ${SOURCE} and source_id = any (${postings.map(({ sourceId }) => sourceId)}::text[])`.execute(ctx.db)
  const known = new Set(there.rows.map(({ id }) => id))
  const drafts = new Map<string, PostingDraft>()
  for (const posting of postings)
    if (!known.has(posting.sourceId) && !drafts.has(posting.sourceId))
      drafts.set(posting.sourceId, { ...posting, closedAt })
  if (drafts.size === 0) return
  await sql`
    insert into posting_imports (id, source, file_name, format, complete, read, added, updated, unchanged, closed, refused,
      created_at)
    values (${importId}, ${SOURCE}, ${fileName.slice(0, 255)}, 'json', false, 0, 0, 0, 0, 0, 0, ${ctx.now()})
    on conflict do nothing`.execute(ctx.db)
  await writePostings(ctx, [...drafts.values()], { source: SOURCE, sample: false, importId })
  await sql`
    update posting_imports set read = read + ${drafts.size}, added = added + ${drafts.size}, closed = closed + ${drafts.size}
    where id = ${importId}`.execute(ctx.db)
}
