import type { BroughtAppointment } from '../../appointments/index.ts'
import { shortDayWords } from '../../kernel/time-words.ts'
import { callbackDeed, visitDeed, visitTakenBack } from '../../leads/index.ts'
import type { Out, Run, TableMapping } from '../core/mapping.ts'
import type { Row } from '../core/row.ts'
import { type Clashes, findClashes } from './clashes.ts'
import { contactOf, type Lookups, readLookups } from './lookups.ts'
import { type SalesOptions, stampOf } from './options.ts'
import { addRestored, ownerOf, withProfile } from './people.ts'
import { spanOf } from './times.ts'
import { HOUR, isActive, statusOf, type Wish, wishOf } from './wishes.ts'

/** All the parts of a day in which visits are. */
const WHOLE_DAY = { from: Temporal.PlainTime.from('09:00'), to: Temporal.PlainTime.from('18:00') }

export const listingOf = (row: Row, lookups: Lookups) =>
  lookups.listing(row.text('project_id'), row.text('project_name'))

/** scheduled_visits → site visits; one that has no time, or whose time somebody else has, is a wish that staff call about. */
export function visits(options: SalesOptions): TableMapping {
  let lookups: Lookups
  let clashes: Clashes
  return {
    beside: withProfile,
    async begin(run, table) {
      lookups = await readLookups(run.store, options.region)
      clashes = await findClashes(run, table, lookups, options)
    },
    plan(row, out, run) {
      if (row.raw('id') === null) return { outcome: 'quarantined', code: 'no_key' }
      const columns = { name: 'contact_name', phone: 'contact_phone', email: 'contact_email' }
      const contact = contactOf(row, options.region, columns)
      const owner = ownerOf(run, row, row.beside[0], contact, 'visit')
      if (!owner) return { outcome: 'quarantined', code: 'no_parent' }
      if (owner.isRestored) row.repair('restored_parent', 'user_id')
      const createdAt = stampOf(row, 'created_at', options) ?? run.now
      const visit = visitOf(row, { run, lookups, clashes, options, createdAt })
      row.home('appointments')
      row.home('persons', owner.person)
      const person = run.person(owner.person)
      if (person === null) return { outcome: 'imported', person: owner.person }
      if (person === owner.person) addRestored(out, owner, row, { createdAt, contact })
      out.add('appointment', {
        ...visit,
        personId: person,
        contactName: contact.name,
        contactPhone: contact.phone,
        contactEmail: contact.email,
        staffNotes: lines(
          visit.staffNotes,
          contact.unread && `Phone number as it was written before: ${contact.unread}`,
        ),
      })
      addVisitDeeds(out, person, visit, options, run)
      return { outcome: 'imported', person: owner.person }
    },
  }
}

type Visit = Omit<BroughtAppointment, 'personId' | 'contactName' | 'contactPhone' | 'contactEmail'>
type Making = { run: Run; lookups: Lookups; clashes: Clashes; options: SalesOptions; createdAt: Temporal.Instant }

function visitOf(row: Row, { run, lookups, clashes, options, createdAt }: Making): Visit {
  const status = statusOf(row)
  const said = wishOf(row, options)
  const stamps = {
    updated: stampOf(row, 'updated_at', options) ?? createdAt,
    confirmed: stampOf(row, 'confirmed_at', options),
    completed: stampOf(row, 'completed_at', options),
    cancelled: stampOf(row, 'cancelled_at', options),
  }
  const clash = clashes.get(row.key)
  if (clash === 'future') row.repair('slot_conflict')
  const name = row.text('assigned_rm')?.replace(/\s+/gu, ' ').trim() || null
  const staffId = clash ? null : lookups.staff(name, row.text('assigned_rm_phone'))
  const span = clash === 'future' ? null : (timeOf(said) ?? (isActive(status) ? null : pastTime(said, stamps, options)))
  const isRequest = span === null
  const wished = isRequest ? wishedWords(row, said, options) : null
  const listingId = listingOf(row, lookups)
  const project = listingId === null ? row.text('project_name') || row.text('project_id') : null
  const rating = row.number('user_feedback_rating')
  const isRated = rating !== null && Number.isInteger(rating) && rating >= 1 && rating <= 5
  if (rating !== null && !isRated) row.repair('bad_rating', 'user_feedback_rating')
  const updatedAt = stamps.updated.toString()
  const held: Visit['status'] = isRequest ? 'pending' : status
  const events: Visit['events'] = [
    { kind: isRequest ? 'requested' : 'booked', status: 'pending', at: createdAt.toString() },
  ]
  if (!isRequest && stamps.confirmed && status !== 'pending')
    events.push({ kind: 'confirmed', status: 'confirmed', at: stamps.confirmed.toString() })
  if (!isRequest && !isActive(status)) {
    const at = (status === 'completed' ? stamps.completed : stamps.cancelled) ?? stamps.updated
    events.push({ kind: status, status, at: at.toString() })
  }
  return {
    id: run.id('visit', row.key),
    kind: isRequest ? 'callback' : 'site_visit',
    listingId,
    staffId,
    staffName: staffId === null ? name : null,
    status: held,
    start: span?.start.toString() ?? null,
    end: span?.end.toString() ?? null,
    timeZone: options.timeZone,
    visitorNotes: row.text('user_notes') || null,
    staffNotes: lines(row.text('rm_notes'), project && `Project: ${project}`, wished),
    reason: isRequest ? 'site_visit' : null,
    urgency: isRequest ? 'medium' : null,
    dueAt: isRequest ? createdAt.add({ hours: 4 }).toString() : null,
    rating: isRated ? rating : null,
    feedback: row.text('user_feedback_text') || null,
    feedbackAt: isRated ? (stamps.completed ?? stamps.updated).toString() : null,
    createdAt: createdAt.toString(),
    updatedAt,
    events,
    attempts: [],
  }
}

const timeOf = (wish: Wish) => ('start' in wish ? wish : null)

/** When something was that is over: on its day, or in the hour before it was noted. */
function pastTime(
  wish: Wish,
  stamps: Record<'updated' | 'completed' | 'cancelled' | 'confirmed', Temporal.Instant | null>,
  { timeZone }: SalesOptions,
) {
  if ('day' in wish && wish.day) return spanOf(wish.day, WHOLE_DAY, timeZone, HOUR)
  const end = (stamps.completed ?? stamps.cancelled ?? stamps.updated)!
  return { start: end.subtract(HOUR), end }
}

function wishedWords(row: Row, wish: Wish, { timeZone }: SalesOptions): string | null {
  if ('start' in wish) {
    const [from, to] = [wish.start, wish.end].map(at => at.toZonedDateTimeISO(timeZone))
    return `Wished for ${from!.toPlainDate()}, ${clock(from!)}–${clock(to!)} (${timeZone}).`
  }
  const said = ['requested_date', 'requested_time_slot', 'preferred_date', 'preferred_time']
  const words = said.map(column => row.text(column)).filter(Boolean)
  return words.length > 0 ? `Wished for ${words.join(', ')}.` : null
}

const clock = (at: Temporal.ZonedDateTime) => at.toPlainTime().toString({ smallestUnit: 'minute' })

export function lines(...texts: (string | null | undefined)[]): string | null {
  return texts.filter(Boolean).join('\n') || null
}

function addVisitDeeds(out: Out, person: string, visit: Visit, { timeZone }: SalesOptions, run: Run): void {
  const { id: appointmentId, listingId, start, createdAt } = visit
  const add = (at: string, signal: ReturnType<typeof visitDeed>) =>
    out.add('appointment deed', { personId: person, at: earlier(at, run), signals: [signal], remarks: [] })
  if (start === null) {
    add(createdAt, callbackDeed({ appointmentId, listingId, about: 'a visit' }))
    return
  }
  const day = shortDayWords(Temporal.Instant.from(start).toZonedDateTimeISO(timeZone))
  add(createdAt, visitDeed({ appointmentId, listingId, day, isHeld: false }))
  const { status } = visit
  if (status === 'cancelled' || status === 'no_show')
    add(visit.events.at(-1)!.at, visitTakenBack({ appointmentId, listingId, day, became: status }))
}

/** Nobody did anything after now. */
export function earlier(at: string, run: Run): string {
  return Temporal.Instant.compare(at, run.now) < 0 ? at : run.now.toString()
}
