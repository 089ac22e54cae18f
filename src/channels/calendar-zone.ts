import { zoneWords } from '../kernel/zones.ts'

/**
 * A VTIMEZONE (RFC 5545, 3.6.5) that holds the offsets of the zone from before the first of the times to after the last,
 * each change with its own onset: what the events of one file need, whatever the rules of other years are.
 */
export function timeZoneComponent(zone: string, times: Temporal.ZonedDateTime[]): string {
  const instants = times.map(time => time.toInstant()).sort(Temporal.Instant.compare)
  const first = (instants[0] ?? Temporal.Instant.fromEpochMilliseconds(0)).toZonedDateTimeISO(zone)
  const last = instants.at(-1)?.toZonedDateTimeISO(zone) ?? first
  const onsets = onsetsBetween(first, last)
  // Summer time is the larger offset of the two that take turns.
  const standard = Math.min(...onsets.slice(-2).map(onset => onset.to))
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${zone}`,
    ...onsets.flatMap(({ local, from, to, name }) => {
      const kind = to > standard && onsets.length > 1 ? 'DAYLIGHT' : 'STANDARD'
      return [
        `BEGIN:${kind}`,
        `DTSTART:${local.toString({ smallestUnit: 'second' }).replace(/[-:]/g, '')}`,
        `TZOFFSETFROM:${offsetText(from)}`,
        `TZOFFSETTO:${offsetText(to)}`,
        `TZNAME:${name}`,
        `END:${kind}`,
      ]
    }),
    'END:VTIMEZONE',
  ].join('\r\n')
}

/** `local` is the wall clock before the change, as RFC 5545 wants it; offsets are in seconds. */
type Onset = { local: Temporal.PlainDateTime; from: number; to: number; name: string }

function onsetsBetween(first: Temporal.ZonedDateTime, last: Temporal.ZonedDateTime): Onset[] {
  const epoch = first.with({ year: Math.min(1970, first.year), month: 1, day: 1 }).startOfDay()
  const before = first.add({ nanoseconds: 1 }).getTimeZoneTransition('previous')
  // A zone that has long stayed as it is starts at 1970: a change of another century says nothing here.
  const begin = before && Temporal.ZonedDateTime.compare(before, epoch) > 0 ? before : null
  const onsets: Onset[] = begin
    ? [onsetAt(begin)]
    : [{ local: epoch.toPlainDateTime(), from: seconds(first), to: seconds(first), name: zoneWords(first, 'short') }]
  for (let next = first.getTimeZoneTransition('next'); next; next = next.getTimeZoneTransition('next')) {
    onsets.push(onsetAt(next))
    if (Temporal.ZonedDateTime.compare(next, last) > 0) break
  }
  return onsets
}

function onsetAt(transition: Temporal.ZonedDateTime): Onset {
  const from = seconds(transition.subtract({ nanoseconds: 1 }))
  const to = seconds(transition)
  return {
    local: transition.toPlainDateTime().add({ seconds: from - to }),
    from,
    to,
    // What a person may be shown, never what a calendar counts with.
    name: zoneWords(transition, 'short'),
  }
}

function seconds(time: Temporal.ZonedDateTime): number {
  return time.offsetNanoseconds / 1e9
}

function offsetText(offset: number): string {
  const size = Math.abs(offset)
  const two = (value: number) => String(value).padStart(2, '0')
  const rest = size % 60 ? two(size % 60) : ''
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 3600))}${two(Math.floor(size / 60) % 60)}${rest}`
}
