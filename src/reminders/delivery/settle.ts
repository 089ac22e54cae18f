import { sql } from 'kysely'
import { storableJson } from '../../kernel/text.ts'
import { type Context, tell } from '../../storage/index.ts'
import type { ReminderStatus, SentBy } from '../schema.ts'
import type { Claim } from './claim.ts'

/** What becomes of a claimed row. */
export type Settled = {
  id: string
  status: ReminderStatus
  reason?: string | null
  nextTryAt?: Temporal.Instant
  /** Only where it was moved before its first attempt. */
  dueAt?: Temporal.Instant
  /** Counts as an attempt although nothing was tried. */
  counts?: boolean
  wording?: { subjectLine: string; body: string } | null
  /** Of what was started. */
  attempt?: {
    number: number
    sentBy: SentBy
    endedAt: Temporal.Instant
    outcome: 'accepted' | 'refused' | 'unclear'
    code: string | null
    note: string | null
    providerId: string | null
  }
}

/**
 * Writes what became of claimed rows, in one statement. Only rows that this claim still holds: what was cancelled, erased or
 * taken up by another meanwhile stays as it is; the ids of those are given back.
 *
 * What somebody else has locked just now is written by itself afterwards: holding some and waiting for others, two would wait
 * for each other.
 */
export async function settle(ctx: Context, claim: Claim, settled: readonly Settled[]): Promise<string[]> {
  if (settled.length === 0) return []
  const done = await write(ctx, claim, settled, sql`for update of r skip locked`)
  const lost: string[] = []
  for (const one of settled)
    if (!done.has(one.id) && (await write(ctx, claim, [one], sql`for update of r`)).size === 0) lost.push(one.id)
  return lost
}

async function write(ctx: Context, claim: Claim, settled: readonly Settled[], lock: ReturnType<typeof sql>) {
  const rows = settled.map(({ attempt, wording, ...row }) => ({ ...row, ...wording, ...attempt }))
  // A report of the provider may have come before the answer to the send, or instead of one: it says what was taken.
  // Who has an owner is being sent. Saying so would let the planner read the index of everything that ever was.
  const found = await sql<{ id: string; status: ReminderStatus; channel: SentBy | null; late: number | null }>`
    with given as (
      select * from json_to_recordset(${storableJson(rows)}) as g (
        id uuid, status text, reason text, "nextTryAt" timestamptz, "dueAt" timestamptz, counts boolean,
        "subjectLine" text, body text, number integer, "sentBy" text, "endedAt" timestamptz, outcome text, code text,
        note text, "providerId" text)
    ), held as (
      select r.id, r.delivery, r.provider_id is not null and r.delivery is not null as told from reminders r
      where r.id = any(${rows.map(({ id }) => id)}::uuid[]) and r.owner = ${claim.token} ${lock}
    ), tried as (
      update reminder_attempts a
      set ended_at = g."endedAt", outcome = g.outcome, code = g.code, note = g.note, provider_id = g."providerId"
      from held join given g on g.id = held.id
      where a.reminder_id = held.id and a.number = g.number
    ), facts as (
      select g.*, t.taken, t.taken and coalesce(held.delivery in ('undelivered', 'failed', 'canceled'), false) as bounced
      from held join given g on g.id = held.id
      cross join lateral (select g.status = 'sent' or g.number is not null and held.told as taken) t
    ), judged as (
      select f.*, case when f.bounced then 'failed' when f.taken then 'sent' else f.status end as becomes from facts f
    )
    update reminders r set
      status = j.becomes,
      reason = case when j.bounced then coalesce(r.reason, r.delivery) when j.taken then r.reason
        else coalesce(j.reason, r.reason) end,
      next_try_at = coalesce(j."nextTryAt", r.next_try_at),
      due_at = coalesce(j."dueAt", r.due_at),
      attempts = r.attempts + coalesce(j.counts, false)::integer,
      subject_line = coalesce(j."subjectLine", r.subject_line),
      body = coalesce(j.body, r.body),
      owner = null, lease_until = null,
      started_at = case when j.becomes <> 'scheduled' then r.started_at end,
      ended_at = case when j.becomes <> 'scheduled' then coalesce(j."endedAt", ${ctx.now()}) end,
      sent_at = case when j.taken then j."endedAt" else r.sent_at end,
      sent_by = case when j.taken then j."sentBy" else r.sent_by end,
      provider_id = coalesce(j."providerId", r.provider_id),
      delivery = case when j.taken then coalesce(r.delivery, 'accepted') else r.delivery end
    from judged j where r.id = j.id
    returning r.id, r.status, r.sent_by as channel, extract(epoch from r.sent_at - r.due_at)::float8 as late`.execute(
    ctx.db,
  )
  for (const { id, ...became } of found.rows) {
    tell(ctx, { topic: 'reminder', id })
    ctx.watch?.count('reminder', { ...became, channel: became.channel ?? undefined, late: became.late ?? undefined })
  }
  return new Set(found.rows.map(({ id }) => id))
}
