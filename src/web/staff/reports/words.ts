import type { Funnel } from '../../../leads/reports/schema.ts'

export const STEPS: Record<Funnel['steps'][number]['step'], string> = {
  wrote: 'Wrote to us',
  viewed: 'Looked at a home',
  interested: 'Liked one',
  reachable: 'Left a way to be reached',
  visit_booked: 'Booked a visit',
  visit_completed: 'Came to see it',
}

/** Seconds as people say them: `0.8 s`, `12 s`, `3 min`, `2 h 5 min`. */
export function lengthWords(seconds: number): string {
  if (seconds > 0 && seconds < 0.05) return 'under 0.1 s'
  if (seconds < 9.95) return `${Math.round(seconds * 10) / 10} s`
  if (seconds < 90) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h${minutes % 60 ? ` ${minutes % 60} min` : ''}` : `${Math.round(hours / 24)} days`
}

/** A part of a whole in per cent, whole ones; null of nothing. */
export function share(part: number, whole: number): string | null {
  if (whole === 0) return null
  const percent = (part / whole) * 100
  return percent > 0 && percent < 1 ? 'under 1%' : `${Math.round(percent)}%`
}

const RULES: Record<string, string> = {
  visit_trigger: 'Offer a visit',
  callback_trigger: 'Offer a call',
  info_provided: 'Fact was told',
  general_tip: 'General tip',
}

/** `budget_objection` as `Budget objection`. */
export function ruleWords(rule: string): string {
  const words = RULES[rule] ?? rule.replaceAll('_', ' ')
  return words[0]!.toUpperCase() + words.slice(1)
}
