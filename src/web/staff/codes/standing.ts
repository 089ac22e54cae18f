import type { CodeEntry } from '../../../accounts/schema.ts'
import type { Tone } from '../../parts/pill.tsx'
import { formatMoment } from '../../words/time.ts'

/** Whether a code can be used at a moment, and if not, why, in a word or two. */
export function standingOf(code: CodeEntry, now: number): { label: string; tone: Tone | 'plain' } {
  if (!code.active) return { label: 'Switched off', tone: 'over' }
  if (code.expiresAt && Date.parse(code.expiresAt) <= now) return { label: 'Expired', tone: 'over' }
  if (code.maxUses !== null && code.uses >= code.maxUses) return { label: 'Used up', tone: 'over' }
  if (code.startsAt && Date.parse(code.startsAt) > now) return { label: 'Not yet', tone: 'wait' }
  return { label: 'Active', tone: 'good' }
}

export function grantWords({ grants }: Pick<CodeEntry, 'grants'>): string {
  const { tier, sessions } = grants
  const words = [
    tier && 'Wider limits (beta)',
    sessions > 0 && (sessions === 1 ? 'One coaching session' : `${sessions} coaching sessions`),
  ]
  return words.filter(Boolean).join(', ')
}

export function useWords({ uses, maxUses }: Pick<CodeEntry, 'uses' | 'maxUses'>): string {
  if (maxUses !== null) return `used ${uses} of ${maxUses}`
  return `used ${uses === 1 ? 'once' : `${uses} times`}, no limit`
}

/** `from 3 Dec 2026, 12:00 am · until 30 Dec 2026, 11:59 pm`; empty where it holds at any time. The end is the last minute in it. */
export function spanWords({ startsAt, expiresAt }: Pick<CodeEntry, 'startsAt' | 'expiresAt'>): string {
  const at = formatMoment
  const last = expiresAt && new Date(Date.parse(expiresAt) - 60_000).toISOString()
  return [startsAt && `from ${at(startsAt)}`, last && `until ${at(last)}`].filter(Boolean).join(' · ')
}

/** Midnight at which a day `YYYY-MM-DD` begins for whoever reads, so many days later, as an instant. */
export function dayStart(date: string, plusDays = 0): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  return new Date(year, month - 1, day + plusDays).toISOString()
}

/** Without letters and digits that are taken for each other. */
const SIGNS = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'

/** A code that nobody guesses and anybody can read out: `K7QM-X2HT-9B`. */
export function suggestCode(): string {
  const signs = [...crypto.getRandomValues(new Uint32Array(10))].map(number => SIGNS[number % SIGNS.length]).join('')
  return `${signs.slice(0, 4)}-${signs.slice(4, 8)}-${signs.slice(8)}`
}
