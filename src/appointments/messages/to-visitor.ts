import type { CalendarEvent } from '../../channels/index.ts'
import type { AppointmentRow } from '../row.ts'
import { addToCalendar } from './invitation.ts'
import type { Message } from './message.ts'
import type { When } from './when.ts'
import { deed, greeting, oneLine, placeOf, roadTo, staffWithPhone, wayOf } from './words.ts'

/** An appointment and who reads about it. */
export type Reading = {
  row: AppointmentRow
  /** Of its start; of a callback, of its promise. */
  when: When
  business: string
  publicUrl: string
  /** Where the visitor changes it. */
  link: string
  event: CalendarEvent | undefined
}

type Said = Pick<Message, 'subject' | 'paragraphs'> & {
  short: string
  facts?: Message['facts']
  /** What the link to the appointment is for; null where there is nothing to do with it. */
  todo?: string | null
  actions?: Message['actions']
}

/** What the visitor is told by a kind of reminder; undefined for a kind that is none of theirs. */
export function toVisitor(kind: string, reading: Reading): Message | undefined {
  const { row, business, link } = reading
  const said = kinds[kind]?.(reading)
  if (!said) return undefined
  const { todo = row.kind === 'callback' ? 'See or cancel it' : 'Change or cancel', actions = [] } = said
  const manage = todo ? [{ label: todo, url: link }] : []
  const [first] = [...manage, ...actions]
  return {
    subject: said.subject,
    greeting: greeting(row.contactName),
    paragraphs: said.paragraphs,
    facts: said.facts ?? [],
    actions: [...manage, ...actions],
    closing: [...(todo ? ['On the same page you choose which messages you get about it.'] : []), oneLine(business, 80)],
    short: {
      text: `${oneLine(business, 60)}: ${said.short}`,
      tail: first && `${first.label}: ${first.url}`,
    },
  }
}

const kinds: Record<string, (reading: Reading) => Said> = {
  confirmation: reading => ({
    subject: `Confirmed: your ${deed(reading.row)}, ${reading.when.short}`,
    paragraphs: [
      reading.row.kind === 'coaching_session'
        ? `Your ${deed(reading.row)} is confirmed.`
        : `Your ${deed(reading.row)} is confirmed. We look forward to meeting you.`,
    ],
    facts: meeting(reading),
    actions: calendars(reading),
    short: `your ${deed(reading.row)} is confirmed for ${reading.when.short}.`,
  }),

  received: reading => (reading.row.kind === 'callback' ? callTaken(reading) : requestTaken(reading)),

  change: reading => {
    const { row, when } = reading
    if (row.kind === 'callback') return callTaken(reading)
    const open = row.status === 'pending' ? ' It is not confirmed yet: we will tell you as soon as it is.' : ''
    return {
      subject: `Changed: your ${deed(row)}, now ${when.short}`,
      paragraphs: [`Your ${deed(row)} has changed. This is how it stands now.${open}`],
      facts: meeting(reading),
      actions: calendars(reading),
      short: `your ${deed(row)} has changed. It is now ${when.short}.${open}`,
    }
  },

  cancellation: reading => {
    const { row, when, publicUrl } = reading
    const isOwn = row.cancelledBy === 'visitor'
    const reason = isOwn || !row.cancelReason ? null : oneLine(row.cancelReason, 300)
    const again =
      row.kind === 'callback'
        ? { label: 'Ask for another call', url: `${publicUrl}/callback` }
        : row.kind === 'coaching_session'
          ? { label: 'Book another session', url: `${publicUrl}/career/sessions` }
          : { label: 'Choose another time', url: `${publicUrl}/visit${homeOf(row)}` }
    const call = row.kind === 'callback'
    if (row.status === 'expired') return notConfirmed(reading, again)
    return {
      subject: call ? `Cancelled: your ${deed(row)}` : `Cancelled: your ${deed(row)}, ${when.short}`,
      paragraphs: [
        isOwn
          ? `As you asked, your ${deed(row)} is cancelled.`
          : `We are sorry: your ${deed(row)} had to be cancelled.`,
      ],
      facts: [...(call ? [] : [{ name: 'Was planned for', value: when.long }]), { name: 'Reason', value: reason }],
      todo: null,
      actions: [again],
      short: `your ${deed(row)}${call ? '' : ` on ${when.short}`} is cancelled.`,
    }
  },

  visit_24h: coming,
  visit_1h: coming,

  follow_up: ({ row }) => ({
    subject: `How was your ${deed(row)}?`,
    paragraphs: [
      'Thank you for your time. How was it? A word from you helps us to do better, and takes less than a minute.',
      'If you could not make it, we are glad to find another time.',
    ],
    todo: 'Tell us how it was',
    short: `how was your ${deed(row)}?`,
  }),
}

function notConfirmed({ row, when }: Reading, again: Message['actions'][number]): Said {
  return {
    subject: `Not confirmed: your ${deed(row)}, ${when.short}`,
    paragraphs: [
      `We could not confirm your ${deed(row)} in time, so please do not count on it. We are sorry. We would be glad if you pick another time.`,
    ],
    facts: [{ name: 'You asked for', value: when.long }],
    todo: null,
    actions: [again],
    short: `we are sorry, we could not confirm your ${deed(row)} for ${when.short}.`,
  }
}

function coming(reading: Reading): Said {
  const { row, when } = reading
  const [road] = roadTo(row)
  return {
    subject: `${when.near}: your ${deed(row)}`,
    paragraphs: [`This is a reminder of your ${deed(row)}.${row.kind === 'coaching_session' ? '' : ' See you there.'}`],
    facts: meeting(reading),
    actions: calendars(reading),
    short: `your ${deed(row)} is ${when.on}${row.staff ? `, with ${oneLine(row.staff.name, 60)}` : ''}.${road ? ` ${road}.` : ''}`,
  }
}

function requestTaken(reading: Reading): Said {
  const { row, when } = reading
  return {
    subject: `We have your request: ${deed(row)}, ${when.short}`,
    paragraphs: [
      `Thank you. We are keeping this time for your ${deed(row)}. It is not confirmed yet: we will tell you as soon as it is.`,
    ],
    facts: meeting(reading),
    short: `we have your request for a ${deed(row)} on ${when.short}. It is not confirmed yet, we will tell you.`,
  }
}

function callTaken({ row, when }: Reading): Said {
  const caller = row.staff ? oneLine(row.staff.name, 80) : 'One of us'
  const wish = row.start && row.dueAt && row.start.equals(row.dueAt) ? 'at' : 'by'
  return {
    subject: `We will call you ${wish} ${when.short}`,
    paragraphs: [
      `Thank you for asking. ${caller} will call you on the number that you gave us, ${wish === 'at' ? 'at this time' : 'by this time at the latest'}.`,
    ],
    facts: [
      { name: 'Call', value: when.long },
      { name: 'About', value: row.listing ? oneLine(row.listing.name) : null },
    ],
    short: `${caller} will call you ${wish} ${when.short} on the number that you gave us.`,
  }
}

function meeting({ row, when }: Reading): Message['facts'] {
  return [
    { name: 'When', value: when.long },
    { name: 'How', value: wayOf(row) },
    {
      name: 'Where',
      value: placeOf(row) ?? (row.kind === 'site_visit' ? 'We will agree on the place with you.' : null),
    },
    { name: 'With', value: staffWithPhone(row) },
  ]
}

const calendars = ({ row, event }: Reading) => (event && row.status === 'confirmed' ? addToCalendar(event) : [])

const homeOf = (row: AppointmentRow) => (row.listing ? `?home=${encodeURIComponent(row.listing.slug)}` : '')
