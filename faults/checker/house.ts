import type { Operation } from '../history.ts'
import { type Rule, say } from './rule.ts'

/** What each deed may be told when it cannot be done. Anything else is a surprise, and surprises are looked at. */
const EXPECTED: Record<string, RegExp> = {
  book: /^appointments\.(start|taken|hold_ended|not_found)$/,
  hold: /^appointments\.(start|taken|too_many)$/,
  move: /^appointments\.(start|taken|version|state)$/,
  cancel: /^appointments\.(version|state)$/,
  // Given up and over already: both are no holds any more.
  release: /^appointments\.(hold_ended|state|not_found)$/,
  register: /^accounts\.email_taken$/,
  answer: /^programmes\.answer_changed$/,
  upload: /^files\.too_many$/,
  download: /^files\.unknown$/,
  remove: /^files\.unknown$/,
  take: /^conversations\.(taken|unknown|closed)$/,
  reply: /^conversations\.(taken|not_taken|closed)$/,
  give_back: /^conversations\.(taken|not_taken|closed)$/,
  hand_off: /^conversations\.(none|closed|unknown)$/,
}

/** No answer is a fault of ours, and no refusal is one that nobody expects here. */
export const noSurprises: Rule = ({ history }) => {
  const wrong: string[] = []
  for (const operation of history.operations) {
    const faults = operation.attempts.filter(attempt => /^5\d\d/.test(attempt) && !attempt.startsWith('503 '))
    if (faults.length > 0) wrong.push(`${faults.join(', ')}: ${say(operation)}`)
    const code = operation.outcome === 'refused' ? String(operation.output?.code) : undefined
    if (code && !EXPECTED[operation.deed]?.test(code) && !hasNoAccountYet(operation))
      wrong.push(`refused with ${code}: ${say(operation)}`)
  }
  return wrong

  /** Who was never told that there is an account finds out by trying to sign in. */
  function hasNoAccountYet({ client, deed, output, index }: Operation): boolean {
    const before = history.operations.slice(0, index).filter(one => one.client === client && one.outcome === 'ok')
    const isKnown = client.startsWith('staff') || before.some(one => one.deed === 'register' || one.deed === 'sign_in')
    return deed === 'sign_in' && output?.code === 'accounts.bad_credentials' && !isKnown
  }
}

/** No process ended by itself, and when all was mended everything worked off what was left, in time. */
export const theHouseStands: Rule = ({ history }) =>
  history.happenings
    .filter(({ what }) => what === 'ended by itself' || what === 'not quiet' || what === 'not ready')
    .map(({ at, what, detail }) => `${what} at ${at} ms: ${detail}`)
