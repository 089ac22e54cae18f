const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?'
const DATE = `(?:${MONTH}[\\s,’']*)?(?:19|20)\\d{2}|(?:0?[1-9]|1[0-2])[/.](?:19|20)\\d{2}|(?:19|20)\\d{2}-(?:0[1-9]|1[0-2])`
const NOW = 'present|now|today|current(?:ly)?|date|ongoing'
const SPAN = new RegExp(`(?<![\\d/])(${DATE})\\s*(?:[-–—]+|to|until|till)\\s*(${DATE}|${NOW})(?![\\d/])`, 'i')
const SINCE = new RegExp(`\\bsince\\s+(${DATE})`, 'i')

/** Months since the year 0; `to` is the last month worked, `Infinity` while it lasts. */
export type Span = { from: number; to: number; text: string }

/** The time that a line of a role tells: `Mar 2019 – Present`, `03/2019 - 2021`, `2019 to 2021`. Bare years are taken whole. */
export function spanOf(line: string): Span | undefined {
  const found = SPAN.exec(line)
  if (found) {
    const from = monthOf(found[1]!, 0)
    const to = new RegExp(`^(${NOW})$`, 'i').test(found[2]!) ? Number.POSITIVE_INFINITY : monthOf(found[2]!, 11)
    return to >= from ? { from, to, text: found[0] } : undefined
  }
  const since = SINCE.exec(line)
  return since ? { from: monthOf(since[1]!, 0), to: Number.POSITIVE_INFINITY, text: since[0] } : undefined
}

function monthOf(date: string, unsaid: number): number {
  const year = Number(/(?:19|20)\d{2}/.exec(date)![0])
  const name = /[a-z]{3}/i.exec(date)?.[0].toLowerCase()
  const number = /^(\d{1,2})[/.]/.exec(date)?.[1] ?? /-(\d{2})$/.exec(date)?.[1]
  const month = name ? MONTHS.indexOf(name) : number ? Number(number) - 1 : unsaid
  return year * 12 + month
}
