import type { Review } from '../../../outage/schema.ts'

/** What somebody did, as the heading of its row; `who` is how they are named. */
export function titleWords({ kind, content }: Pick<Review, 'kind' | 'content'>, who: string): string {
  if (kind === 'message') return content?.desk === 'career' ? `${who} wrote to the coach` : `${who} wrote a message`
  if (kind === 'visit') return `${who} asked for a visit`
  if (kind === 'callback') return `${who} asked for a call`
  return `${who} sent a file`
}

/** Whose it is where no person is known: by the name on a form, else by what is known of them. */
export function whoWords({ person, content, reason }: Pick<Review, 'person' | 'content' | 'reason'>): string {
  const { contact } = formOf(content)
  if (person?.name) return person.name
  if (contact?.name) return contact.name
  if (reason === 'people.ended') return 'Somebody who was erased'
  return person ? (person.isMember ? 'A member' : 'A visitor') : 'Somebody'
}

type Contact = { name?: string; phone?: string; email?: string }
type Form = { contact?: Contact; start?: string; preferred?: string; listing?: string; notes?: string }

/** What was filled in, of a wish for a visit or a call. */
export function formOf(content: Review['content']): Form {
  return ((content as { body?: Form } | null)?.body ?? {}) as Form
}

/** Why it could not be done, and what helps: one sentence each. */
export function reasonWords({ reason, kind, person }: Pick<Review, 'reason' | 'kind' | 'person'>): [string, string] {
  const known = REASONS[reason]
  if (reason === 'outage.session')
    return [
      'It came by a sign-in that had been ended when we could look, or that was of somebody who works here.',
      person
        ? 'It may have been somebody else who held that sign-in: ask them before you act on it.'
        : 'Whose sign-in that was is not known any more.',
    ]
  if (known) return known
  if (reason.startsWith('appointments.') && kind === 'callback')
    return [`The call was refused as it stands (${reason}).`, 'Call them, if they left a number.']
  return [
    `It was refused as it stands (${reason}).`,
    'Look whether you can do it for them, or ask them to send it again.',
  ]
}

const OTHER_TIME = 'Agree on another time with them.'
const SEND_AGAIN = 'Ask them to send it again.'

const REASONS: Record<string, [string, string]> = {
  'people.ended': ['This person was erased meanwhile, so nothing of it was kept.', 'There is nothing left to do.'],
  'outage.failed': ['It failed again and again.', 'The server’s log says why. Once that is mended, try again.'],
  'appointments.taken': ['Somebody else had the time.', OTHER_TIME],
  'appointments.hold_ended': ['The time was no longer held for them, and somebody else had it.', OTHER_TIME],
  'appointments.start': ['The time could not be booked: it was past by then, or nobody was free.', OTHER_TIME],
  'appointments.too_many': [
    'They have as many visits ahead as one person may have.',
    'Ask them which of them they want.',
  ],
  'appointments.key_reused': ['It came with the mark of another wish of theirs.', 'Ask them which of both they meant.'],
  'appointments.name': ['Their name is missing.', SEND_AGAIN],
  'appointments.contact': [
    'They left no way to be reached that we can use.',
    'They see in their conversation that it was not done.',
  ],
  'appointments.phone': ['The number is none that can be called.', 'Write to them, if they left an address.'],
  'appointments.email': ['The e-mail address is none.', 'Call them, if they left a number.'],
  'appointments.listing': ['The home is no longer on offer.', 'Offer them another one.'],
  'conversations.unknown': ['The conversation was not theirs, or is gone.', SEND_AGAIN],
  'conversations.closed': ['The conversation was closed meanwhile.', 'Try again, or ask them to write anew.'],
  'conversations.id_reused': [
    'It came with the mark of another message of theirs.',
    'Compare it with what stands in the conversation.',
  ],
  'conversations.text_too_long': ['It is longer than a message may be.', SEND_AGAIN],
  'files.no_room': [
    'They have no room left for files.',
    'Take it from here, or ask them to erase others and send it again.',
  ],
  'files.too_many': [
    'They have as many files as one person may have.',
    'Take it from here, or ask them to erase others and send it again.',
  ],
  'files.type': ['It is of a kind that is not taken.', 'Ask them for another kind.'],
  'files.mismatch': [
    'Its name says something else than its content.',
    'Ask them for another copy. Be careful with this one.',
  ],
  'files.id_reused': ['It came with the mark of another file of theirs.', 'Compare it with that one.'],
  'files.gone': ['It was taken back before it was complete.', 'There is nothing left to do.'],
}
