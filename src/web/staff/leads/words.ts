import type { TimelineKind } from '../../../leads/desk/schema.ts'
import type { Objection, Sentiment, Stage, Temperature } from '../../../leads/schema.ts'

export const TEMPERATURES: Record<Temperature, string> = { hot: 'Hot', warm: 'Warm', cold: 'Cold' }

export const STAGES: Record<Stage, string> = {
  discovery: 'Discovery',
  evaluation: 'Evaluation',
  negotiation: 'Negotiation',
  closing: 'Closing',
}

export const OBJECTIONS: Record<Objection, string> = {
  budget: 'Budget',
  location: 'Location',
  possession: 'Possession',
  construction_risk: 'Construction risk',
}

export const SENTIMENTS: Record<Sentiment, string> = {
  excited: 'Excited',
  positive: 'Positive',
  neutral: 'Neutral',
  negative: 'Negative',
  frustrated: 'Frustrated',
}

export const KINDS: Record<TimelineKind, string> = {
  session: 'Chat',
  listing: 'Homes',
  signal: 'Score',
  stage: 'Stage',
  appointment: 'Appointment',
  reminder: 'Reminder',
  note: 'Note',
  override: 'Temperature',
  owner: 'Owner',
  hand_off: 'Hand-off',
  merge: 'Joined',
}

/** `7.5`, `10`: without zeros that say nothing. */
export function points(number: number): string {
  return String(Math.round(number * 100) / 100)
}

/** How long ago, in words: `just now`, `5 minutes ago`, `3 days ago`. */
export function agoWords(instant: string, now = Date.now()): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(instant)) / 60_000))
  if (minutes < 1) return 'just now'
  const [amount, unit] =
    minutes < 60
      ? [minutes, 'minute']
      : minutes < 48 * 60
        ? [Math.floor(minutes / 60), 'hour']
        : minutes < 60 * 24 * 60
          ? [Math.floor(minutes / 1440), 'day']
          : [Math.floor(minutes / 43_200), 'month']
  return `${amount} ${unit}${amount === 1 ? '' : 's'} ago`
}

/** The mood of the last messages, −1 to 1, in a word. */
export function moodWord(average: number): string {
  if (average >= 0.6) return 'Excited'
  if (average >= 0.2) return 'Positive'
  if (average > -0.2) return 'Neutral'
  return average > -0.6 ? 'Negative' : 'Frustrated'
}
