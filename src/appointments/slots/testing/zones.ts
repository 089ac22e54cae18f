import fc from 'fast-check'
import { dateOf, dayOf } from '../wall-clock.ts'

/** Half-hour and quarter-hour offsets, a shift of half an hour, both hemispheres, a shift at midnight, none at all. */
const ZONES = [
  'America/New_York',
  'Europe/London',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'America/Sao_Paulo',
  'Africa/Cairo',
  'Asia/Beirut',
  'America/Havana',
  'Pacific/Chatham',
]

export const zones = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...ZONES) },
  fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
)

/** A date of 2024 to 2030; each second one a day on which the clocks of the zone change, or one beside it. */
export function datesOf(zone: string): fc.Arbitrary<string> {
  const days = fc.integer({ min: dayOf('2024-01-01'), max: dayOf('2030-12-31') }).map(dateOf)
  const changes = changesOf(zone)
  if (changes.length === 0) return days
  const near = fc.tuple(fc.constantFrom(...changes), fc.constantFrom(0, 0, 0, -1, 1))
  return fc.oneof(
    days,
    near.map(([date, shift]) => dateOf(dayOf(date) + shift)),
  )
}

/** The dates, before and after midnight, at which the zone changes its offset between 2024 and 2030. */
function changesOf(zone: string): string[] {
  const dates = new Set<string>()
  let at: Temporal.ZonedDateTime | null = Temporal.ZonedDateTime.from(`2024-01-01T00:00[${zone}]`)
  while ((at = at.getTimeZoneTransition('next')) && at.year <= 2030) {
    dates.add(at.toPlainDate().toString())
    dates.add(at.subtract({ minutes: 1 }).toPlainDate().toString())
  }
  return [...dates]
}

/** What clocks show, minute by minute of 15, by asking for each instant: the first instant of each `2026-11-28 02:30`. */
export function clocksAround(zone: string, date: string): Map<string, number> {
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  })
  const shown = new Map<string, number>()
  const noon = dayOf(date) * 86_400_000 + 43_200_000
  for (let at = noon - 30 * 3_600_000; at <= noon + 30 * 3_600_000; at += 900_000) {
    const text = clock.format(at)
    if (!shown.has(text)) shown.set(text, at)
  }
  return shown
}
