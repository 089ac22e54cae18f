import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { storableJson } from '../../kernel/text.ts'
import type { Context } from '../../storage/index.ts'
import type { Claim } from './claim.ts'
import { type Ready, wordingOf } from './decide.ts'

/** Whoever looks for due rows locks one for an instant even where he finds it taken; a cancelling holds it until it commits. */
const PAUSES_MS = [0, 2, 10, 50]

/**
 * Marks what is about to leave, and opens its attempts: the point after which nothing can be taken back. Gives those that may
 * be sent with the number of their attempt; what was cancelled, or is being cancelled just now, is not among them.
 */
export async function startSending(
  ctx: Context,
  claim: Claim,
  ready: readonly Ready[],
): Promise<(Ready & { attempt: number })[]> {
  const started = new Map<string, number>()
  for (const pause of PAUSES_MS) {
    const rest = ready.filter(({ row }) => !started.has(row.id))
    if (rest.length === 0) break
    if (pause > 0) await sleep(pause)
    try {
      for (const { id, number } of await startFree(ctx, claim, rest)) started.set(id, number)
    } catch (error) {
      // What is started has to be sent, whatever becomes of the rest.
      if (started.size === 0) throw error
      break
    }
  }
  return ready.flatMap(one => {
    const attempt = started.get(one.row.id)
    return attempt === undefined ? [] : [{ ...one, attempt }]
  })
}

/** Those that nobody has locked, in one statement: holding some and waiting for others, two would wait for each other. */
async function startFree(ctx: Context, claim: Claim, ready: readonly Ready[]) {
  const now = ctx.now()
  const rows = ready.map(one => ({ id: one.row.id, sentBy: one.sentBy, note: one.note, ...wordingOf(one) }))
  // Who has an owner is being sent. Saying so would let the planner read the index of everything that ever was.
  const started = await sql<{ id: string; number: number }>`
    with given as (
      select * from json_to_recordset(${storableJson(rows)}) as g (
        id uuid, "sentBy" text, note text, "subjectLine" text, body text)
    ), held as (
      select r.id from reminders r
      where r.id = any(${rows.map(({ id }) => id)}::uuid[]) and r.owner = ${claim.token} and r.started_at is null
      for update of r skip locked
    ), started as (
      update reminders r set started_at = ${now}, attempts = r.attempts + 1, subject_line = g."subjectLine", body = g.body
      from held join given g on g.id = held.id
      where r.id = held.id
      returning r.id, r.attempts, g."sentBy", g.note
    )
    insert into reminder_attempts (reminder_id, number, sent_by, started_at, note)
    select id, attempts, "sentBy", ${now}, note from started
    returning reminder_id as id, number`.execute(ctx.db)
  return started.rows
}
