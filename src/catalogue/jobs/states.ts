import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { OwnState, PostingState } from './schema.ts'

/** The last state of each posting of a person that was not taken back, as a table of `posting_id, state, rejected_by, note, created_at`. */
export function currentStates(personId: string): RawBuilder<unknown> {
  return sql`(select distinct on (s.posting_id) s.posting_id, s.state, s.rejected_by, s.note, s.created_at, s.number
    from posting_states s left join posting_states u on u.undoes = s.id
    where s.person_id = ${personId} and s.undoes is null and u.id is null order by s.posting_id, s.number desc)`
}

/** By posting id. */
export async function statesOf(
  ctx: Context,
  personId: string | undefined,
  postingIds: string[],
): Promise<Map<string, OwnState>> {
  if (!personId || postingIds.length === 0) return new Map()
  const { rows } = await sql<StateRow & { posting_id: string }>`
    select * from ${currentStates(personId)} c where posting_id = any (${postingIds}::uuid[])`.execute(ctx.db)
  return new Map(rows.map(row => [row.posting_id, toState(row)]))
}

export type StateRow = {
  state: PostingState
  rejected_by: 'me' | 'employer' | null
  note: string | null
  created_at: Temporal.Instant
}

export function toState(row: StateRow): OwnState {
  return { state: row.state, by: row.rejected_by, note: row.note, at: row.created_at.toString() }
}
