import type { BackupSettings } from './schema.ts'

/** `number`: in the order in which they were made, whatever the clock said. */
export type Kept = { id: string; number: number; at: Temporal.Instant; verified: boolean }

/**
 * Which backups stay: the newest of each of the last `daily` days that have one, of the last `weekly` weeks (from Monday) and of
 * the last `monthly` months, by the calendar of `timeZone`; and always the newest, and the newest that was verified. Days
 * without a backup do not count, so that a pause takes nothing away. Newest is what was made last: a clock that was ahead for a
 * while must not make the ones after it look old.
 */
export function whatStays(
  backups: Kept[],
  { daily, weekly, monthly }: Pick<BackupSettings, 'daily' | 'weekly' | 'monthly'>,
  timeZone: string,
): Set<string> {
  const newestFirst = backups.toSorted((a, b) => b.number - a.number)
  const stays = new Set<string>()
  const keepNewestOf = (count: number, period: (date: Temporal.PlainDate) => string) => {
    const seen = new Set<string>()
    for (const { id, at } of newestFirst) {
      const key = period(at.toZonedDateTimeISO(timeZone).toPlainDate())
      if (seen.has(key)) continue
      if (seen.size >= count) return
      seen.add(key)
      stays.add(id)
    }
  }
  keepNewestOf(daily, date => date.toString())
  keepNewestOf(weekly, date => date.subtract({ days: date.dayOfWeek - 1 }).toString())
  keepNewestOf(monthly, date => date.toPlainYearMonth().toString())
  const [newest] = newestFirst
  const verified = newestFirst.find(backup => backup.verified)
  if (newest) stays.add(newest.id)
  if (verified) stays.add(verified.id)
  return stays
}
