import type { StaffAppointment } from '../../api/types.ts'

const MINUTE = 60_000
/** What is promised within this time is due soon. */
export const SOON_MINUTES = 60

/** `25 min`, `2 h 5 min`, `3 days`: how long something is late or still ahead, in whole minutes. */
export function lengthWords(minutes: number): string {
  if (minutes < 60) return `${minutes} min`
  if (minutes < 48 * 60) {
    const rest = minutes % 60
    return rest === 0 || minutes >= 10 * 60
      ? `${Math.floor(minutes / 60)} h`
      : `${Math.floor(minutes / 60)} h ${rest} min`
  }
  return `${Math.floor(minutes / 1440)} days`
}

/** Minutes until the promise; negative once it is broken. Whole ones, so that a promise is kept until its minute is over. */
export function minutesLeft({ dueAt }: Pick<StaffAppointment, 'dueAt'>, now: number): number | null {
  return dueAt ? Math.ceil((Date.parse(dueAt) - now) / MINUTE) : null
}

/** Open calls by what their promise asks for: overdue, within the hour, later. The order given is kept in each. */
export function byPromise<T extends Pick<StaffAppointment, 'dueAt'>>(items: readonly T[], now: number) {
  const groups = { overdue: [] as T[], soon: [] as T[], later: [] as T[] }
  for (const item of items) {
    const left = item.dueAt ? Date.parse(item.dueAt) - now : Number.POSITIVE_INFINITY
    groups[left < 0 ? 'overdue' : left <= SOON_MINUTES * MINUTE ? 'soon' : 'later'].push(item)
  }
  return groups
}
