import type { Arranging } from '../booking/arranging.ts'
import { missingOf, saidContact } from '../booking/contact.ts'
import type { AppointmentFinding } from '../booking/findings.ts'
import type { Mind } from '../mind.ts'
import type { Offer } from '../understand/index.ts'
import { agreedWords, clockWords, dayWords } from './times.ts'
import { listed } from './words.ts'

const NEEDED = { name: 'your name', phone: 'a phone number', reach: 'a phone number or e-mail address' }

export const neededWords = (missing: AppointmentFinding['missing']): string => listed(missing.map(one => NEEDED[one]))

/** Starts of one day are told with the day once. */
export function startsWords(starts: string[], timeZone: string): string {
  const days = [...new Set(starts.map(start => dayWords(start, timeZone)))]
  return days
    .map(day => {
      const clocks = starts.filter(start => dayWords(start, timeZone) === day).map(start => clockWords(start, timeZone))
      return `on ${day} at ${listed(clocks, 'or')}`
    })
    .join(', or ')
}

/** The question that stands open of what is being arranged, asked once more, or null. */
export function pendingQuestion(mind: Mind): string | null {
  const { state, timeZone } = mind
  const open = state.arranging
  if (!open) return null
  const home = open.listing ?? 'us'
  const when = open.start ? agreedWords(open.start, timeZone) : null
  if (open.deed === 'cancel') return open.ask === 'confirm' ? `Shall I cancel your visit to ${home}?` : null
  if (open.deed === 'move' && open.ask === 'which') return null
  if (open.ask === 'confirm' && when)
    return open.deed === 'move'
      ? `Shall I move your visit to ${home} to ${when}?`
      : `Shall I book ${home} on ${when}?${needed(mind, open, ' For that I need')}`
  if (open.ask === 'home') return 'Which home would you like to visit?'
  if (open.ask === 'contact') {
    const what = open.deed === 'callback' ? 'the call' : when ? `your visit to ${home} on ${when}` : 'your visit'
    return needed(mind, open, `For ${what} I still need`) || null
  }
  if (open.deed === 'callback') return 'When would a call suit you?'
  return open.offered.length > 0
    ? `Which time suits you for ${home}: ${startsWords(open.offered, timeZone)}?`
    : `Which day would suit you for ${home}?`
}

function needed(mind: Mind, open: Arranging, lead: string): string {
  const missing = missingOf(saidContact(mind), open.deed === 'callback' ? 'callback' : 'visit')
  return missing.length > 0 ? `${lead} ${neededWords(missing)}.` : ''
}

/** What a bare answer to that question accepts. */
export function pendingOffer({ ask, deed }: Arranging): Offer {
  if (ask === 'contact') return 'contact'
  return deed === 'callback' ? 'callback' : 'visit'
}
