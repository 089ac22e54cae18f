import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { refuseEnded } from '../../people/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import type { OwnState, PostingState } from './schema.ts'
import { currentStates, type StateRow, toState } from './states.ts'

/**
 * Adds what somebody did about a posting, open or closed: saved, applied, interviewing, offered or rejected (then by whom), with
 * a note. The same again is no new row. Refuses `catalogue.listing_not_found`.
 */
export async function setState(
  ctx: Context,
  input: {
    personId: string
    postingId: string
    state: PostingState
    by?: 'me' | 'employer' | undefined
    note?: string | undefined
  },
): Promise<OwnState> {
  const { personId, postingId, state, by = null, note = null } = input
  return transact(ctx, async ctx => {
    await lockPosting(ctx, personId, postingId)
    const [last] = await readCurrent(ctx, personId, postingId)
    if (last && last.state === state && last.rejected_by === by && (note === null || last.note === note))
      return toState(last)
    const added = await sql<StateRow>`
      insert into posting_states (id, person_id, posting_id, state, rejected_by, note, created_at)
      values (${newId()}, ${personId}, ${postingId}, ${state}, ${by}, ${note}, ${ctx.now()}) returning *`.execute(
      ctx.db,
    )
    return toState(added.rows[0]!)
  })
}

/**
 * Takes the last state back; what was before it holds again. That is a row too: nothing is deleted. Gives what holds now, null
 * for nothing. Refuses `catalogue.no_state` where there is none.
 */
export async function undoState(
  ctx: Context,
  input: { personId: string; postingId: string },
): Promise<OwnState | null> {
  const { personId, postingId } = input
  return transact(ctx, async ctx => {
    await lockPosting(ctx, personId, postingId)
    const [last] = await readCurrent(ctx, personId, postingId)
    if (!last) return refuse('conflict', 'catalogue.no_state', 'There is nothing to take back.')
    await sql`insert into posting_states (id, person_id, posting_id, undoes, created_at)
      values (${newId()}, ${personId}, ${postingId}, ${last.id}, ${ctx.now()})`.execute(ctx.db)
    const [before] = await readCurrent(ctx, personId, postingId)
    return before ? toState(before) : null
  })
}

/** The person's own changes take turns: two devices at once leave two rows, in order. */
export async function lockPosting(ctx: Context, personId: string, postingId: string): Promise<void> {
  const living = await sql`select from persons where id = ${personId} and erased_at is null for no key update`.execute(
    ctx.db,
  )
  if (living.rows.length === 0) refuseEnded()
  const there = await sql`select from postings where id = ${postingId} for key share`.execute(ctx.db)
  if (there.rows.length === 0) refuse('not_found', 'catalogue.listing_not_found', 'There is no such job.')
}

async function readCurrent(ctx: Context, personId: string, postingId: string) {
  const { rows } = await sql<StateRow & { id: string }>`
    select s.* from posting_states s join ${currentStates(personId)} c on c.number = s.number
    where s.posting_id = ${postingId}`.execute(ctx.db)
  return rows
}
