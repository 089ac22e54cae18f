import type { ReminderPlan } from '../../reminders/index.ts'
import type { AppointmentRow } from '../row.ts'

export type Change =
  | 'booked'
  | 'requested'
  | 'confirmed'
  | 'moved'
  | 'reassigned'
  | 'cancelled'
  | 'expired'
  | 'completed'
  | 'no_show'
  | 'contacted'
  | 'no_answer'

export type By = 'visitor' | 'staff' | 'calendar' | 'system'

export type PlanInput = {
  row: AppointmentRow
  change: Change
  by: By
  now: Temporal.Instant
  /** Zone of the business: administrators are told in it. */
  timeZone: string
  /** Who had it before this change; null where that is the same or nobody. */
  former: { id: string; timeZone: string } | null
  /** Accounts of administrators that can be told. */
  administrators: readonly string[]
  /** Whether no account and no address of the member of staff can be reached: administrators are told in their place. */
  unreachable: boolean
  /** Whether the member of staff does this themselves: nobody is told what they just did. */
  ownDeed: boolean
  /** Timed kinds that the visitor was to get and has not: they are planned although their instant is past. */
  again: readonly string[]
}

/** The kinds with an instant of their own, each with the channel that suits it best. */
export const timedKinds = { visit_24h: 'email', visit_1h: 'phone', follow_up: 'email' } as const

/** How long after the end it is asked how it was. */
export const AFTER = { hours: 2 }

type Due = Pick<ReminderPlan, 'plannedAt' | 'usefulUntil'>

/**
 * The sends that an appointment needs after a change, with their instants. What counts back from a start does so on the line of
 * instants, whatever clocks do in between, and is left out once its instant is past: the notice of the change says it all.
 * Source of kinds, instants and spans: the table of kinds in docs/appointments.md.
 */
export function planFor(input: PlanInput): ReminderPlan[] {
  return input.row.kind === 'callback' ? planCallback(input) : planMeeting(input)
}

function planMeeting(input: PlanInput): ReminderPlan[] {
  const { row, change, now, former } = input
  const { start, end, status } = row
  if (!start || !end) return []
  const notice = { plannedAt: now, usefulUntil: start }
  const isAhead = Temporal.Instant.compare(start, now) > 0
  const begin = status === 'pending' ? 'to_confirm' : 'new_visit'
  const plans: ReminderPlan[] = []
  if (isAhead && change === 'booked')
    plans.push(
      ...toVisitor(input, status === 'pending' ? 'received' : 'confirmation', notice),
      ...toStaff(input, begin, notice),
    )
  if (isAhead && change === 'confirmed')
    plans.push(...toVisitor(input, 'confirmation', notice), ...toStaff(input, 'new_visit', notice))
  if (isAhead && (change === 'moved' || change === 'reassigned'))
    plans.push(
      ...toVisitor(input, 'change', notice),
      ...toFormer(input, notice),
      ...toStaff(input, former || change === 'reassigned' ? begin : 'moved', notice),
    )
  if (isAhead && change === 'cancelled')
    plans.push(...toVisitor(input, 'cancellation', notice), ...toStaff(input, 'cancelled', notice))
  if (change === 'expired') {
    const late = { plannedAt: now, usefulUntil: start.add({ hours: 24 }) }
    plans.push(...toVisitor(input, 'cancellation', late), ...toStaff(input, 'cancelled', late))
  }
  if (status === 'pending' || status === 'confirmed' || status === 'completed')
    plans.push(...timed(input, { start, end }))
  return plans
}

/**
 * What lies before the start and after the end. A pending visit has these rows too: they hold once it is confirmed. Planned after
 * any change, so that a channel agreed on later has its rows as well.
 */
function timed(input: PlanInput, { start, end }: { start: Temporal.Instant; end: Temporal.Instant }): ReminderPlan[] {
  const { row, now, again } = input
  const dayBefore = { plannedAt: start.subtract({ hours: 24 }), usefulUntil: start.subtract({ hours: 2 }) }
  const hourBefore = { plannedAt: start.subtract({ hours: 1 }), usefulUntil: start }
  const asked = end.add(AFTER)
  const after = { plannedAt: asked, usefulUntil: asked.add({ hours: 48 }) }
  const plans = [toVisitorAt(input, 'follow_up', after)]
  if (row.status !== 'completed') {
    plans.push(toVisitorAt(input, 'visit_24h', dayBefore), toVisitorAt(input, 'visit_1h', hourBefore))
    if (row.staff) plans.push(staffPlan(input, 'visit_1h', row.staff, 'push', hourBefore))
  }
  return plans.filter(({ kind, audience, plannedAt, usefulUntil }) => {
    const isLate = audience === 'visitor' && again.includes(kind)
    return Temporal.Instant.compare(isLate ? usefulUntil : plannedAt, now) > 0
  })
}

function planCallback(input: PlanInput): ReminderPlan[] {
  const { row, change, now, former, administrators } = input
  const { dueAt } = row
  if (!dueAt) return []
  const notice = { plannedAt: now, usefulUntil: now.add({ hours: 24 }) }
  if (change === 'cancelled')
    return [...toVisitor(input, 'cancellation', notice), ...toStaff(input, 'cancelled', notice)]
  if (change !== 'requested' && change !== 'moved' && change !== 'reassigned') return []
  const plans: ReminderPlan[] = []
  if (change === 'requested') plans.push(...toVisitor(input, 'received', { plannedAt: now, usefulUntil: dueAt }))
  if (change === 'moved') plans.push(...toVisitor(input, 'change', { plannedAt: now, usefulUntil: dueAt }))
  if (former) plans.push(...toFormer(input, notice))
  const usefulUntil = dueAt.add({ hours: 24 })
  const soon = dueAt.subtract({ minutes: 10 })
  const isNow = row.urgency === 'urgent' || Temporal.Instant.compare(soon, now) < 0
  const told = { ...input, ownDeed: false }
  plans.push(
    ...toStaff(told, 'callback_due', { plannedAt: isNow ? now : soon, usefulUntil }),
    ...toStaff({ ...told, unreachable: true, administrators }, 'callback_overdue', { plannedAt: dueAt, usefulUntil }),
  )
  return plans
}

/** One notice by the channel that the visitor reads. Whoever causes it themselves expects it, in quiet hours too. */
function toVisitor(input: PlanInput, kind: string, due: Due): ReminderPlan[] {
  return [visitorPlan(input, kind, firstChannel(input.row, 'email'), due, input.by !== 'visitor')]
}

function toVisitorAt(input: PlanInput, kind: keyof typeof timedKinds, due: Due): ReminderPlan {
  return visitorPlan(input, kind, firstChannel(input.row, timedKinds[kind]), due, true)
}

/** By e-mail and push, to the member of staff, and to administrators where that reaches nobody. */
function toStaff(input: PlanInput, kind: string, due: Due): ReminderPlan[] {
  const { row, timeZone } = input
  const told: { id: string; timeZone: string }[] = []
  if (row.staff && !input.ownDeed) told.push(row.staff)
  if (input.unreachable || !row.staff)
    for (const id of input.administrators) if (id !== row.staff?.accountId) told.push({ id, timeZone })
  return told.flatMap(who => [staffPlan(input, kind, who, 'email', due), staffPlan(input, kind, who, 'push', due)])
}

function toFormer(input: PlanInput, due: Due): ReminderPlan[] {
  const { former } = input
  if (!former) return []
  return [staffPlan(input, 'cancelled', former, 'email', due), staffPlan(input, 'cancelled', former, 'push', due)]
}

/**
 * The wanted channel if the visitor has an address for it and agreed, else the other on the same terms. With no way left, one that
 * has an address (the ledger then says that consent is missing), else e-mail (it says that the address is).
 */
export function firstChannel(row: AppointmentRow, wanted: 'email' | 'phone'): 'email' | 'phone' {
  const order = wanted === 'email' ? (['email', 'phone'] as const) : (['phone', 'email'] as const)
  const address = { email: row.contactEmail, phone: row.contactPhone }
  const agreed = { email: row.remindEmail, phone: row.remindPhone }
  return (
    order.find(channel => address[channel] && agreed[channel]) ?? order.find(channel => address[channel]) ?? 'email'
  )
}

function visitorPlan(
  { row }: PlanInput,
  kind: string,
  channel: 'email' | 'phone',
  due: Due,
  quiet: boolean,
): ReminderPlan {
  const timeZone = row.visitorTimeZone ?? row.timeZone
  return { ...about(row), ...due, kind, audience: 'visitor', recipientId: row.personId, channel, timeZone, quiet }
}

function staffPlan(
  { row }: PlanInput,
  kind: string,
  who: { id: string; timeZone: string },
  channel: 'email' | 'push',
  due: Due,
): ReminderPlan {
  const { id: recipientId, timeZone } = who
  return { ...about(row), ...due, kind, audience: 'staff', recipientId, channel, timeZone, quiet: false }
}

function about(row: AppointmentRow) {
  return { subject: { kind: 'appointment', id: row.id, version: row.version }, personId: row.personId }
}
