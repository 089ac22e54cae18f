import { sql } from 'kysely'
import { desksOf } from '../../conversations/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import { mergePersons, undoMerge } from '../../people/index.ts'
import { type Context, tell, transact } from '../../storage/index.ts'
import { requireLead } from './lock-lead.ts'
import { requireSales } from './rights.ts'
import type { LeadMerge, LeadMergeEntry } from './schema.ts'

/** As long as people can be taken apart. */
const UNDOABLE = { hours: 30 * 24 }

/** Thrown to leave a preview's transaction without a trace. */
class Previewed extends Error {
  readonly counts: Record<string, number>
  constructor(counts: Record<string, number>) {
    super('a preview changes nothing')
    this.counts = counts
  }
}

type Input = { personId: string; otherId: string; preview?: boolean }

/**
 * Joins another person into this lead: conversations, memory, appointments, score. The other one's browser begins anew, so nobody
 * comes to read what is not theirs; an account is joined with only where its address is proven, and stays the one that is kept.
 * `preview` does all of it and takes it back, which is exactly what would move. Undoable for 30 days.
 *
 * Refuses `leads.not_allowed`, `leads.unknown`, `leads.joined`, `leads.same`, `leads.has_account` (with `keep`: the other way round
 * works), `leads.two_accounts`, `leads.unproven_account`, `leads.staff_account`, `leads.works_with_coach`.
 */
export async function mergeLeads(ctx: Context, { personId, otherId, preview = false }: Input): Promise<LeadMerge> {
  requireSales(ctx)
  if (personId === otherId) refuse('invalid', 'leads.same', 'This is the same lead. Choose another one.')
  try {
    return await transact(ctx, async ctx => {
      // Joining locks both itself: a weaker lock before it could wait for another's.
      for (const id of [personId, otherId]) await requireLead(ctx, id)
      await requireJoinable(ctx, personId, otherId)
      await requireNothingOfACoach(ctx, otherId)
      const { id, counts } = await mergePersons(ctx, { from: otherId, to: personId })
      if (preview) throw new Previewed(counts)
      for (const id of [personId, otherId]) tell(ctx, { topic: 'lead', id })
      return { id, moved: inWords(counts) }
    })
  } catch (error) {
    if (error instanceof Previewed) return { id: null, moved: inWords(error.counts) }
    throw error
  }
}

/**
 * Takes apart what was joined into this lead: exactly what moved goes back, and both browsers know their own again. Refuses
 * `leads.not_allowed`, `leads.unknown`, `people.unknown_merge`, `people.merge_undone`, `people.merge_too_old` after 30 days.
 */
export async function undoLeadMerge(
  ctx: Context,
  { personId, id }: { personId: string; id: string },
): Promise<LeadMerge> {
  requireSales(ctx)
  return transact(ctx, async ctx => {
    const { rows } = await sql<{ from: string }>`
      select from_person_id as from from person_merges
      where id = ${id}::uuid and to_person_id = ${personId}::uuid`.execute(ctx.db)
    const [merge] = rows
    if (!merge) refuse('not_found', 'people.unknown_merge', 'There is no such merge.')
    const { counts } = await undoMerge(ctx, { id })
    for (const id of [personId, merge.from]) tell(ctx, { topic: 'lead', id })
    return { id, moved: inWords(counts) }
  })
}

/** Who was joined into a person, newest first. */
export async function listMergesOf(ctx: Context, personId: string): Promise<LeadMergeEntry[]> {
  const { rows } = await sql<{
    id: string
    from: string
    counts: Record<string, number>
    at: Temporal.Instant
    undone: Temporal.Instant | null
    whole: boolean
  }>`
    select id, from_person_id as from, counts, merged_at as at, undone_at as undone, moved <> '{}' as whole
    from person_merges where to_person_id = ${personId}::uuid order by merged_at desc, id desc limit 20`.execute(ctx.db)
  return rows.map(({ id, from, counts, at, undone, whole }) => {
    const until = at.add(UNDOABLE)
    const isUndoable = whole && undone === null && Temporal.Instant.compare(until, ctx.now()) > 0
    return {
      id,
      fromPersonId: from,
      at: at.toString(),
      undoneAt: undone?.toString() ?? null,
      undoableUntil: isUndoable ? until.toString() : null,
      moved: inWords(counts),
    }
  })
}

/** An account is never joined into somebody else: it stays, and the visitor joins it. */
async function requireJoinable(ctx: Context, personId: string, otherId: string): Promise<void> {
  const { rows } = await sql<{ person_id: string; email_verified: boolean; role: string }>`
    select person_id, email_verified, role from accounts where person_id in (${personId}::uuid, ${otherId}::uuid)`.execute(
    ctx.db,
  )
  const account = rows.find(row => row.person_id === personId)
  if (rows.some(({ role }) => role !== 'member'))
    refuse('conflict', 'leads.staff_account', 'One of the two is a colleague’s own account. Those are not joined.')
  if (rows.length === 2)
    refuse('conflict', 'leads.two_accounts', 'Both have an account of their own. Two accounts are never joined.')
  if (rows.length === 1 && !account)
    refuse('conflict', 'leads.has_account', {
      message: 'The other one signs in with an account, which stays as it is. Join this lead into theirs instead.',
      keep: otherId,
    })
  if (account && !account.email_verified)
    refuse(
      'conflict',
      'leads.unproven_account',
      'The address of this account is not proven yet. Ask them to confirm it; then the two can be joined.',
    )
}

/**
 * Whoever is joined into somebody else takes all that is theirs along. What they told a coach the sales desk cannot see, and so
 * cannot know whose it is: families share a number.
 */
async function requireNothingOfACoach(ctx: Context, personId: string): Promise<void> {
  if (ctx.actor.kind !== 'account' || desksOf(ctx.actor.role).includes('career')) return
  const { rows } = await sql<{ theirs: boolean }>`
    select exists (select from conversations where person_id = ${personId}::uuid and desk = 'career')
      or exists (select from appointments where person_id = ${personId}::uuid and kind = 'coaching_session')
      or exists (select from enrolments where person_id = ${personId}::uuid)
      or exists (select from resumes where person_id = ${personId}::uuid) as theirs`.execute(ctx.db)
  if (rows[0]!.theirs)
    refuse(
      'conflict',
      'leads.works_with_coach',
      'The other one has more here than the sales desk may see. Ask an administrator, or have them sign in.',
    )
}

/** Tables that people have a word for; what else moves goes with it. */
const WORDS: readonly (readonly [table: string, one: string, many: string])[] = [
  ['conversations', 'conversation', 'conversations'],
  ['facts', 'remembered fact', 'remembered facts'],
  ['appointments', 'appointment', 'appointments'],
  ['listing_events', 'view or interest', 'views and interests'],
  ['signals', 'row of the score', 'rows of the score'],
  ['lead_notes', 'note', 'notes'],
  ['lead_tags', 'tag', 'tags'],
  ['lead_overrides', 'set temperature', 'set temperatures'],
  ['person_owners', 'owner', 'owners'],
  ['reminders', 'reminder', 'reminders'],
  ['visitor_keys', 'browser that begins anew', 'browsers that begin anew'],
]

function inWords(counts: Record<string, number>): LeadMerge['moved'] {
  return WORDS.flatMap(([table, one, many]) => {
    const count = counts[table] ?? 0
    return count > 0 ? [{ what: count === 1 ? one : many, count }] : []
  })
}
