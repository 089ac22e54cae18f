import type { Appointment } from '../../appointments/schema.ts'
import type { AboutOwn } from '../booking/about-own.ts'
import type { Arranging } from '../booking/arranging.ts'
import type { AppointmentFinding } from '../booking/findings.ts'
import { GUARDS_CONTACT } from '../booking/plan-booking.ts'
import type { Mind } from '../mind.ts'
import { neededWords, pendingQuestion, startsWords } from './pending.ts'
import { contactNoted, spacedPhone } from './talk.ts'
import { agreedWords, clockWords, dayWords, hourWords, promiseWords, whenWords } from './times.ts'
import { listed } from './words.ts'

/** What became of a wish to visit, to be called, to move or to cancel, in words from its rows. */
export function appointmentAnswer(mind: Mind, finding: AppointmentFinding): string {
  const { timeZone } = mind
  const { appointment, listing, arranging, wished } = finding
  const home = listing?.name ?? null
  switch (finding.outcome) {
    case 'ask_home':
      return finding.homes.length > 1
        ? `Which home would you like to visit: ${listed(finding.homes, 'or')}?`
        : 'Which home would you like to visit? Tell me its name, or what you look for, and I list some.'
    case 'ask_day':
      return `Which day do you mean: ${listed(
        wished!.split(' ').map(date => dayWords(date, timeZone)),
        'or',
      )}?`
    case 'offer':
      return offerAnswer(mind, finding)
    case 'nobody':
      return appointment
        ? 'There is no other free time at the moment, so your visit stays as it is.'
        : `There is nobody who could show you ${home ?? 'a home'} at the moment, so I cannot book a visit. I can have somebody call you instead: shall I?`
    case 'confirm':
      return confirmAnswer(mind, finding)
    case 'contact':
      return contactAsked(mind, finding)
    case 'booked':
      return bookedAnswer(mind, finding)
    case 'already':
      return `You already have a visit to ${home}: ${agreedWords(appointment!.start!, timeZone)}. Say another day or time if you would like to move it.`
    case 'ask_phone':
      return phoneAsked(mind, finding, arranging?.start ? `around ${whenWords(arranging.start, timeZone)}` : null)
    case 'ask_hour':
      return `${finding.why === 'closed' ? '' : finding.why === 'past' ? 'That time is over. ' : 'That is further ahead than calls are planned. '}Calls are made between ${hourWords(finding.hours!.from)} and ${hourWords(finding.hours!.until)}. When would suit you?`
    case 'promised':
      return promisedAnswer(mind, finding)
    case 'ask_which':
      return `Which one do you mean: ${listed(
        finding.appointments.map(one => nounOf(one, mind)),
        'or',
      )}?`
    case 'confirm_move':
      return `Shall I move your visit to ${home} from ${whenWords(appointment!.start!, timeZone)} to ${agreedWords(wished!, timeZone)}?`
    case 'moved':
      return `Moved: your visit to ${home} is now on ${agreedWords(appointment!.start!, timeZone)}${withWhom(appointment!)}.${pendingWords(appointment!)}`
    case 'same_time':
      return `Your visit to ${home} is at that time already: ${agreedWords(appointment!.start!, timeZone)}.`
    case 'confirm_cancel':
      return `Shall I cancel ${nounOf(appointment!, mind)}?`
    case 'cancelled':
      return `Cancelled: ${nounOf(appointment!, mind)}.${appointment!.kind === 'callback' ? ' Nobody will call you about it.' : ' If you would like another time, tell me a day.'}`
    case 'none':
      return noneAnswer(mind, finding)
    case 'mine':
      return mineAnswer(mind, finding)
    case 'about':
      return aboutAnswer(mind, finding)
    case 'kept':
      return 'All right, it stays as it is.'
    case 'released':
      if (finding.appointments.length > 0)
        return `All right, I leave that. What was agreed before stands: ${listed(finding.appointments.map(one => nounOf(one, mind)))}.`
      return finding.about === 'callback'
        ? 'All right, nobody will call. Just tell me if you change your mind.'
        : 'All right, nothing is booked and the time is free again. Tell me another day whenever you like.'
  }
}

/** `your visit to Velmora Avalon on Saturday 28 November 2026 at 10:00 am` */
export function nounOf(appointment: Appointment, { timeZone, now }: Pick<Mind, 'timeZone' | 'now'>): string {
  if (appointment.kind === 'callback') return `the call promised by ${promiseWords(appointment.dueAt!, timeZone, now)}`
  const home = appointment.listing ? ` to ${appointment.listing.name}` : ''
  return `your visit${home} on ${whenWords(appointment.start!, timeZone)}`
}

/** An answer about one that was agreed, from its row; what the row does not hold goes to staff, and that is said. */
function aboutAnswer(mind: Mind, { appointment, ask, follows }: AppointmentFinding): string {
  const { timeZone } = mind
  if (!appointment) return notYetAnswer(mind, ask!)
  const one = appointment
  const what = nounOf(one, mind)
  const who = one.staff?.name ?? 'one of our staff'
  switch (ask!) {
    case 'status':
      return one.status === 'pending'
        ? `${sentence(what)} is asked for and not confirmed yet: our staff look at it first.`
        : `Yes, ${what} stands${withWhom(one)}.`
    case 'who':
      return one.kind === 'callback'
        ? `${who} will call you.`
        : `${who} will meet you there. ${one.staff?.phone ? `Their number is ${spacedPhone(one.staff.phone)}.` : 'I have no number of theirs; what they should know I note with your visit.'}`
    case 'where':
      if (one.kind === 'callback') return `We call you on ${spacedPhone(one.contact.phone!)}.`
      return one.listing
        ? `At ${one.listing.name}: ${addressOf(one.listing)}. ${who} will meet you there.`
        : `${who} will tell you where: the place is not in our data.`
    case 'length':
      return one.start && one.end && one.kind !== 'callback'
        ? `It is planned from ${clockWords(one.start, timeZone)} to ${clockWords(one.end, timeZone)}.`
        : 'How long the call takes is up to you.'
    case 'cost':
      return `Our data names no charge for ${one.kind === 'callback' ? 'a call' : 'a visit'}.`
    case 'messages':
      if (!follows)
        return `No message goes out to you for ${what}: ${one.remind.email || one.remind.phone ? 'none can be sent from here to the address that you gave' : 'you switched reminders off'}. It stands all the same, and you find it under “My appointments”, with links for your calendar.`
      return `${follows === 'email' ? `A confirmation with a calendar entry goes to ${one.contact.email}` : `A message goes to ${spacedPhone(one.contact.phone!)}`}${one.kind === 'callback' ? '' : ', and a reminder the day before and an hour before'}. The links below put it into your calendar.`
    case 'no_messages':
      return `Done: no reminders for ${what}. It stands all the same.`
    case 'note': {
      const asks = /\?\s*$|^(?:can|may|could|what|is|shall|will)\b/i.test(mind.text)
      const kept = `I have noted ${asks ? 'your question' : 'that'} with ${what}, where ${one.staff ? `${who} reads` : 'our staff read'} it`
      return `${kept}.${asks && !one.staff?.phone ? ' If you would rather hear at once, I can have somebody call you.' : ''}${one.staff?.phone ? ` You also reach them on ${spacedPhone(one.staff.phone)}.` : ''}`
    }
  }
}

/** The same questions before anything is booked. */
function notYetAnswer(mind: Mind, ask: AboutOwn): string {
  const answer = {
    status: 'Not yet: nothing is booked.',
    who: 'One of our staff; who it is stands in the booking.',
    where: 'You meet at the home itself.',
    length: 'That stands in the booking, from when to when.',
    cost: 'Our data names no charge for a visit.',
    messages: 'Nothing is booked yet, so there is nothing to send.',
    no_messages: 'Nothing is booked yet, so nothing is sent.',
    note: 'Nothing is booked yet. Tell me once more when it is, and I note it for whoever meets you.',
  }[ask]
  return [answer, pendingQuestion(mind)].filter(Boolean).join(' ')
}

function addressOf({ address, place }: NonNullable<Appointment['listing']>): string {
  return address?.includes(place) ? address : [address, place].filter(Boolean).join(', ')
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function withWhom({ staff }: Appointment): string {
  return staff ? ` with ${staff.name}` : ''
}

function pendingWords({ status }: Appointment): string {
  return status === 'pending' ? ' It is not confirmed yet: our staff look at it first.' : ''
}

function bookedAnswer({ timeZone }: Mind, { appointment: one, follows }: AppointmentFinding): string {
  const { contact } = one!
  const ways = [contact.phone && spacedPhone(contact.phone), contact.email].filter(way => typeof way === 'string')
  const when = agreedWords(one!.start!, timeZone)
  const what = `visit to ${one!.listing?.name ?? 'us'}`
  const lines = [
    one!.status === 'pending'
      ? `Your ${what} is asked for: ${when}.${pendingWords(one!)}`
      : `Booked: your ${what} on ${when}.`,
    one!.staff ? `${one!.staff.name} will meet you there.` : '',
    `It is in the name of ${contact.name}, ${listed(ways)}.`,
    follows === 'email' ? `A message with a calendar entry follows to ${contact.email}.` : '',
    follows === 'phone' ? `A message follows to ${spacedPhone(contact.phone!)}.` : '',
    'To change it, tell me here, for example “move my visit to another day” or “cancel my visit”.',
  ]
  return lines.filter(line => line !== '').join(' ')
}

function invalidWords(invalid: AppointmentFinding['invalid']): string {
  if (invalid === 'phone') return 'That does not look like a complete phone number. '
  if (invalid === 'email') return 'That does not look like a complete e-mail address. '
  return invalid === 'name' ? 'I could not read the name. ' : ''
}

function confirmAnswer(mind: Mind, { arranging, listing, missing }: AppointmentFinding): string {
  const { timeZone } = mind
  const question = `I understand: ${listing!.name} on ${agreedWords(arranging!.start!, timeZone)}${keptWords(mind, arranging!)}. Shall I book that visit?`
  if (missing.length > 0 && GUARDS_CONTACT.test(mind.text))
    return `${WHY_CONTACT} ${question} If so, tell me ${neededWords(missing)}.`
  return missing.length > 0 ? `${question} If so, tell me ${neededWords(missing)}.` : question
}

function contactAsked(mind: Mind, { arranging, listing, missing, invalid }: AppointmentFinding): string {
  const { timeZone, state, understood } = mind
  const what = `${listing!.name} on ${agreedWords(arranging!.start!, timeZone)}`
  const needed = `To book it I need ${neededWords(missing)}.`
  if (invalid)
    return `${invalidWords(invalid)}Could you type it once more? Your visit to ${what} waits for it${keptWords(mind, arranging!)}.`
  if (GUARDS_CONTACT.test(mind.text)) return `${WHY_CONTACT} ${needed}`
  if (state.arranging?.hold && state.arranging.start === arranging!.start)
    return `${understood.contact?.name ? `Thank you, ${understood.contact.name}. ` : ''}${needed}`
  return `That time is free: ${what}${keptWords(mind, arranging!)}. ${needed}`
}

const WHY_CONTACT =
  'It is for whoever meets you, to reach you if something changes; an e-mail address does as well as a number.'

/** Until when it is held, as long as it is. */
function keptWords({ timeZone, now }: Mind, { until }: Arranging): string {
  if (!until || Temporal.Instant.compare(Temporal.Instant.from(until), now) <= 0) return ''
  return `, kept for you until ${clockWords(until, timeZone)}`
}

function phoneAsked({ text }: Mind, { missing, invalid }: AppointmentFinding, when: string | null): string {
  if (GUARDS_CONTACT.test(text))
    return `A call needs ${neededWords(missing)}. With an e-mail address instead I can book you a visit.`
  if (invalid)
    return `${invalidWords(invalid)}Could you type it once more, with the country code if it is not from here?`
  return `Gladly${when ? `, ${when}` : ''}. To have you called I need ${neededWords(missing)}.`
}

function promisedAnswer(mind: Mind, { appointment: one, listing }: AppointmentFinding): string {
  const { timeZone, now } = mind
  const wished = one!.start !== null && Temporal.Instant.from(one!.start).equals(Temporal.Instant.from(one!.dueAt!))
  const by = `${wished ? 'at' : 'by'} ${promiseWords(one!.dueAt!, timeZone, now)}`
  const about = listing ? ` about ${listing.name}` : ''
  const who = one!.staff?.name ?? 'Somebody'
  return `${who} will call you${about} ${by}, on ${spacedPhone(one!.contact.phone!)}. If that no longer suits you, tell me another time or “cancel my callback”.`
}

const REASONS = {
  past: 'That time is over.',
  notice: 'That is too soon for somebody to be there.',
  beyond: 'That is further ahead than visits can be booked.',
  closed: 'There are no visits at that time.',
  no_slot: 'No visit starts exactly then.',
  taken: 'That time is taken.',
  clash: 'You have another visit at that time.',
  full: 'That day is fully booked.',
  part: 'Nothing is free at that part of the day.',
} as const

function offerAnswer(mind: Mind, finding: AppointmentFinding): string {
  const noted = contactNoted(mind)
  return noted ? `${noted} ${startsAnswer(mind, finding)}` : startsAnswer(mind, finding)
}

function startsAnswer({ timeZone }: Mind, finding: AppointmentFinding): string {
  const { why, wished, holiday, slots, listing, appointment, arranging } = finding
  const what = appointment
    ? `Your visit to ${listing?.name ?? 'us'}`
    : listing
      ? `A visit to ${listing.name}`
      : 'A visit'
  if (slots.length === 0)
    return 'Nothing else is free right now. Tell me another day, or I can have somebody call you instead.'
  const starts = startsWords(
    slots.map(slot => slot.start),
    timeZone,
  )
  if (why === 'holiday')
    return `${wished ? dayWords(wished.slice(0, 10), timeZone) : 'That day'} is a holiday${holiday ? ` (${holiday})` : ''}. The nearest free times are ${starts}. Which one suits you?`
  if (why) {
    const meant = wished ? `${wished.length > 10 ? whenWords(wished, timeZone) : dayWords(wished, timeZone)}: ` : ''
    const reason = REASONS[why]
    return `${meant}${meant ? reason.charAt(0).toLowerCase() + reason.slice(1) : reason} The nearest free times are ${starts}. Which one suits you?`
  }
  const others = arranging && arranging.refused.length > 0 && !appointment ? 'Other free times' : `${what} can start`
  return `${others}${others === 'Other free times' ? ' are' : ''} ${starts}. Which one suits you?`
}

const isOver = (at: string, now: Temporal.Instant) => Temporal.Instant.compare(Temporal.Instant.from(at), now) < 0

function noneAnswer({ state }: Mind, { about }: AppointmentFinding): string {
  const next = state.focus ? `Would you like to visit ${state.focus}?` : 'Which home would you like to visit?'
  return about === 'callback'
    ? 'No call is promised to you at the moment.'
    : `You have no ${about === 'visit' ? 'visit' : 'visit or call'} booked at the moment. ${next}`
}

function mineAnswer(mind: Mind, { appointments }: AppointmentFinding): string {
  const lines = appointments.map(one =>
    one.kind === 'callback'
      ? isOver(one.dueAt!, mind.now)
        ? `A call was promised to you by ${promiseWords(one.dueAt!, mind.timeZone, mind.now)} and is still owed. I am sorry; our staff see it as overdue.`
        : `${one.staff?.name ?? 'Somebody'} will call you by ${promiseWords(one.dueAt!, mind.timeZone, mind.now)}${one.listing ? ` about ${one.listing.name}` : ''}.`
      : `Your visit${one.listing ? ` to ${one.listing.name}` : ''} is on ${agreedWords(one.start!, mind.timeZone)}${withWhom(one)}.${pendingWords(one)}`,
  )
  return lines.join('\n')
}
