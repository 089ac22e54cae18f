import ICAL from 'ical.js'
import { RRuleTemporal } from 'rrule-temporal'

/** Times of day and days that a rule may name for each of its turns: every hour of every day of a week is 168. */
const MOST_NAMED = 400
const NAMES = ['bymonth', 'byweekno', 'byyearday', 'bymonthday', 'byday', 'byhour', 'byminute', 'bysecond']

/**
 * A rule of repetition (RFC 5545, 3.3.10) that is counted on the wall clock, which is given and taken as if it were UTC. Throws for
 * one that names so much that a single turn of it would be counted for seconds; no plan of a person does.
 */
export function countedRule(
  rule: Record<string, unknown>,
  first: Temporal.PlainDateTime,
  maxIterations: number,
): RRuleTemporal {
  const named = NAMES.reduce((product, name) => product * Math.max(1, [rule[name] ?? []].flat().length), 1)
  if (named > MOST_NAMED) throw new TypeError('a rule that names too much')
  return new RRuleTemporal({
    rruleString: `RRULE:${ICAL.Recur.fromData(rule).toString()}`,
    dtstart: first.toZonedDateTime('UTC'),
    maxIterations,
  })
}

/** Ends the reading of one entry that takes more than two seconds: thousands of others are waiting, and so is everybody else. */
export function untilLate(): () => void {
  const late = performance.now() + 2_000
  return () => {
    if (performance.now() > late) throw new TypeError('an entry that takes too long')
  }
}
