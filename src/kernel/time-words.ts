const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const MONTHS = 'January February March April May June July August September October November December'.split(' ')

/** `3:40 pm` */
export function clockWords({ hour, minute }: { hour: number; minute: number }): string {
  return `${hour % 12 || 12}:${String(minute).padStart(2, '0')} ${hour < 12 ? 'am' : 'pm'}`
}

/** `Saturday` */
export function weekdayWord({ dayOfWeek }: { dayOfWeek: number }): string {
  return DAYS[dayOfWeek - 1]!
}

/** `November` */
export function monthWord({ month }: { month: number }): string {
  return MONTHS[month - 1]!
}

/** `Sat 28 Nov` */
export function shortDayWords(date: { dayOfWeek: number; day: number; month: number }): string {
  return `${weekdayWord(date).slice(0, 3)} ${date.day} ${monthWord(date).slice(0, 3)}`
}
