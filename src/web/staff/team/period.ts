import { instantOf } from '../../appointments/slots.ts'
import { dateIn, formatTime, formatWeekday, plusDays } from '../../words/time.ts'

/** Time off as it is typed: whole days, first and last included, or from a time to a time. */
export type TypedPeriod = { whole: boolean; firstDay: string; lastDay: string; from: string; until: string }

/** The instants it stands for in a zone, or what is to be mended. */
export function readPeriod(
  typed: TypedPeriod,
  timeZone: string,
): { start: string; end: string } | { field: 'start' | 'end'; fault: string } {
  const lastDay = typed.lastDay || typed.firstDay
  const whenTyped = (text: string) => instantOf(text.slice(0, 10), text.slice(11, 16), timeZone)
  const start = typed.whole ? instantOf(typed.firstDay, '00:00', timeZone) : whenTyped(typed.from)
  if (!start)
    return { field: 'start', fault: typed.whole ? 'Please give the first day.' : 'Please give a day and a time.' }
  const end = typed.whole ? instantOf(plusDays(lastDay, 1), '00:00', timeZone) : whenTyped(typed.until)
  if (!end) return { field: 'end', fault: 'Please give a day and a time.' }
  if (Date.parse(end) <= Date.parse(start))
    return {
      field: 'end',
      fault: typed.whole ? 'The last day lies before the first.' : 'Time off must end after it begins.',
    }
  return { start, end }
}

/** `Mon 30 Nov`, `Mon 30 Nov – Wed 2 Dec`, `Mon 30 Nov, 2:00 pm – 5:00 pm`: whole days are told as days. */
export function periodWords({ start, end }: { start: string; end: string }, timeZone: string): string {
  const isMidnight = (instant: string) =>
    instantOf(dateIn(instant, timeZone), '00:00', timeZone) === new Date(instant).toISOString()
  const day = (date: string) => formatWeekday(date, timeZone)
  const first = dateIn(start, timeZone)
  if (isMidnight(start) && isMidnight(end)) {
    const last = plusDays(dateIn(end, timeZone), -1)
    return first === last ? day(first) : `${day(first)} – ${day(last)}`
  }
  const endDay = dateIn(end, timeZone)
  const until = formatTime(end, timeZone)
  return `${day(first)}, ${formatTime(start, timeZone)} – ${endDay === first ? until : `${day(endDay)}, ${until}`}`
}
