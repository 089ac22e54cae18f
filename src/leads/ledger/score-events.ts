import { sql } from 'kysely'
import { noteScores } from '../../appointments/index.ts'
import { shortDayWords } from '../../kernel/time-words.ts'
import type { Context, Events } from '../../storage/index.ts'
import { addSignals } from './add-signals.ts'
import {
  callbackDeed,
  callbackTakenBack,
  contactDeed,
  detailDeed,
  interestDeed,
  interestTakenBack,
  type SignalInput,
  viewDeed,
  visitDeed,
  visitTakenBack,
} from './deeds.ts'

type Appointment = Events['appointment.changed']

/** What somebody did with a listing, in the transaction that keeps it. */
export async function scoreListingEvent(ctx: Context, event: Events['listing.event']): Promise<void> {
  const { personId, kind } = event
  const deed = {
    view: () => viewDeed(event),
    interest: () => interestDeed(event),
    rejection: () => interestTakenBack(event),
    brochure: () => detailDeed({ ...event, fact: 'brochure' })!,
  }[kind]()
  await addSignals(ctx, { personId, signals: [deed] })
}

/** What is left of each change: points, points taken back, or nothing. */
const EARNING = ['held', 'requested', 'booked', 'confirmed', 'completed', 'corrected']
const ENDING = ['cancelled', 'no_show', 'expired', 'corrected']
const ASKING = ['held', 'requested', 'booked']
const ABOUT: Readonly<Record<string, string>> = {
  pricing: 'the price',
  site_visit: 'a visit',
  documentation: 'the papers',
  financing: 'a loan',
  project_details: 'the project',
}

/**
 * A site visit or a callback that was asked for, or came to nothing; with a contact given for it. The scores at the time of asking
 * are noted on the appointment.
 */
export async function scoreAppointment(ctx: Context, { change, row }: Appointment): Promise<void> {
  if (row.kind === 'coaching_session') return
  const signals = [deedOf(ctx, { change, row })].filter(deed => deed !== undefined)
  const isAsked = ASKING.includes(change)
  if (isAsked && (row.contactPhone || row.contactEmail))
    signals.push(contactDeed({ appointmentId: row.id, messageId: messageOf(row) }))
  const active = isOwnDeed(ctx, { change, row })
  if (signals.length === 0 && !active) return
  const scores = await addSignals(ctx, { personId: row.personId, signals, active })
  if (isAsked && scores) await noteScores(ctx, { id: row.id, ...scores.before })
}

function deedOf(ctx: Context, { change, row }: Appointment): SignalInput | undefined {
  const { id: appointmentId, listingId, status } = row
  const deed = { appointmentId, listingId, messageId: messageOf(row) }
  const isOver = status === 'cancelled' || status === 'no_show' || status === 'expired'
  if (row.kind === 'callback') {
    if (status === 'cancelled') return callbackTakenBack(deed)
    return change === 'requested' ? callbackDeed({ ...deed, about: ABOUT[row.reason ?? ''] ?? null }) : undefined
  }
  const day = shortDayWords(row.start!.toZonedDateTimeISO(ctx.business.timeZone))
  // Who ended it is not who asked for it: the message that it came from stays with what was earned.
  if (isOver)
    return ENDING.includes(change) ? visitTakenBack({ ...deed, messageId: null, day, became: status }) : undefined
  return EARNING.includes(change) ? visitDeed({ ...deed, day, isHeld: status === 'held' }) : undefined
}

/** Whether it is the person who acts: by a page or the chat, not the staff for them, and not the clock. */
function isOwnDeed({ actor }: Context, { change, row }: Appointment): boolean {
  if (ASKING.includes(change)) return row.source === 'chat' || row.source === 'form'
  if (change === 'cancelled') return row.cancelledBy === 'visitor'
  return actor.kind === 'visitor' || (actor.kind === 'account' && actor.role === 'member')
}

/** The message that a turn of the chat wrote it for. */
function messageOf({ requestKey }: Appointment['row']): string | null {
  return /^turn:([0-9a-f-]{36}):/.exec(requestKey ?? '')?.[1] ?? null
}

/** A phone number or e-mail address that somebody left, as far as the sales desk knows them: others are no leads. */
export async function scoreContact(
  ctx: Context,
  { personId, messageId, keys }: Events['facts.remembered'],
): Promise<void> {
  if (!keys.includes('phone') && !keys.includes('email')) return
  const known = await sql`select from leads where person_id = ${personId}::uuid`.execute(ctx.db)
  if (known.rows.length > 0) await addSignals(ctx, { personId, signals: [contactDeed({ messageId })], active: false })
}
