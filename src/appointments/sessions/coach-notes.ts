import { sql } from 'kysely'
import { auditStaff } from '../../accounts/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, transact } from '../../storage/index.ts'
import { lockPerson } from '../booking/lock.ts'

/** What coaches note about a person as it stands: 0 and empty before the first saving. */
export type CoachNote = { number: number; text: string; by: string | null; at: string | null }

export async function readCoachNote(ctx: Context, { personId }: { personId: string }): Promise<CoachNote> {
  const found = await sql<{ number: number; text: string; by: string | null; at: Temporal.Instant }>`
    select n.number, n.text, a.name as by, n.created_at as at
    from coach_notes n left join accounts a on a.id = n.account_id
    where n.person_id = ${personId}::uuid order by n.number desc limit 1`.execute(ctx.db)
  const [note] = found.rows
  return note ? { ...note, at: note.at.toString() } : { number: 0, text: '', by: null, at: null }
}

/**
 * Saves what coaches note about a person; earlier savings stay as rows. `basedOn` is the number that was read. The same text again
 * changes nothing. Refuses `appointments.notes_changed` with the `current` note where somebody else saved meanwhile.
 */
export function saveCoachNote(
  ctx: Context,
  { personId, text, basedOn }: { personId: string; text: string; basedOn?: number },
): Promise<CoachNote> {
  return transact(ctx, async ctx => {
    await lockPerson(ctx, personId)
    const current = await readCoachNote(ctx, { personId })
    if (current.text === text) return current
    if (basedOn !== undefined && current.number !== basedOn)
      refuse('conflict', 'appointments.notes_changed', {
        message: 'Somebody else changed these notes meanwhile. Look at theirs before you save yours.',
        current,
      })
    const accountId = ctx.actor.kind === 'account' ? ctx.actor.accountId : null
    await sql`
      insert into coach_notes (person_id, number, text, account_id, created_at)
      values (${personId}::uuid, ${current.number + 1}, ${text}, ${accountId}::uuid, ${ctx.now()})`.execute(ctx.db)
    await auditStaff(ctx, 'person.noted', { kind: 'person', id: personId }, { number: current.number + 1 })
    return readCoachNote(ctx, { personId })
  })
}
