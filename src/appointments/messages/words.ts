import { nameForMail } from '../../kernel/text.ts'
import type { AppointmentRow } from '../row.ts'
import type { CallbackReason } from '../schema.ts'

/** Text of people on one line: no line breaks that end a header, no marks that turn the direction of what follows. */
export function oneLine(text: string | null | undefined, longest = 120): string {
  const line = (text ?? '').replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\s]+/gu, ' ').trim()
  return clip(line, longest)
}

export function clip(text: string, longest: number): string {
  if (text.length <= longest) return text
  let kept = ''
  for (const character of text) {
    if (kept.length + character.length > longest - 3) break
    kept += character
  }
  return `${kept.trimEnd()}...`
}

/** A name to greet somebody by: who books types it, and the mail goes to an address that they typed. */
export function greeting(name: string | null): string {
  const line = nameForMail(name)
  return line ? `Hello ${line},` : 'Hello,'
}

export function visitorName(row: AppointmentRow): string {
  return oneLine(row.contactName, 80) || 'A visitor'
}

/** What it is, for the middle of a sentence: `visit to Velmora Avalon`, `call`. */
export function deed(row: AppointmentRow): string {
  const home = row.listing ? oneLine(row.listing.name, 80) : ''
  if (row.kind === 'callback') return home ? `call about ${home}` : 'call'
  if (row.kind === 'coaching_session') return 'coaching session'
  return home ? `visit to ${home}` : 'visit'
}

/** How a session is held: the number that the coach calls, or the link. */
export function wayOf(row: AppointmentRow): string | null {
  if (row.kind !== 'coaching_session') return null
  if (row.contactPhone) return 'By telephone: your coach calls the number that you gave us'
  return row.staff?.videoLink ?? 'By video: the link follows before the session'
}

/** Name, address and locality, each said once. */
export function placeOf(row: AppointmentRow): string | null {
  if (!row.listing) return null
  const parts: string[] = []
  for (const part of [oneLine(row.listing.name), ...roadTo(row)])
    if (!parts.some(known => known.toLowerCase().includes(part.toLowerCase()))) parts.push(part)
  return parts.join(', ')
}

/** Address and locality, for where the name is said already. */
export function roadTo(row: AppointmentRow): string[] {
  return [oneLine(row.listing?.address, 160), oneLine(row.listing?.place, 80)].filter(Boolean)
}

/** The member of staff with the number to reach them: theirs, and never the one that the visitor gave. */
export function staffWithPhone(row: AppointmentRow): string | null {
  if (!row.staff) return null
  const phone = row.staff.phone === row.contactPhone ? null : row.staff.phone
  return [oneLine(row.staff.name, 80), phone].filter(Boolean).join(', ')
}

export const reasonWords: Record<CallbackReason, string> = {
  pricing: 'prices',
  site_visit: 'a site visit',
  documentation: 'documents',
  financing: 'financing',
  project_details: 'details of the project',
  general: 'a general question',
  other: 'something else',
}
