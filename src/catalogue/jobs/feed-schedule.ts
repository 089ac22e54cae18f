import { Cron } from 'croner'
import { refuse } from '../../kernel/refusal.ts'
import { isTimeZone } from '../../kernel/zones.ts'

const HOUR_MS = 3_600_000
/** How many runs ahead are looked at: enough for every minute of a day. */
const LOOKED_AT = 1_500
/** From so many failures in a row a feed is asked once a day. */
export const TIRED_AFTER = 5
const DAY = { hours: 24 }

/**
 * Refuses `catalogue.feed_cron` for what is no cron of five fields or an unknown zone, `catalogue.feed_too_often` for runs less
 * than an hour apart.
 */
export function checkSchedule(cron: string, timeZone: string, now: Temporal.Instant): void {
  const runs = open(cron, timeZone).nextRuns(LOOKED_AT, new Date(now.epochMilliseconds))
  if (runs.length === 0) refuse('invalid', 'catalogue.feed_cron', { field: 'cron', message: 'This cron never comes.' })
  // A day on which clocks go back repeats an hour, but never makes it shorter.
  if (runs.some((run, at) => at > 0 && run.getTime() - runs[at - 1]!.getTime() < HOUR_MS))
    refuse('invalid', 'catalogue.feed_too_often', { field: 'cron', message: 'A feed is read hourly at most.' })
}

/** When a feed is read next, by the clock of its zone; after five failures in a row not before a day has passed. */
export function nextRun(
  feed: { cron: string; timeZone: string; failures: number },
  now: Temporal.Instant,
): Temporal.Instant {
  const from = feed.failures >= TIRED_AFTER ? now.add(DAY) : now
  const next = open(feed.cron, feed.timeZone).nextRun(new Date(from.epochMilliseconds))
  return next ? Temporal.Instant.fromEpochMilliseconds(next.getTime()) : from.add(DAY)
}

function open(cron: string, timezone: string): Cron {
  const wrong = (message: string) => refuse('invalid', 'catalogue.feed_cron', { field: 'cron', message })
  if (!isTimeZone(timezone)) return wrong('The time zone is no IANA zone such as Europe/Berlin.')
  try {
    return new Cron(cron, { timezone, mode: '5-part', paused: true })
  } catch {
    return wrong('Write a cron of five fields, such as `15 6 * * *` for 06:15 each day.')
  }
}
