import type { EntryKind } from '../../outage/index.ts'

/** What somebody is told whose words are kept: what is so, and nothing that nobody knows yet. */
export const KEPT: Record<EntryKind, string> = {
  message: 'We have your message. Our records are out of reach for a moment; the answer follows here.',
  visit:
    'We have your wish for a visit. Our records are out of reach for a moment, so it is not booked yet: we will tell you in our conversation whether the time was still free.',
  callback:
    'We have your wish for a call. Our records are out of reach for a moment; we will get to it once they are back.',
  file: 'We have your file. Our records are out of reach for a moment; it appears in your list once they are back.',
}

/** What the thread says once it is known. `when` such as `Sat 28 Nov at 11:00 am`. */
export const sayBooked = (when: string, confirmed: boolean) =>
  confirmed
    ? `Your visit on ${when} is booked. You asked for it while our records were out of reach.`
    : `Your visit on ${when} is noted and waits for our confirmation. You asked for it while our records were out of reach.`

export const sayNotBooked = (when: string, why: 'gone' | 'past' | 'other', calls: boolean, hasOthers: boolean) =>
  [
    `You asked for a visit on ${when} while our records were out of reach.`,
    {
      gone: 'That time was taken when we could look, so it is not booked.',
      past: 'That time had come before we could look, so it was not booked. We are sorry.',
      other: 'We could not book it as you asked.',
    }[why],
    hasOthers ? 'These times are free.' : '',
    calls ? 'We call you to find another time.' : 'Please choose another time.',
  ]
    .filter(Boolean)
    .join(' ')

export const sayCalled = () =>
  'Your wish for a call has reached us. You asked for it while our records were out of reach.'
