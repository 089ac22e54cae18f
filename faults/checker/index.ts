/** The rules that a run is held against. Each has a test that shows it a broken history and sees it fail. */
import * as bookings from './bookings.ts'
import * as house from './house.ts'
import * as messages from './messages.ts'
import type { Rule } from './rule.ts'
import type { Run } from './run.ts'
import * as work from './work.ts'

export const rules: Record<string, Rule> = { ...messages, ...bookings, ...work, ...house }

export type Verdict = { ok: boolean; broken: Record<string, string[]> }

export function check(run: Run): Verdict {
  const broken: Record<string, string[]> = {}
  for (const [name, rule] of Object.entries(rules)) {
    const wrong = rule(run)
    if (wrong.length > 0) broken[name] = wrong
  }
  return { ok: Object.keys(broken).length === 0, broken }
}

export type { Run } from './run.ts'
