import { sql } from 'kysely'
import { cancelReminders, planReminders } from '../../reminders/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import { type EnrolmentRecord, type ExperimentRow, readRecords } from '../record.ts'
import { isComplete } from '../standing.ts'

const MORNING = '09:00'
/** Later than this somebody has looked back by themselves, or does not want to. */
const USEFUL_DAYS = 7

/**
 * Brings the reminder of an experiment's review in line with it: on the morning of the review date, in the person's zone. A date
 * that is past already is no news. Call it in the transaction of the change.
 */
export async function planReview(
  ctx: Context,
  record: EnrolmentRecord,
  experiment: ExperimentRow,
  /** Was to be told still, and the morning is over by another clock: then it is told now */
  { isOwed = false }: { isOwed?: boolean } = {},
): Promise<void> {
  const subject = { kind: 'experiment', id: experiment.id }
  await cancelReminders(ctx, { subject, beforeVersion: experiment.reminder_version, reason: 'version' })
  const { personId, timeZone } = record
  if (!isComplete(experiment) || experiment.ended_at !== null || experiment.review_on === null) return
  const plannedAt = Temporal.PlainDate.from(experiment.review_on)
    .toZonedDateTime({ timeZone, plainTime: MORNING })
    .toInstant()
  if (!isOwed && Temporal.Instant.compare(plannedAt, ctx.now()) <= 0) return
  await planReminders(ctx, [
    {
      subject: { ...subject, version: experiment.reminder_version },
      kind: 'review',
      audience: 'visitor',
      recipientId: personId,
      personId,
      channel: 'email',
      plannedAt,
      usefulUntil: plannedAt.add({ hours: USEFUL_DAYS * 24 }),
      timeZone,
      quiet: true,
    },
  ])
}

/** Moves the reminders of somebody's reviews that have not left to the morning of the zone that they live in now. */
export async function replanReviews(ctx: Context, { personId }: { personId: string }): Promise<void> {
  await transact(ctx, async ctx => {
    await sql`select from enrolments where person_id = ${personId} order by id for no key update`.execute(ctx.db)
    for (const record of await readRecords(ctx, sql`e.person_id = ${personId} and e.archived_at is null`))
      for (const experiment of record.experiments) {
        const subject = { kind: 'experiment', id: experiment.id }
        // What has left is not told twice.
        if ((await cancelReminders(ctx, { subject, reason: 'version' })) === 0) continue
        const changed = await sql<{ reminder_version: number }>`
          update experiments set reminder_version = reminder_version + 1 where id = ${experiment.id}
          returning reminder_version`.execute(ctx.db)
        await planReview(ctx, record, { ...experiment, ...changed.rows[0]! }, { isOwed: true })
      }
  })
}
