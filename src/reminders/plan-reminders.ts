import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import type { Context } from '../storage/index.ts'
import { quietDue } from './quiet.ts'
import type { ReminderSettings } from './schema.ts'
import { readReminderSettings } from './settings.ts'
import type { ReminderPlan } from './subject.ts'

/**
 * Writes intended sends, each intent once: planned again, it stays as it is, but for what was taken back because of a status or a
 * consent (`status`, `no_consent`) and holds again: that is scheduled anew. Quiet hours move `due_at` where the plan wants
 * that; what cannot be useful any more is written as suppressed (`late` or `quiet`), so that it is seen. What was planned for
 * the past falls due now. Call it in the transaction of the cause.
 */
export async function planReminders(ctx: Context, plans: readonly ReminderPlan[]): Promise<void> {
  if (plans.length === 0) return
  const settings = await readReminderSettings(ctx)
  const now = ctx.now()
  const rows = plans.map(plan => ({
    id: newId(),
    subject_kind: plan.subject.kind,
    subject_id: plan.subject.id,
    subject_version: plan.subject.version,
    kind: plan.kind,
    audience: plan.audience,
    recipient_id: plan.recipientId,
    person_id: plan.personId,
    channel: plan.channel,
    planned_at: plan.plannedAt,
    useful_until: plan.usefulUntil,
    time_zone: plan.timeZone,
    quiet: plan.quiet,
    ...whenDue(plan, now, settings),
  }))
  await sql`
    insert into reminders (id, subject_kind, subject_id, subject_version, kind, audience, recipient_id, person_id, channel,
      planned_at, due_at, useful_until, time_zone, quiet, status, reason, next_try_at, created_at, ended_at)
    select id, subject_kind, subject_id, subject_version, kind, audience, recipient_id, person_id, channel,
      planned_at, due_at, useful_until, time_zone, quiet, case when reason is null then 'scheduled' else 'suppressed' end,
      reason, due_at, ${now}, case when reason is not null then ${now}::timestamptz end
    from json_to_recordset(${JSON.stringify(rows)}) as plan (
      id uuid, subject_kind text, subject_id uuid, subject_version integer, kind text, audience text, recipient_id uuid,
      person_id uuid, channel text, planned_at timestamptz, due_at timestamptz, useful_until timestamptz, time_zone text,
      quiet boolean, reason text)
    on conflict on constraint reminders_intent do update
      set status = excluded.status, reason = excluded.reason, planned_at = excluded.planned_at, due_at = excluded.due_at,
        useful_until = excluded.useful_until, next_try_at = excluded.next_try_at, ended_at = excluded.ended_at
      where reminders.status = 'cancelled' and reminders.reason in ('status', 'no_consent')`.execute(ctx.db)
}

function whenDue(
  plan: ReminderPlan,
  now: Temporal.Instant,
  settings: ReminderSettings,
): { due_at: Temporal.Instant; reason: 'late' | 'quiet' | null } {
  const isPast = Temporal.Instant.compare(plan.plannedAt, now) < 0
  const meant = isPast ? now : plan.plannedAt
  if (Temporal.Instant.compare(meant, plan.usefulUntil) >= 0) return { due_at: plan.plannedAt, reason: 'late' }
  if (!plan.quiet) return { due_at: meant, reason: null }
  const due = quietDue({ ...plan, now }, settings)
  return due ? { due_at: due, reason: null } : { due_at: plan.plannedAt, reason: 'quiet' }
}
