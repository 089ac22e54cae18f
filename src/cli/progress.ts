import type { Progress } from '../storage/backup/index.ts'

const EVERY_MS = 1_000

/** Prints how far it is about once a second: what it is at, rows, rate, and the time left where that can be told. */
export function progressLines(print: (line: string) => void, now = () => performance.now()) {
  const began = now()
  let last = began
  return ({ what, rows, estimatedRows }: Progress) => {
    const at = now()
    if (at - last < EVERY_MS) return
    last = at
    const rate = rows / ((at - began) / 1000)
    // The first rows say nothing of the rest yet.
    const left = estimatedRows > rows && rows > estimatedRows / 50 ? (estimatedRows - rows) / rate : undefined
    print(
      [
        `${what}: ${count(rows)}${estimatedRows > rows ? ` of ${count(estimatedRows)}` : ''} rows`,
        `${count(rate)} a second`,
        ...(left === undefined ? [] : [`${duration(left)} left`]),
      ].join(', '),
    )
  }
}

export const count = (number: number) => Math.round(number).toLocaleString('en')

export function duration(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 100) return `${whole} s`
  return whole < 100 * 60 ? `${Math.round(whole / 60)} min` : `${Math.round(whole / 3600)} h`
}

export function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  return `${step === 0 ? bytes : (bytes / 1000 ** step).toPrecision(3)} ${units[step]}`
}

/** An instant as people read it: no fractions of a second. */
export const toSecond = (instant: string) => Temporal.Instant.from(instant).round('second').toString()
