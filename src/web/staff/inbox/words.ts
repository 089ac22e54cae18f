import type { HandOff, HandOffReason, StaffConversation } from '../../../conversations/schema.ts'
import { formatTime } from '../../words/time.ts'

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

/** How long ago, in the largest fitting unit. */
export function ago(instant: string, now: number): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(instant)) / 60_000))
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`
}

/** What a visitor who waits was promised, and how it stands: `promised 9:00 am, in 12 min`. */
export function promiseWords(promise: NonNullable<StaffConversation['promise']>, now: number, timeZone?: string) {
  const minutes = Math.ceil((Date.parse(promise.at) - now) / 60_000)
  const time = `promised ${formatTime(promise.at, timeZone)}`
  if (minutes <= 0) return { text: `${time}, ${ago(promise.at, now)} ago`.replace('just now ago', 'now'), late: true }
  const hours = Math.floor(minutes / 60)
  return { text: `${time}, in ${hours > 0 ? `${hours} h ` : ''}${minutes % 60} min`, late: false }
}

/** Who answers, in a few words. */
export function whoAnswers(one: Pick<StaffConversation, 'speaker' | 'handOff'>, me: string): string {
  if (one.speaker) return one.speaker.accountId === me ? 'You answer' : `${one.speaker.name} answers`
  return one.handOff === 'waiting'
    ? 'Waiting'
    : one.handOff === 'closed'
      ? 'Closed, the assistant answers'
      : 'The assistant answers'
}

const PLACEHOLDER = /\{(name|me|business)\}/g

/** A kept reply with what is known filled in; what is not stays open for whoever sends it, and is refused until it is written. */
export function fillReply(text: string, known: { name: string | null; me: string; business: string }): string {
  return text.replace(PLACEHOLDER, (open, key: keyof typeof known) => known[key] ?? open)
}

/** The first placeholder that stands open in a text. */
export function openPlaceholder(text: string): string | null {
  return text.match(PLACEHOLDER)?.[0] ?? null
}
