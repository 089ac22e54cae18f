import type { ForgetFinding, RememberFinding } from '../findings.ts'
import { counted, listed } from './words.ts'

/** What is remembered, as sentences; the part beside it lists each fact with its source. */
export function rememberAnswer({ on, facts, listings }: RememberFinding): string {
  if (facts.length === 0 && listings.length === 0)
    return on
      ? 'I remember nothing about you yet beyond this conversation.'
      : 'Memory is switched off, so I remember nothing about you beyond this conversation.'
  const lines =
    facts.length > 0
      ? [
          'This is what I remember about you, from your own words:',
          ...facts.slice(0, 12).map(fact => `• ${fact.sentence}`),
        ]
      : []
  if (facts.length > 12) lines.push(`• and ${counted(facts.length - 12, 'more thing')}, listed below.`)
  if (listings.length > 0)
    lines.push(`You have looked at ${listed(listings.slice(0, 3))}${listings.length > 3 ? ' and others' : ''}.`)
  lines.push('You can correct or erase any of it, or say “forget everything”.')
  return lines.join('\n')
}

export function forgetAnswer({ what, erased, confirm }: ForgetFinding): string {
  if (confirm)
    return erased === 0
      ? 'I remember nothing about you that could be erased.'
      : `That would erase ${counted(erased, 'thing')} that I remember about you, for good. Shall I? Please say yes or no.`
  if (what === 'everything')
    return 'Done: everything I remembered about you is erased. This conversation itself stays readable to you.'
  return erased > 0
    ? `Done: I no longer remember your ${what}.`
    : `I do not remember your ${what}, so there is nothing to erase.`
}
