import { sql } from 'kysely'
import { requireRole } from '../accounts/index.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { readReminders, toReminders } from './queries.ts'
import type { Reminder, ReminderPage, ReminderStatus } from './schema.ts'
import { seenByActor } from './subject.ts'

const PAGE = 50

/** The ledger, latest due first, 50 a page. For staff, each what is of their own desk. Refuses `reminders.cursor` for one that is no line of it. */
export async function listReminders(
  ctx: Context,
  input: {
    status?: ReminderStatus
    channel?: string
    kind?: string
    subjectId?: string
    cursor?: string
    limit?: number
  },
): Promise<ReminderPage> {
  requireRole(ctx, 'staff')
  const { status, channel, kind, subjectId, cursor, limit = PAGE } = input
  const after = cursor === undefined ? undefined : await lineOf(ctx, cursor)
  const rows = await readReminders(
    ctx,
    sql`${seenByActor(ctx)}
      ${status ? sql`and r.status = ${status}` : sql``}
      ${channel ? sql`and r.channel = ${channel}` : sql``}
      ${kind ? sql`and r.kind = ${kind}` : sql``}
      ${subjectId ? sql`and r.subject_id = ${subjectId}::uuid` : sql``}
      ${after ? sql`and (r.due_at, r.id) < (${after.due_at}::timestamptz, ${after.id}::uuid)` : sql``}
      order by r.due_at desc, r.id desc limit ${limit + 1}`,
  )
  const shown = rows.slice(0, limit)
  return { items: await toReminders(ctx, shown), cursor: rows.length > limit ? shown.at(-1)!.id : null }
}

async function lineOf(ctx: Context, id: string) {
  const found = await sql<{ id: string; due_at: Temporal.Instant }>`
    select id, due_at from reminders r where id = ${id}::uuid and ${seenByActor(ctx)}`.execute(ctx.db)
  return found.rows[0] ?? refuse('invalid', 'reminders.cursor', 'The list has changed. Start again from its beginning.')
}

/** What waits to be sent, the first due first: due now, and within so many hours. At most 500. For staff. */
export async function listDue(ctx: Context, { hours }: { hours: number }): Promise<Reminder[]> {
  requireRole(ctx, 'staff')
  const rows = await readReminders(
    ctx,
    sql`${seenByActor(ctx)} and r.status in ('scheduled', 'sending') and r.next_try_at <= ${ctx.now().add({ hours })}::timestamptz
      order by r.next_try_at, r.id limit 500`,
  )
  return toReminders(ctx, rows)
}
