import type { WorkingHours } from '../../../appointments/schema.ts'

/** Hours as they are typed: midnight at the end of a day is `00:00` there and `24:00` for the server. */
export type Span = { id: number; opens: string; closes: string }
/** Seven days, Monday first. */
export type Week = Span[][]

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
const SHORT = WEEKDAYS.map(day => day.slice(0, 3))

let last = 0
/** Rows keep their field while others come and go. */
export const newSpan = (opens = '', closes = ''): Span => ({ id: ++last, opens, closes })

export function weekOf(hours: readonly WorkingHours[]): Week {
  return WEEKDAYS.map((_, at) =>
    hours
      .filter(({ weekday }) => weekday === at + 1)
      .toSorted((a, b) => a.opens.localeCompare(b.opens))
      .map(({ opens, closes }) => newSpan(opens, closes === '24:00' ? '00:00' : closes)),
  )
}

const closing = (closes: string) => (closes === '00:00' ? '24:00' : closes)

export function hoursOf(week: Week): WorkingHours[] {
  return week.flatMap((spans, at) =>
    spans
      .map(({ opens, closes }) => ({ weekday: at + 1, opens, closes: closing(closes) }))
      .toSorted((a, b) => a.opens.localeCompare(b.opens)),
  )
}

export function isSameWeek(a: Week, b: Week): boolean {
  return JSON.stringify(hoursOf(a)) === JSON.stringify(hoursOf(b))
}

/** What is wrong with the hours of a day, as the server would say it; null where nothing is. */
export function faultOf(spans: readonly Span[]): string | null {
  if (spans.some(({ opens, closes }) => !opens || !closes)) return 'Please fill in both times.'
  if (spans.some(({ opens, closes }) => opens >= closing(closes))) return 'Hours must end later than they begin.'
  const sorted = spans.toSorted((a, b) => a.opens.localeCompare(b.opens))
  const overlaps = sorted.some((span, at) => at > 0 && closing(sorted[at - 1]!.closes) > span.opens)
  return overlaps ? 'These hours overlap.' : null
}

/** Further hours of a day: after a break of an hour where there are some, else the usual ones. */
export function nextSpan(spans: readonly Span[], usual: { opens: string; closes: string }): Span {
  const end = spans
    .map(({ closes }) => closing(closes))
    .toSorted()
    .at(-1)
  if (!end) return newSpan(usual.opens, usual.closes)
  const from = Number(end.slice(0, 2)) + 1
  if (from >= 23) return newSpan()
  const clock = (hour: number) => `${String(hour).padStart(2, '0')}:${end.slice(3)}`
  return newSpan(clock(from), clock(Math.min(from + 3, 23)))
}

export function copyDay(week: Week, from: number, to: readonly number[]): Week {
  return week.map((spans, at) =>
    to.includes(at) ? week[from]!.map(({ opens, closes }) => newSpan(opens, closes)) : spans,
  )
}

/** A week in a line: `Mon–Fri 09:00–18:00; Sat 10:00–14:00`. */
export function weekWords(hours: readonly WorkingHours[]): string {
  const days = weekOf(hours).map(spans => spans.map(({ opens, closes }) => `${opens}–${closing(closes)}`).join(', '))
  const runs: { from: number; to: number; text: string }[] = []
  for (const [at, text] of days.entries()) {
    const run = runs.at(-1)
    if (run?.text === text) run.to = at
    else runs.push({ from: at, to: at, text })
  }
  const open = runs.filter(({ text }) => text !== '')
  if (open.length === 0) return 'No hours'
  return open
    .map(({ from, to, text }) => {
      const name = to === from ? SHORT[from] : `${SHORT[from]}${to === from + 1 ? ', ' : '–'}${SHORT[to]}`
      return `${from === 0 && to === 6 ? 'Every day' : name} ${text}`
    })
    .join('; ')
}
