import { plusDays } from '../../words/time.ts'

/** Where a day lies between two others, 0 to 1; in the middle where they are one. */
export function along(day: string, from: string, to: string): number {
  const [at, start, end] = [day, from, to].map(text => Date.parse(`${text}T00:00:00Z`)) as [number, number, number]
  return end === start ? 0.5 : Math.min(1, Math.max(0, (at - start) / (end - start)))
}

/** Prompts done until and with each day: the days as given, ascending, each with the sum. */
export function summed(done: readonly { on: string; prompts: number }[]): { on: string; sum: number }[] {
  let sum = 0
  return done.toSorted((a, b) => (a.on < b.on ? -1 : 1)).map(({ on, prompts }) => ({ on, sum: (sum += prompts) }))
}

export type Bar = { id: string; title: string; status: string; from: string; to: string; open: boolean }

/**
 * The time that each experiment takes, from its start (or its review, where only that is known) to its review; one without
 * a review runs on to the last day shown. Those without any day have no bar.
 */
export function barsOf(
  experiments: readonly {
    id: string
    title: string
    startOn: string | null
    reviewOn: string | null
    status: string
  }[],
  today: string,
): Bar[] {
  return experiments.flatMap(({ id, title, startOn, reviewOn, status }) => {
    const from = startOn ?? reviewOn
    if (from === null) return []
    const end = reviewOn ?? (from > today ? from : today)
    return [{ id, title, status, from: from < end ? from : end, to: from < end ? end : from, open: reviewOn === null }]
  })
}

/** The days that a drawing spans: all of those given, with a little room on both sides. */
export function spanOf(days: readonly string[], room = 1): { from: string; to: string } | null {
  const sorted = [...days].sort()
  const [first, last] = [sorted[0], sorted.at(-1)]
  return first && last ? { from: plusDays(first, -room), to: plusDays(last, room) } : null
}
