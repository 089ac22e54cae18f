import type { HandOff, HandOffReason } from '../../../conversations/schema.ts'

export const REASONS: Record<HandOffReason, string> = {
  crisis: 'Crisis',
  requested: 'Asked for a person',
  frustrated: 'Frustrated',
  stuck: 'Quiet for a while',
  low_confidence: 'Confidence went down',
  assistant_failed: 'Assistant failed',
  high_frustration: 'Very frustrated',
  persistent_frustration: 'Frustrated for a while',
  prolonged_negative_experience: 'Unhappy for a while',
}

export const STATES: Record<HandOff, string> = {
  waiting: 'Waiting',
  human: 'With a human',
  assistant: 'With the assistant',
  closed: 'Closed',
}

export function personName(person: { name: string | null; isMember: boolean }): string {
  return person.name ?? (person.isMember ? 'A member' : 'A visitor')
}

/** How long ago, in the largest fitting unit. */
export function ago(instant: string, now: number): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(instant)) / 60_000))
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`
}
