import { sql } from 'kysely'
import { audit, requireRole } from '../accounts/index.ts'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { canResend, type ReminderRow, readReminders, toReminders } from './queries.ts'
import type { Reminder } from './schema.ts'
import { seenByActor, subjectHandler } from './subject.ts'

/**
 * Staff send one again: a new line of the ledger, due now, with a key of its own. Quiet hours hold for it as for the first.
 * Refuses `reminders.unknown`; `reminders.not_ended` where it, or a resend of it, is still to leave; `reminders.outdated`
 * where its subject has moved on; `reminders.too_late` where it is of no use any more.
 */
export async function resendReminder(ctx: Context, input: { id: string; reason: string }): Promise<Reminder> {
  requireRole(ctx, 'staff')
  return transact(ctx, async ctx => {
    // A second resend of the same line waits here for the first one.
    const [row] = await readReminders(ctx, sql`r.id = ${input.id}::uuid and ${seenByActor(ctx)} for update of r`)
    if (!row) return refuse('not_found', 'reminders.unknown', 'There is no such reminder.')
    await refuseUnlessUseful(ctx, row)
    const id = newId()
    const made = await sql`
      insert into reminders (id, subject_kind, subject_id, subject_version, kind, audience, recipient_id, person_id, channel,
        planned_at, due_at, useful_until, time_zone, quiet, reason, next_try_at, resend_of, resend, created_at)
      select ${id}, r.subject_kind, r.subject_id, r.subject_version, r.kind, r.audience, r.recipient_id, r.person_id, r.channel,
        ${ctx.now()}, ${ctx.now()}, r.useful_until, r.time_zone, r.quiet, ${`staff:${input.reason}`}, ${ctx.now()}, r.id,
        (select max(o.resend) + 1 from reminders o where ${sameIntent}), ${ctx.now()}
      from reminders r where r.id = ${input.id}::uuid
        and not exists (select from reminders o where ${sameIntent} and o.status in ('scheduled', 'sending'))
      on conflict on constraint reminders_intent do nothing`.execute(ctx.db)
    if (!made.numAffectedRows) refuseUnended()
    await audit(ctx, 'reminder.resent', { kind: 'reminder', id }, { kind: row.kind, of: input.id })
    return (await toReminders(ctx, await readReminders(ctx, sql`r.id = ${id}::uuid`)))[0]!
  })
}

const sameIntent = sql`
  (o.subject_kind, o.subject_id, o.subject_version, o.kind, o.audience, o.recipient_id, o.channel)
  = (r.subject_kind, r.subject_id, r.subject_version, r.kind, r.audience, r.recipient_id, r.channel)`

async function refuseUnlessUseful(ctx: Context, row: ReminderRow): Promise<void> {
  if (row.status === 'scheduled' || row.status === 'sending') refuseUnended()
  if (Temporal.Instant.compare(row.usefulUntil, ctx.now()) <= 0)
    refuse('conflict', 'reminders.too_late', 'It is too late for this reminder to be of use.')
  const composed = (await subjectHandler(row.subjectKind)?.compose(ctx, [row]))?.get(row.id)
  if (!composed?.holds || !canResend(row))
    refuse(
      'conflict',
      'reminders.outdated',
      'What this reminder is about has changed, so that it would tell something wrong.',
    )
}

function refuseUnended(): never {
  refuse('conflict', 'reminders.not_ended', 'This reminder, or a resend of it, has not been sent yet.')
}
