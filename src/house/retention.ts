import { sql } from 'kysely'
import { requireRole } from '../accounts/index.ts'
import { type Loop, startLoop } from '../jobs/index.ts'
import { erasePerson } from '../people/index.ts'
import { type Context, readSetting, transact } from '../storage/index.ts'
import { retentionSchema } from './schema.ts'

/** Erased in one go; then others have their turn. */
const BATCH = 20
const LOOK_MS = 60 * 60_000

/** Each row is something that a person did, or told. */
const DEEDS = [
  'files',
  'facts',
  'listing_events',
  'posting_states',
  'resumes',
  'resume_versions',
  'enrolments',
] as const

/**
 * Visitors whom retention is about, as a condition over `p`, their row: no account, nothing booked, and nothing heard of them
 * since the cutoff: no activity, no message of theirs or of staff to them, no call, no file, nothing that they did with homes,
 * postings, a resume or a programme, and nothing that staff noted of them. Who became somebody else by a merge is left to that
 * person.
 */
function unseenSince(cutoff: Temporal.Instant) {
  const none = (table: string) => sql`not exists (
    select from ${sql.table(table)} x where x.person_id = p.id and x.created_at >= ${cutoff}::timestamptz)`
  return sql`p.erased_at is null and p.created_at < ${cutoff}::timestamptz
    and not exists (select from accounts a where a.person_id = p.id)
    and not exists (select from appointments a where a.person_id = p.id and a.status not in ('held', 'expired'))
    and not exists (select from activity_sessions s where s.person_id = p.id and s.last_at >= ${cutoff}::timestamptz)
    and not exists (select from conversations c join messages m on m.conversation_id = c.id
      where c.person_id = p.id and m.created_at >= ${cutoff}::timestamptz)
    and not exists (select from hand_offs h join conversations c on c.id = h.conversation_id
      where c.person_id = p.id and h.created_at >= ${cutoff}::timestamptz)
    and not exists (select from lead_calls l where l.person_id = p.id and l.last_at >= ${cutoff}::timestamptz)
    and not exists (select from lead_notes n
      where n.person_id = p.id and n.deleted_at is null and n.created_at >= ${cutoff}::timestamptz)
    and not exists (select from enrolments e join answers a on a.enrolment_id = e.id
      where e.person_id = p.id and a.saved_at >= ${cutoff}::timestamptz)
    and ${sql.join(DEEDS.map(none), sql` and `)}
    and not exists (select from person_merges m where m.from_person_id = p.id and m.undone_at is null)`
}

function cutoffOf(ctx: Context, months: number): Temporal.Instant {
  return ctx.now().toZonedDateTimeISO(ctx.business.timeZone).subtract({ months }).toInstant()
}

/** How many visitors would be erased if those not seen for so many months were. For administrators. */
export async function previewRetention(ctx: Context, { months }: { months: number }): Promise<{ persons: number }> {
  requireRole(ctx, 'admin')
  const { rows } = await sql<{ persons: number }>`
    select count(*) as persons from persons p where ${unseenSince(cutoffOf(ctx, months))}`.execute(ctx.db)
  return { persons: rows[0]!.persons }
}

/**
 * Erases a batch of the visitors who were not seen for as long as the settings say, oldest first, each in a transaction of
 * its own with a line in the audit log. Gives how many are gone; 0 also where retention is off.
 */
export async function eraseUnseen(ctx: Context): Promise<number> {
  const { months } = await readSetting(ctx, 'retention', value => retentionSchema.parse(value ?? { months: null }))
  if (months === null) return 0
  const cutoff = cutoffOf(ctx, months)
  const found = await sql<{ id: string }>`
    select p.id from persons p where ${unseenSince(cutoff)} order by p.id limit ${BATCH}`.execute(ctx.db)
  let gone = 0
  for (const { id } of found.rows)
    try {
      gone += await eraseOne(ctx, id, cutoff, months)
    } catch (error) {
      ctx.log.warn({ err: error, personId: id }, 'somebody not seen for long could not be erased; it is tried again')
    }
  return gone
}

async function eraseOne(ctx: Context, personId: string, cutoff: Temporal.Instant, months: number): Promise<number> {
  return transact(ctx, async ctx => {
    // Who comes back meanwhile waits here, or is seen: their message locks the person too. Looked at in a statement of its own,
    // for the one that waits sees nothing of what it waited for.
    await sql`select from persons where id = ${personId}::uuid for update`.execute(ctx.db)
    const still = await sql`select from persons p where p.id = ${personId}::uuid and ${unseenSince(cutoff)}`.execute(
      ctx.db,
    )
    if (still.rows.length === 0) return 0
    await erasePerson(ctx, { personId, because: { months } })
    return 1
  })
}

export function startRetention(ctx: Context): Loop {
  return startLoop(ctx, { name: 'retention', everyMs: LOOK_MS, work: async ctx => (await eraseUnseen(ctx)) > 0 })
}
