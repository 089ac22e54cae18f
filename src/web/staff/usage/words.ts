import { dateIn, plusDays } from '../../words/time.ts'

const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' })
const small = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 4 })

/** Millionths of a US dollar: `$1.20`; below a cent as exactly as it says something: `$0.0004`. */
export function formatCost(millionths: number): string {
  const dollars = millionths / 1_000_000
  if (dollars > 0 && dollars < 0.0001) return `under ${small.format(0.0001)}`
  return dollars > 0 && dollars < 0.01 ? small.format(dollars) : money.format(dollars)
}

export type Day = { date: string; calls: number; cost: number }

/** The last 30 days until today in a zone, the oldest first, those without a call too. */
export function everyDay(days: readonly Day[], timeZone: string, now: number): Day[] {
  const known = new Map(days.map(day => [day.date, day]))
  const today = dateIn(now, timeZone)
  return Array.from({ length: 30 }, (_, at) => {
    const date = plusDays(today, at - 29)
    return known.get(date) ?? { date, calls: 0, cost: 0 }
  })
}
