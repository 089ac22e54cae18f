import { sql } from 'kysely'
import { cancelReminders, planReminders, type ReminderPlan } from '../../reminders/index.ts'
import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import { AFTER, type By, type Change, firstChannel, planFor, timedKinds } from './plan.ts'

export type { Change } from './plan.ts'

/** All kinds but the one that asks how it was. */
const beforeTheEnd = ['received', 'confirmation', 'change', 'visit_24h', 'visit_1h', 'to_confirm', 'new_visit', 'moved']

/**
 * Brings the reminders of an appointment in line with it, in the transaction of the change and after its event is written: takes
 * back those of older versions or of a status that ended, plans those of the new one. `by` decides whether a notice may come in
 * quiet hours. `requested` of a visit gives no notice and plans again what has an instant of its own: by the channels agreed on now.
 * `expired` is of a visit that nobody confirmed in time; nobody hears of a hold that ends.
 */
export async function remind(ctx: Context, row: AppointmentRow, change: Change, by: By): Promise<void> {
  if (change === 'no_answer') return
  await takeBack(ctx, row, change)
  const again = await missed(ctx, row, change)
  const { hasThread, ...told } = await whoIsTold(ctx, row)
  const plans = planFor({
    row,
    change,
    by,
    now: ctx.now(),
    timeZone: ctx.business.timeZone,
    ...told,
    again,
    ownDeed: ctx.actor.kind === 'account' && by === 'staff' && ctx.actor.accountId === row.staff?.accountId,
  })
  if (hasThread) plans.push(...inThread(plans, by))
  if (plans.length > 0) await planReminders(ctx, plans)
}

/**
 * Reminders of an active appointment that another system had booked: those with an instant of their own that is still to come, and no
 * notice, since nothing has changed for anybody.
 */
export async function remindOfImported(ctx: Context, row: AppointmentRow): Promise<void> {
  const now = ctx.now()
  const { hasThread: _, ...told } = await whoIsTold(ctx, row)
  const isCallback = row.kind === 'callback'
  const plans = planFor({
    row,
    // Of a visit it plans no notice.
    change: isCallback ? 'requested' : 'contacted',
    by: 'system',
    now,
    timeZone: ctx.business.timeZone,
    ...told,
    again: [],
    ownDeed: false,
  })
  const ahead = plans.filter(
    ({ kind, plannedAt }) =>
      Temporal.Instant.compare(plannedAt, now) > 0 &&
      (!isCallback || kind === 'callback_due' || kind === 'callback_overdue'),
  )
  if (ahead.length > 0) await planReminders(ctx, ahead)
}

/**
 * What is also said in the visitor's thread at the desk, beside what leaves the house: what has an instant of its own, and what
 * others changed. Their own deeds are answered there already.
 */
function inThread(plans: readonly ReminderPlan[], by: By): ReminderPlan[] {
  return plans
    .filter(
      ({ audience, kind }) => audience === 'visitor' && kind !== 'received' && (by !== 'visitor' || kind in timedKinds),
    )
    .map(plan => ({ ...plan, channel: 'chat', quiet: false }))
}

async function takeBack(ctx: Context, row: AppointmentRow, change: Change): Promise<void> {
  const subject = { kind: 'appointment', id: row.id }
  if (row.version > 1) await cancelReminders(ctx, { subject, beforeVersion: row.version, reason: 'version' })
  if (change === 'confirmed')
    await cancelReminders(ctx, { subject, kinds: ['received', 'to_confirm'], reason: 'status' })
  else if (change === 'completed' && row.kind !== 'callback')
    await cancelReminders(ctx, { subject, kinds: beforeTheEnd, reason: 'status' })
  else if (['cancelled', 'expired', 'completed', 'no_show', 'contacted'].includes(change))
    await cancelReminders(ctx, { subject, reason: 'status' })
}

/**
 * Timed kinds that did not leave although their instant may be past: those of a channel that is no longer theirs, which is taken
 * back here, and the question that a no-show took back before it was asked, where that was a mistake.
 */
async function missed(ctx: Context, row: AppointmentRow, change: Change): Promise<string[]> {
  if (row.kind === 'callback') return []
  if (change === 'completed') return (await wasNoShow(ctx, row)) ? ['follow_up'] : []
  if (change !== 'requested') return []
  const subject = { kind: 'appointment', id: row.id }
  const agreed = { email: row.remindEmail, phone: row.remindPhone }
  const kinds: string[] = []
  for (const [kind, best] of Object.entries(timedKinds)) {
    const channel = firstChannel(row, best) === 'email' ? 'phone' : 'email'
    const reason = agreed[channel] ? 'status' : 'no_consent'
    if ((await cancelReminders(ctx, { subject, kinds: [kind], channel, reason })) > 0) kinds.push(kind)
  }
  return kinds
}

async function wasNoShow(ctx: Context, row: AppointmentRow): Promise<boolean> {
  const found = await sql`
    select from appointment_events where appointment_id = ${row.id}::uuid and status = 'no_show'
      and at < ${row.end!.add(AFTER)}`.execute(ctx.db)
  return found.rows.length > 0
}

/** Who had it before, the administrators, and whether the member of staff can be reached at all, in one read. */
async function whoIsTold(ctx: Context, row: AppointmentRow) {
  const found = await sql<{
    former: { id: string; timeZone: string } | null
    administrators: string[]
    account: boolean
    hasThread: boolean
  }>`
    select
      (select jsonb_build_object('id', s.id, 'timeZone', s.time_zone)
        from (select staff_id from appointment_events
          where appointment_id = ${row.id} and version < ${row.version} order by number desc limit 1) before
        join staff s on s.id = before.staff_id
        where s.id is distinct from ${row.staffId}::uuid) as former,
      (select coalesce(jsonb_agg(id order by id), '[]') from accounts
        where role = 'admin' and disabled_at is null) as administrators,
      exists (select from accounts where id = ${row.staff?.accountId ?? null}::uuid and disabled_at is null) as account,
      exists (select from conversations where person_id = ${row.personId} and closed_at is null
        and desk = ${row.kind === 'coaching_session' ? 'career' : 'sales'}) as "hasThread"
  `.execute(ctx.db)
  const { former, administrators, account, hasThread } = found.rows[0]!
  return { former, administrators, hasThread, unreachable: !row.staff?.active || !(row.staff.email || account) }
}
