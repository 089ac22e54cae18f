import type { TransferProgress } from '../storage/copy/index.ts'
import { count, duration } from './progress.ts'

/** One line a second at most: how far, how fast, and how long yet. */
export function moveProgress(print: (line: string) => void, clock = () => performance.now()) {
  const began = clock()
  let last = began
  return ({ rows, share, tables, ofTables }: TransferProgress) => {
    const now = clock()
    if (now - last < 1_000) return
    last = now
    const seconds = (now - began) / 1000
    const left = share > 0.02 ? `, about ${duration((seconds / share) * (1 - share))} left` : ''
    print(
      `${count(rows)} rows, ${tables} of ${ofTables} tables (${Math.floor(share * 100)} %), ${count(rows / seconds)} rows a second${left}`,
    )
  }
}
