import type { Document } from '../reading/read-resume.ts'
import type { Check, CheckCode } from '../schema.ts'

/** What a check looks at. */
export type Subject = { text: string; document: Document; now: Temporal.Instant }

export function check(
  code: CheckCode,
  lines: number[],
  passed: boolean,
  advice: { well: string; better: string },
): Check {
  return { code, passed, lines, advice: passed ? advice.well : advice.better }
}
