import ICAL from 'ical.js'
import type { Span } from './external-calendar.ts'
import { type Component, type Property, partsOf, propertyOf, textOfProperty } from './jcal.ts'
import { countedRule, untilLate } from './repetition.ts'
import { type CalendarZone, instantOf, wallOf, zoneOf } from './wall-clock.ts'

/** A rule that yields more than this, or looks longer for the next, is no plan of a person. */
const OCCURRENCES = 20_000
/** An entry that is longer is none that a person made. */
const MOST_TEXT = 4_000_000

export type Look = {
  from: Temporal.Instant
  to: Temporal.Instant
  /** For days, and for times that name no zone. */
  zone: string
  /** Whose calendar it is, in lower case: what they declined does not keep them busy. */
  addresses: string[]
}

/**
 * What one object of a calendar (RFC 5545) says: when its owner is busy in the window, repetitions counted, and when its first
 * event is. Throws for what is no calendar.
 */
export function readCalendarObject(text: string, look: Look): { busy: Span[]; first: Span | null } {
  if (text.length > MOST_TEXT) throw new TypeError('an entry that is too long')
  const check = untilLate()
  const parsed: unknown = ICAL.parse(text)
  const calendar = (Array.isArray((parsed as unknown[])[0]) ? (parsed as unknown[])[0] : parsed) as Component
  const [name, , parts] = calendar
  if (name !== 'vcalendar') throw new TypeError('no calendar')
  const zones = new Map(partsOf(parts, 'vtimezone').map(part => [textOfProperty(part, 'tzid'), part]))
  const events = partsOf(parts, 'vevent').flatMap(part => readEvent(part, look, zones, check) ?? [])
  const replaced = new Map<string, Set<string>>()
  for (const { uid, replaces } of events)
    if (replaces) replaced.set(uid, (replaced.get(uid) ?? new Set()).add(replaces.toString()))
  const busy = events
    .filter(event => event.isBusy)
    .flatMap(event => (event.replaces ? [event.span] : occurrences(event, look, replaced.get(event.uid))))
    .filter(({ start, end }) => before(start, look.to) && before(look.from, end) && before(start, end))
  const first = events.find(event => !event.replaces)
  return { busy, first: first && !first.isCancelled ? first.span : null }
}

type Event = {
  uid: string
  span: Span
  wall: Temporal.PlainDateTime
  zone: CalendarZone
  isDay: boolean
  isBusy: boolean
  isCancelled: boolean
  replaces: Temporal.Instant | undefined
  properties: Property[]
  /** Throws once the entry has taken too long. */
  check: () => void
}

function readEvent(part: Component, look: Look, zones: Map<string, Component>, check: () => void): Event | undefined {
  check()
  const starts = propertyOf(part, 'dtstart')
  if (!starts) return undefined
  const zone = zoneOf(starts, look.zone, zones, check)
  const isDay = starts[2] === 'date'
  const wall = wallOf(starts[3], zone)
  const ends = propertyOf(part, 'dtend')
  const lasts = propertyOf(part, 'duration')
  const start = instantOf(wall, zone)
  let end = isDay ? instantOf(wall.add({ days: 1 }), zone) : start
  if (ends) {
    const endZone = zoneOf(ends, look.zone, zones, check)
    end = instantOf(wallOf(ends[3], endZone), endZone)
  } else if (lasts) end = instantOf(wall.add(Temporal.Duration.from(String(lasts[3]))), zone)
  const replaces = propertyOf(part, 'recurrence-id')
  const replacesZone = replaces && zoneOf(replaces, look.zone, zones, check)
  const isCancelled = textOfProperty(part, 'status').toUpperCase() === 'CANCELLED'
  const isFree =
    textOfProperty(part, 'transp').toUpperCase() === 'TRANSPARENT' ||
    textOfProperty(part, 'x-microsoft-cdo-busystatus').toUpperCase() === 'FREE'
  return {
    uid: textOfProperty(part, 'uid'),
    span: { start, end },
    wall,
    zone,
    isDay,
    isCancelled,
    isBusy: !isCancelled && !isFree && !hasDeclined(part, look.addresses),
    replaces: replaces && replacesZone && instantOf(wallOf(replaces[3], replacesZone), replacesZone),
    properties: part[1],
    check,
  }
}

function hasDeclined(part: Component, addresses: string[]): boolean {
  return part[1].some(
    ([name, parameters, , value]) =>
      name === 'attendee' &&
      String(parameters.partstat).toUpperCase() === 'DECLINED' &&
      addresses.includes(
        String(value)
          .toLowerCase()
          .replace(/^mailto:/, ''),
      ),
  )
}

/** The rules are counted on the wall clock, as people mean them; each start is an instant by the rules of its own day. */
function occurrences(event: Event, look: Look, replaced: Set<string> | undefined): Span[] {
  const rules = event.properties.filter(([name]) => name === 'rrule')
  const more = event.properties.filter(([name]) => name === 'rdate')
  if (rules.length === 0 && more.length === 0 && !replaced) return [event.span]
  const starts = new Map([[event.span.start.toString(), event.span.start]])
  const from = look.from.subtract(event.span.start.until(event.span.end)).subtract({ hours: 48 })
  for (const [, , , value] of rules) {
    for (const start of startsOf(event, value as Record<string, unknown>, from, look.to))
      starts.set(start.toString(), start)
    event.check()
  }
  for (const property of more)
    for (const value of property.slice(3)) {
      event.check()
      const start = instantOf(wallOf(Array.isArray(value) ? value[0] : value, event.zone), event.zone)
      starts.set(start.toString(), start)
    }
  for (const property of event.properties.filter(([name]) => name === 'exdate'))
    for (const value of property.slice(3)) {
      event.check()
      starts.delete(instantOf(wallOf(value, event.zone), event.zone).toString())
    }
  for (const start of replaced ?? []) starts.delete(start)
  const length = event.span.start.until(event.span.end)
  const days = event.isDay ? Math.round(length.total('hours') / 24) : 0
  return [...starts.values()].map(start => ({
    start,
    end: event.isDay ? instantOf(wallOf(start.toString(), event.zone).add({ days }), event.zone) : start.add(length),
  }))
}

function startsOf(
  event: Event,
  rule: Record<string, unknown>,
  from: Temporal.Instant,
  to: Temporal.Instant,
): Temporal.Instant[] {
  const { until, ...endless } = rule
  // A date as the last day includes that day.
  const last =
    typeof until !== 'string'
      ? null
      : instantOf(wallOf(until.includes('T') ? until : `${until}T23:59:59`, event.zone), event.zone)
  try {
    const counted = countedRule(endless, event.wall, OCCURRENCES)
    const end = last && before(last, to) ? last : to
    if (before(end, from)) return []
    const wall = (instant: Temporal.Instant) => wallOf(instant.toString(), event.zone).toZonedDateTime('UTC')
    return counted
      .between(wall(from), wall(end), true)
      .map(start => instantOf(start.toPlainDateTime(), event.zone))
      .filter(start => !last || !before(last, start))
  } catch {
    // A rule that cannot be counted: the first one stands alone.
    return []
  }
}

const before = (one: Temporal.Instant, other: Temporal.Instant) => Temporal.Instant.compare(one, other) < 0
