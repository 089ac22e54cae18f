import { type Component, type Property, propertyOf, textOfProperty } from './jcal.ts'
import { countedRule } from './repetition.ts'

/** What zone of IANA, or which offset, a wall clock of a calendar file has at a time. */
export type CalendarZone = (wall: Temporal.PlainDateTime) => string

/** The zone that a time of a file names: of IANA where the name has one in it, else as the file itself describes it. */
export function zoneOf(
  property: Property,
  otherwise: string,
  described: Map<string, Component>,
  check: () => void,
): CalendarZone {
  if (property[2] !== 'date' && String(property[3]).endsWith('Z')) return () => 'UTC'
  const named = property[1].tzid
  if (property[2] === 'date' || typeof named !== 'string' || named.length > 255) return () => otherwise
  // Some programs put their own name before it: /example.com/20050126_1/Europe/Berlin.
  const iana = [named, /[A-Z][\w-]+\/[\w/+-]+$/.exec(named)?.[0]].find(name => name && isZone(name))
  if (iana) return () => iana
  const description = described.get(named)
  if (!description) return () => otherwise
  return wall => {
    check()
    return offsetAt(description, wall) ?? otherwise
  }
}

function isZone(name: string): boolean {
  try {
    Temporal.PlainDateTime.from('2026-01-01').toZonedDateTime(name)
    return true
  } catch {
    return false
  }
}

/** The offset of the observance that began last before the wall clock's time (RFC 5545, 3.6.5). */
function offsetAt(description: Component, wall: Temporal.PlainDateTime): string | undefined {
  let latest: { onset: Temporal.PlainDateTime; offset: string } | undefined
  for (const part of description[2]) {
    const offset = textOfProperty(part, 'tzoffsetto').slice(0, 6)
    const starts = propertyOf(part, 'dtstart')
    if (!starts || !/^[+-]\d\d:\d\d$/.test(offset)) continue
    const first = Temporal.PlainDateTime.from(String(starts[3]).replace(/Z$/, ''))
    const onset = lastOnset(first, propertyOf(part, 'rrule')?.[3] as Record<string, unknown> | undefined, wall)
    if (onset && (!latest || Temporal.PlainDateTime.compare(latest.onset, onset) < 0)) latest = { onset, offset }
  }
  return latest?.offset
}

function lastOnset(
  first: Temporal.PlainDateTime,
  rule: Record<string, unknown> | undefined,
  wall: Temporal.PlainDateTime,
): Temporal.PlainDateTime | undefined {
  if (Temporal.PlainDateTime.compare(wall, first) < 0) return undefined
  if (!rule) return first
  try {
    const counted = countedRule(rule, first, 1_000)
    return counted.previous(wall.toZonedDateTime('UTC'), true)?.toPlainDateTime() ?? first
  } catch {
    return first
  }
}

/** The wall clock that a text of jCal says: a date, a date and time, or an instant that ends in Z. */
export function wallOf(text: unknown, zone: CalendarZone): Temporal.PlainDateTime {
  const said = String(text)
  const wall = Temporal.PlainDateTime.from(said.replace(/Z$/, ''))
  if (!said.endsWith('Z')) return wall
  const instant = Temporal.Instant.from(said)
  const guess = instant.toZonedDateTimeISO(zone(wall)).toPlainDateTime()
  return instant.toZonedDateTimeISO(zone(guess)).toPlainDateTime()
}

export function instantOf(wall: Temporal.PlainDateTime, zone: CalendarZone): Temporal.Instant {
  return wall.toZonedDateTime(zone(wall)).toInstant()
}
