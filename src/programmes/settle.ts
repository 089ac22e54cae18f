import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { type EnrolmentRecord, requireRecord } from './record.ts'
import { programmeOf } from './registry.ts'
import { clamp, standingOf } from './standing.ts'

/**
 * After a change, in its transaction and with the enrolment locked: moves the position on from the prompt that was settled, and
 * completes what is complete. Completed stays completed. Gives the enrolment as it then is.
 */
export async function settle(
  ctx: Context,
  named: { personId: string; enrolmentId: string },
  { from }: { from?: string } = {},
): Promise<EnrolmentRecord> {
  const record = await requireRecord(ctx, named)
  const standing = standingOf(record, programmeOf(record.programme, record.version), ctx.now())
  const { prompts, reached, complete, answered, skipped } = standing
  const at = prompts.findIndex(({ key }) => key === from)
  const stood = prompts.findIndex(({ key }) => key === record.position)
  // From an answered prompt that a form has just opened the way from, too.
  const isFree = stood < 0 || stood === at || (stood < at && [answered, skipped].some(set => set.has(record.position!)))
  const movesOn = at >= 0 && isFree
  const position = movesOn
    ? clamp(prompts[Math.min(at + 1, prompts.length - 1)]!.key, prompts, reached)
    : record.position
  const completedAt = record.completedAt ?? (complete && !record.archivedAt ? ctx.now() : null)
  if (position === record.position && completedAt === record.completedAt) return record
  await sql`
    update enrolments set position = ${position}, completed_at = ${completedAt},
      paused_at = case when ${completedAt}::timestamptz is null then paused_at end
    where id = ${record.id}`.execute(ctx.db)
  return { ...record, position, completedAt, pausedAt: completedAt ? null : record.pausedAt }
}
