import { cancelReminders, planReminders } from '../../reminders/index.ts'
import type { Context } from '../../storage/index.ts'
import type { EnrolmentRecord, ExperimentRow } from '../record.ts'
import { isComplete } from '../standing.ts'

const MORNING = '09:00'
/** Later than this somebody has looked back by themselves, or does not want to. */
const USEFUL_DAYS = 7

/**
 * Brings the reminder of an experiment's review in line with it: on the morning of the review date, in the person's zone. A date
 * that is past already is no news. Call it in the transaction of the change.
 */
export async function planReview(ctx: Context, record: EnrolmentRecord, experiment: ExperimentRow): Promise<void> {
  const subject = { kind: 'experiment', id: experiment.id }
  await cancelReminders(ctx, { subject, beforeVersion: experiment.reminder_version, reason: 'version' })
  const { personId, timeZone } = record
  if (!isComplete(experiment) || experiment.ended_at !== null || experiment.review_on === null) return
  const plannedAt = Temporal.PlainDate.from(experiment.review_on)
    .toZonedDateTime({ timeZone, plainTime: MORNING })
    .toInstant()
  if (Temporal.Instant.compare(plannedAt, ctx.now()) <= 0) return
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
