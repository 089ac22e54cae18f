import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import type { Reminder, ReminderChannel, ReminderStatus, SentBy } from './schema.ts'
import { type Claimed, type SubjectLabel, subjectHandler } from './subject.ts'

/** A line of the ledger with its attempts, in one read. */
export type ReminderRow = Claimed & {
  personId: string
  status: ReminderStatus
  reason: string | null
  plannedAt: Temporal.Instant
  dueAt: Temporal.Instant
  usefulUntil: Temporal.Instant
  startedAt: Temporal.Instant | null
  sentAt: Temporal.Instant | null
  sentBy: SentBy | null
  providerId: string | null
  delivery: string | null
  subjectLine: string | null
  body: string | null
  resendOf: string | null
  nextTryAt: Temporal.Instant
  tries: Reminder['attempts']
}

/** Reminders that fit `where`, a condition over `r`, followed by an order and a limit where one is wanted. */
export async function readReminders(ctx: Context, where: ReturnType<typeof sql>): Promise<ReminderRow[]> {
  const found = await sql<ReminderRow>`
    select r.id, r.subject_kind as "subjectKind", r.subject_id as "subjectId", r.subject_version as "subjectVersion", r.kind,
      r.audience, r.recipient_id as "recipientId", r.person_id as "personId", r.channel, r.status, r.reason,
      r.planned_at as "plannedAt", r.due_at as "dueAt", r.time_zone as "timeZone", r.useful_until as "usefulUntil",
      r.started_at as "startedAt", r.sent_at as "sentAt", r.sent_by as "sentBy", r.provider_id as "providerId", r.delivery,
      r.subject_line as "subjectLine", r.body, r.resend_of as "resendOf", r.next_try_at as "nextTryAt",
      coalesce((select jsonb_agg(jsonb_build_object('number', a.number, 'sentBy', a.sent_by, 'startedAt', a.started_at,
          'endedAt', a.ended_at, 'outcome', a.outcome, 'code', a.code, 'note', a.note, 'providerId', a.provider_id)
          order by a.number) from reminder_attempts a where a.reminder_id = r.id), '[]') as tries
    from reminders r where ${where}`.execute(ctx.db)
  return found.rows
}

/** Lines as staff see them, named by the domains of their subjects. */
export async function toReminders(ctx: Context, rows: readonly ReminderRow[]): Promise<Reminder[]> {
  const labels = new Map<string, SubjectLabel>()
  for (const [kind, ofKind] of Map.groupBy(rows, row => row.subjectKind)) {
    const ids = [...new Set(ofKind.map(row => row.subjectId))]
    for (const [id, label] of (await subjectHandler(kind)?.label(ctx, ids)) ?? []) labels.set(`${kind} ${id}`, label)
  }
  return rows.map(row => toReminder(row, labels.get(`${row.subjectKind} ${row.subjectId}`)))
}

function toReminder(row: ReminderRow, label: SubjectLabel | undefined): Reminder {
  const waits = canCancel(row)
  return {
    id: row.id,
    subject: {
      kind: row.subjectKind,
      id: row.subjectId,
      version: row.subjectVersion,
      label: label?.label ?? row.subjectKind,
      code: label?.code ?? null,
    },
    kind: row.kind,
    audience: row.audience,
    recipient: label?.recipient(row.recipientId, row.audience) ?? '–',
    channel: row.channel as ReminderChannel,
    status: row.status,
    reason: row.reason,
    plannedAt: row.plannedAt.toString(),
    dueAt: row.dueAt.toString(),
    localDue: row.dueAt.toZonedDateTimeISO(row.timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' }),
    timeZone: row.timeZone,
    usefulUntil: row.usefulUntil.toString(),
    sentAt: row.sentAt?.toString() ?? null,
    sentBy: row.sentBy,
    providerId: row.providerId,
    delivery: row.delivery,
    subjectLine: row.subjectLine,
    body: row.body,
    resendOf: row.resendOf,
    attempts: row.tries.map(one => ({
      ...one,
      startedAt: instantText(one.startedAt),
      endedAt: one.endedAt && instantText(one.endedAt),
    })),
    can: { cancel: waits, resend: canResend(row) },
  }
}

/** What was not started may be taken back. */
export function canCancel({ status, startedAt }: Pick<ReminderRow, 'status' | 'startedAt'>): boolean {
  return status === 'scheduled' || (status === 'sending' && !startedAt)
}

/** What ended; of what was cancelled, only what staff took back: for the rest, its subject has moved on. */
export function canResend({ status, reason }: Pick<ReminderRow, 'status' | 'reason'>): boolean {
  if (status === 'cancelled') return reason?.startsWith('staff:') ?? false
  return status !== 'scheduled' && status !== 'sending'
}

/** PostgreSQL's JSON writes the offset in its own way. */
function instantText(text: string): string {
  return Temporal.Instant.from(text).toString()
}
