import { sql } from 'kysely'
import { audit, countTicket } from '../../accounts/index.ts'
import { hashSecret, newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { mergePersons, undoMerge } from '../../people/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import { type SessionTicket, ticketPattern } from './schema.ts'

/** How long it can be undone, as any merge. */
const UNDOABLE = { hours: 30 * 24 }

/**
 * Makes what an imported session left somebody's who is signed in: its name, kept by their browser, is the ticket. Once for each
 * session, and only for one that had no account. Refuses `legacy.ticket` alike for whatever opens nothing (unknown, malformed, used, an
 * account's), `legacy.too_many_tickets` after ten tries an hour.
 */
export async function takeTicket(
  ctx: Context,
  { personId, ticket }: { personId: string; ticket: string },
): Promise<SessionTicket> {
  await countTicket(ctx, personId)
  const name = ticket.trim()
  return transact(ctx, async ctx => {
    const from = ticketPattern.test(name) ? await sessionPerson(ctx, name) : undefined
    if (from === undefined || from === personId) return refuseTicket()
    await sql`select from persons where id in (${from}::uuid, ${personId}::uuid) order by id for update`.execute(ctx.db)
    // Shown twice at once, the other one was faster.
    if ((await sessionPerson(ctx, name)) !== from) return refuseTicket()
    const merge = await mergePersons(ctx, { from, to: personId })
    const id = newId()
    const now = ctx.now()
    await sql`
      insert into session_tickets (id, digest, person_id, session_person_id, merge_id, taken_at)
      values (${id}, ${hashSecret(name)}, ${personId}, ${from}, ${merge.id}, ${now})`.execute(ctx.db)
    await audit(ctx, 'legacy.ticket_taken', { kind: 'person', id: personId }, { ticket: id, merge: merge.id })
    return { id, takenAt: now.toString(), undoUntil: now.add(UNDOABLE).toString(), counts: merge.counts }
  })
}

/**
 * Takes a ticket back: what came with it goes to where it was, and what was added since stays. The ticket can be shown again. Refuses
 * `legacy.unknown_ticket`, `people.merge_undone`, `people.merge_too_old` after 30 days.
 */
export async function giveTicketBack(ctx: Context, { personId, id }: { personId: string; id: string }): Promise<void> {
  await transact(ctx, async ctx => {
    const found = await sql<{ merge: string; undone: boolean }>`
      select merge_id as merge, undone_at is not null as undone from session_tickets
      where id = ${id}::uuid and person_id = ${personId}::uuid for update`.execute(ctx.db)
    const [row] = found.rows
    if (!row) return refuse('not_found', 'legacy.unknown_ticket', 'There is no such ticket of yours.')
    await undoMerge(ctx, { id: row.merge })
    await sql`update session_tickets set undone_at = ${ctx.now()} where id = ${id}::uuid`.execute(ctx.db)
    await audit(ctx, 'legacy.ticket_undone', { kind: 'person', id: personId }, { ticket: id, merge: row.merge })
  })
}

/** Somebody's own, newest first. */
export async function listTickets(ctx: Context, { personId }: { personId: string }): Promise<SessionTicket[]> {
  const { rows } = await sql<{
    id: string
    takenAt: Temporal.Instant
    isUndone: boolean
    counts: Record<string, number>
  }>`
    select t.id, t.taken_at as "takenAt", t.undone_at is not null or m.undone_at is not null as "isUndone", m.counts
    from session_tickets t join person_merges m on m.id = t.merge_id
    where t.person_id = ${personId}::uuid order by t.id desc limit 50`.execute(ctx.db)
  const now = ctx.now()
  return rows.map(({ id, takenAt, isUndone, counts }) => {
    const until = takenAt.add(UNDOABLE)
    const isOver = isUndone || Temporal.Instant.compare(until, now) <= 0
    return { id, takenAt: takenAt.toString(), undoUntil: isOver ? null : until.toString(), counts }
  })
}

/** The living person that a session without a user became, while they are nobody else's and have no account. */
async function sessionPerson(ctx: Context, name: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select l.person_id as id
    from legacy_sources s join legacy_persons l on l.source_id = s.id join persons p on p.id = l.person_id
    where s.kind = 'legacy-mosaic' and l.origin in ('session', 'restored') and l.key = ${name}
      and p.erased_at is null and p.merged_into is null
      and not exists (select from accounts a where a.person_id = p.id)
    order by l.source_id limit 1`.execute(ctx.db)
  return rows[0]?.id
}

function refuseTicket(): never {
  return refuse('not_found', 'legacy.ticket', 'This opens nothing here. It may have been used already.')
}
