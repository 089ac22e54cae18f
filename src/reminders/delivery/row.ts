import type { Claimed } from '../subject.ts'

/** A reminder that this worker has claimed. */
export type Row = Claimed & { usefulUntil: Temporal.Instant; quiet: boolean; attempts: number }

export const MOST_ATTEMPTS = 3

/** Minutes after the first and the second attempt that failed. */
const PAUSES = [2, 10]

/** When it is tried again after its `attempts`-th attempt; undefined after the last. */
export function nextTry(attempts: number, now: Temporal.Instant, retryAfterSeconds = 0): Temporal.Instant | undefined {
  if (attempts >= MOST_ATTEMPTS) return undefined
  return now.add({ seconds: Math.max((PAUSES[attempts - 1] ?? 0) * 60, Math.ceil(retryAfterSeconds)) })
}

export function isBefore(one: Temporal.Instant, other: Temporal.Instant): boolean {
  return Temporal.Instant.compare(one, other) < 0
}
