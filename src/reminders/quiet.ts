import type { ReminderSettings } from './schema.ts'

/**
 * When something planned for `plannedAt` is sent so that quiet hours are kept: at `quietUntil` of that morning if that is at
 * least 45 minutes before `usefulUntil`, else one minute before `quietFrom` of the evening before; undefined where neither
 * lies between `now` and `usefulUntil`. Wall clocks are of `timeZone`, with the rules of their own day.
 */
export function quietDue(
  _input: { plannedAt: Temporal.Instant; usefulUntil: Temporal.Instant; timeZone: string; now: Temporal.Instant },
  _settings: ReminderSettings,
): Temporal.Instant | undefined {
  throw new Error('not built')
}
