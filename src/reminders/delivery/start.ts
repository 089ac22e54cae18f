import { sql } from 'kysely'
import { storableJson } from '../../kernel/text.ts'
import type { Context } from '../../storage/index.ts'
import type { Claim } from './claim.ts'
import { type Ready, wordingOf } from './decide.ts'

/**
 * Marks what is about to leave, and opens its attempts: the point after which nothing can be taken back. Gives those that may
 * be sent with the number of their attempt; what was cancelled, or is being cancelled just now, is not among them.
 */
export async function startSending(
  ctx: Context,
  claim: Claim,
  ready: readonly Ready[],
): Promise<(Ready & { attempt: number })[]> {
  if (ready.length === 0) return []
  const now = ctx.now()
  const rows = ready.map(one => ({ id: one.row.id, sentBy: one.sentBy, note: one.note, ...wordingOf(one) }))
  const started = await sql<{ id: string; number: number }>`
    with given as (
      select * from json_to_recordset(${storableJson(rows)}) as g (
        id uuid, "sentBy" text, note text, "subjectLine" text, body text)
    ), held as (
      select r.id from reminders r join given g on g.id = r.id
      where r.status = 'sending' and r.owner = ${claim.token} and r.started_at is null
      for update of r skip locked
    ), started as (
      update reminders r set started_at = ${now}, attempts = r.attempts + 1, subject_line = g."subjectLine", body = g.body,
        lease_until = now() + make_interval(secs => ${claim.leaseSeconds})
      from given g join held on held.id = g.id
      where r.id = g.id
      returning r.id, r.attempts, g."sentBy", g.note
    )
    insert into reminder_attempts (reminder_id, number, sent_by, started_at, note)
    select id, attempts, "sentBy", ${now}, note from started
    returning reminder_id as id, number`.execute(ctx.db)
  const numbers = new Map(started.rows.map(({ id, number }) => [id, number]))
  return ready.flatMap(one => {
    const attempt = numbers.get(one.row.id)
    return attempt === undefined ? [] : [{ ...one, attempt }]
  })
}
