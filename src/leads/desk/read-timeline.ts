import { sql } from 'kysely'
import { z } from 'zod'
import { InstantText } from '../../appointments/index.ts'
import { readCursor, writeCursor } from '../../kernel/cursor.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import { requireLead } from './lock-lead.ts'
import { requireSales } from './rights.ts'
import { type Timeline, type TimelineKind, timelineKindSchema } from './schema.ts'
import { branches } from './timeline-branches.ts'
import { type Told, tellEntry } from './timeline-words.ts'

/** The instant, kind and id of the last entry of a page. */
const Place = z.tuple([InstantText, timelineKindSchema, z.string().regex(/^[\w:-]{1,120}$/)])

/**
 * All that happened with a lead, newest first, by key: sessions with what was written in them as one entry each, homes, the score,
 * stages, appointments, what was sent, notes, temperatures that staff set, owners, hand-offs, joins. `kinds` narrows it. Refuses
 * `leads.not_allowed`, `leads.unknown`, `leads.joined`, `leads.cursor`.
 */
export async function readTimeline(
  ctx: Context,
  {
    personId,
    cursor,
    limit = 40,
    kinds,
  }: { personId: string; cursor?: string; limit?: number; kinds?: TimelineKind[] },
): Promise<Timeline> {
  requireSales(ctx)
  await requireLead(ctx, personId)
  const from = cursor === undefined ? undefined : placeOf(cursor)
  const after = from
    ? sql`(at, kind, id) < (${from[0]}::timestamptz, ${from[1]} collate "C", ${from[2]} collate "C")`
    : sql`true`
  const wanted = branches.filter(({ kind }) => !kinds?.length || kinds.includes(kind))
  // Each branch gives at most a page, so that only a page of each is put in order.
  const parts = wanted.map(
    ({ kind, rows }) => sql`
      (select * from (
        select b.at, ${sql.lit(kind)}::text collate "C" as kind, b.id::text collate "C" as id, b.by, b.data::jsonb as data
        from (${rows(personId)}) b) c
      where ${after} order by at desc, kind desc, id desc limit ${sql.lit(limit + 1)})`,
  )
  const { rows } = await sql<Told>`
    select * from (${sql.join(parts, sql` union all `)}) told
    order by at desc, kind desc, id desc limit ${sql.lit(limit + 1)}`.execute(ctx.db)
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return {
    items: items.map(row => tellEntry(row, ctx.business.timeZone)),
    cursor: last ? writeCursor([last.at.toString(), last.kind, last.id]) : null,
  }
}

function placeOf(cursor: string) {
  const place = readCursor(cursor, Place)
  return place ?? refuse('invalid', 'leads.cursor', 'This page marker is not ours. Begin at the first page.')
}
