import type { AppointmentRow } from '../row.ts'
import type { Message } from './message.ts'
import type { When } from './when.ts'
import { deed, oneLine, placeOf, reasonWords, visitorName } from './words.ts'

export type StaffReading = {
  row: AppointmentRow
  when: When
  publicUrl: string
  /** Path of the appointment in the pages of staff. */
  path: string
  name: string | null
  /** What the reader is to it: theirs, once theirs, or told as an administrator. */
  as: 'assigned' | 'former' | 'administrator'
}

type Said = Pick<Message, 'subject' | 'paragraphs'> & { short: string; facts?: Message['facts'] }

/** What staff are told by a kind of reminder; undefined for a kind that is none of theirs. */
export function toStaff(kind: string, reading: StaffReading): Message | undefined {
  const said = kinds[kind]?.(reading)
  if (!said) return undefined
  const { row, name, as } = reading
  const own = oneLine(name, 60)
  return {
    subject: said.subject,
    greeting: own ? `Hello ${own},` : 'Hello,',
    paragraphs: said.paragraphs,
    facts: said.facts ?? facts(reading),
    actions: [{ label: 'Open it', url: `${reading.publicUrl}${reading.path}` }],
    closing: as === 'administrator' ? ['You are told as an administrator.'] : [],
    short: {
      text: as === 'administrator' && row.staff ? `${said.short} (${oneLine(row.staff.name, 60)})` : said.short,
    },
  }
}

const kinds: Record<string, (reading: StaffReading) => Said> = {
  new_visit: ({ row, when, as }) => ({
    subject: `New: ${deed(row)}, ${when.short}`,
    paragraphs: [`${visitorName(row)} has a confirmed ${deed(row)}${withWhom(row, as)}.`],
    short: `New: ${deed(row)}, ${when.short}, ${visitorName(row)}.`,
  }),

  to_confirm: ({ row, when, as }) => ({
    subject: `To confirm: ${deed(row)}, ${when.short}`,
    paragraphs: [
      `${visitorName(row)} asks for a ${deed(row)}${withWhom(row, as)}. Please confirm or cancel it; the time is kept meanwhile.`,
    ],
    short: `Please confirm: ${deed(row)}, ${when.short}, ${visitorName(row)}.`,
  }),

  moved: ({ row, when, as }) => ({
    subject: `Moved: ${deed(row)}, now ${when.short}`,
    paragraphs: [
      `The ${deed(row)} of ${visitorName(row)}${withWhom(row, as)} has moved. This is the new time.${row.status === 'pending' ? ' It is still to be confirmed.' : ''}`,
    ],
    short: `Moved: ${deed(row)} of ${visitorName(row)}, now ${when.short}.`,
  }),

  cancelled: ({ row, when, as }) => {
    if (row.status === 'expired') return unconfirmed(row, when)
    return as === 'former' && row.status !== 'cancelled' ? passedOn(row, when) : called(row, when)
  },

  visit_1h: ({ row, when }) => ({
    subject: `${when.near}: ${deed(row)}, ${visitorName(row)}`,
    paragraphs: [`Soon: the ${deed(row)} of ${visitorName(row)}.`],
    short: `${when.near}: ${deed(row)}, ${visitorName(row)}${row.contactPhone ? `, ${row.contactPhone}` : ''}.`,
  }),

  callback_due: ({ row, when }) => ({
    subject: `${row.urgency === 'urgent' ? 'Urgent: call' : 'Call'} ${visitorName(row)} by ${when.short}`,
    paragraphs: [`${visitorName(row)} asked for a call about ${topic(row)}, promised for ${when.short} at the latest.`],
    short: `${row.urgency === 'urgent' ? 'Urgent: call' : 'Call'} ${caller(row)} by ${when.short}, about ${topic(row)}.`,
  }),

  callback_overdue: ({ row, when }) => ({
    subject: `Overdue: call ${visitorName(row)}, promised for ${when.short}`,
    paragraphs: [
      `${visitorName(row)} was promised a call about ${topic(row)} by ${when.short}, and nobody has noted one that reached them.`,
    ],
    short: `Overdue: call ${caller(row)}, promised for ${when.short}, about ${topic(row)}.`,
  }),
}

function called(row: AppointmentRow, when: When): Said {
  const by = {
    visitor: row.kind === 'coaching_session' ? 'the member' : 'the visitor',
    staff: 'staff',
    calendar: 'a change in your calendar',
    system: null,
  }
  const who = row.cancelledBy && by[row.cancelledBy]
  return {
    subject: `Cancelled: ${deed(row)}, ${when.short}`,
    paragraphs: [
      `The ${deed(row)} of ${visitorName(row)} was cancelled${who ? ` by ${who}` : ''}. There is nothing left to do.`,
    ],
    facts: [
      { name: row.kind === 'callback' ? 'Was promised for' : 'Was planned for', value: when.long },
      { name: 'Reason', value: oneLine(row.cancelReason, 500) },
    ],
    short: `Cancelled: ${deed(row)} of ${visitorName(row)}, ${when.short}.`,
  }
}

function unconfirmed(row: AppointmentRow, when: When): Said {
  return {
    subject: `Not confirmed in time: ${deed(row)}, ${when.short}`,
    paragraphs: [
      `Nobody confirmed the ${deed(row)} of ${visitorName(row)} before its start, so it has expired. Please offer them another time.`,
    ],
    short: `Not confirmed in time: ${deed(row)}, ${when.short}, ${visitorName(row)}. Please offer another time.`,
  }
}

/** Who no longer has it needs no number and no notes. */
function passedOn(row: AppointmentRow, when: When): Said {
  const to = row.staff ? ` ${oneLine(row.staff.name, 80)} has it now.` : ''
  return {
    subject: `No longer yours: ${deed(row)} of ${visitorName(row)}`,
    paragraphs: [`The ${deed(row)} of ${visitorName(row)} is no longer yours.${to}`],
    facts: [{ name: row.kind === 'callback' ? 'Promised for' : 'Now planned for', value: when.long }],
    short: `No longer yours: ${deed(row)} of ${visitorName(row)}.${to}`,
  }
}

function facts({ row, when, as }: StaffReading): Message['facts'] {
  const isCall = row.kind === 'callback'
  const isSession = row.kind === 'coaching_session'
  return [
    { name: isCall ? 'Promised for' : 'When', value: when.long },
    { name: isCall ? 'About' : 'Where', value: isCall ? capital(topic(row)) : placeOf(row) },
    { name: isSession ? 'Member' : 'Visitor', value: visitorName(row) },
    { name: 'Phone', value: row.contactPhone },
    { name: 'E-mail', value: row.contactEmail },
    { name: 'How', value: isSession ? howOf(row) : null },
    // What a session is about is for its coach's eyes: the page has it, mail and push have not.
    { name: 'Their words', value: isSession ? null : row.visitorNotes?.trim() || null },
    { name: 'With', value: as === 'administrator' && row.staff ? oneLine(row.staff.name, 80) : null },
  ]
}

function howOf(row: AppointmentRow): string {
  if (row.contactPhone) return 'By telephone: you call them'
  return row.staff?.videoLink ? 'By video, at your link' : 'By video: please add your link under Hours and time off'
}

const withWhom = (row: AppointmentRow, as: StaffReading['as']) =>
  as === 'assigned' ? ' with you' : row.staff ? ` with ${oneLine(row.staff.name, 80)}` : ''

const caller = (row: AppointmentRow) => visitorName(row) + (row.contactPhone ? ` on ${row.contactPhone}` : '')

function topic(row: AppointmentRow): string {
  const reason = row.reason ? reasonWords[row.reason] : 'a question'
  return row.listing ? `${reason} (${oneLine(row.listing.name, 80)})` : reason
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
