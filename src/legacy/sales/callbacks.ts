import type { BroughtAppointment } from '../../appointments/index.ts'
import { callbackDeed } from '../../leads/index.ts'
import type { TableMapping } from '../core/mapping.ts'
import type { Row } from '../core/row.ts'
import { contactOf, type Lookups, readLookups } from './lookups.ts'
import { type SalesOptions, stampOf } from './options.ts'
import { type AppointmentKind, addRestored, ownerOf, withProfile } from './people.ts'
import { readClock, readDay, readStamp, spanOf } from './times.ts'
import { earlier, lines } from './visits.ts'
import { clockOf } from './wishes.ts'

type Status = 'pending' | 'contacted' | 'no_answer' | 'completed' | 'cancelled'

const STATUSES: Readonly<Record<string, Status>> = {
  pending: 'pending',
  requested: 'pending',
  scheduled: 'pending',
  in_progress: 'pending',
  contacted: 'contacted',
  no_answer: 'no_answer',
  completed: 'completed',
  cancelled: 'cancelled',
  canceled: 'cancelled',
}
const REASONS = ['pricing', 'site_visit', 'documentation', 'financing', 'project_details', 'general'] as const
/** Minutes until a call is due, by urgency (sales desk specification, section 7). */
const DUE = { urgent: 30, high: 120, medium: 240, low: 1440 } as const
const OUTCOMES: Readonly<Record<string, string>> = {
  successful: 'successful',
  success: 'successful',
  answered: 'successful',
  connected: 'successful',
  contacted: 'successful',
  completed: 'successful',
  no_answer: 'no_answer',
  not_answered: 'no_answer',
  unreachable: 'no_answer',
  busy: 'busy',
  wrong_number: 'wrong_number',
  invalid_number: 'wrong_number',
}
const CALL = { minutes: 30 }
/** Tries are rows: more than so many are not made of a number. */
const MOST_ATTEMPTS = 50

const term = (text: string | null) =>
  (text ?? '')
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')

/** callbacks and requested_callbacks → callbacks with their reason, urgency, tries and outcome. */
export function callbacks(of: Exclude<AppointmentKind, 'visit'>, options: SalesOptions): TableMapping {
  let lookups: Lookups
  return {
    beside: withProfile,
    async begin(run) {
      lookups = await readLookups(run.store, options.region)
    },
    plan(row, out, run) {
      if (row.raw('id') === null) return { outcome: 'quarantined', code: 'no_key' }
      const columns = { name: 'contact_name', phone: 'contact_phone', email: 'contact_email' }
      const contact = contactOf(row, options.region, columns)
      const owner = ownerOf(run, row, row.beside[0], contact, of)
      if (!owner) return { outcome: 'quarantined', code: 'no_parent' }
      if (owner.isRestored) row.repair('restored_parent', 'user_id')
      const createdAt = stampOf(row, 'created_at', options) ?? run.now
      const number = contact.unread && `Phone number as it was written before: ${contact.unread}`
      const callback = callbackOf(row, lookups, options, { id: run.id(of, row.key), createdAt, number })
      row.home('appointments')
      row.home('persons', owner.person)
      const person = run.person(owner.person)
      if (person === null) return { outcome: 'imported', person: owner.person }
      if (person === owner.person) addRestored(out, owner, row, { createdAt, contact })
      const { name: contactName, phone: contactPhone, email: contactEmail } = contact
      out.add('appointment', { ...callback, personId: person, contactName, contactPhone, contactEmail })
      const { id: appointmentId, listingId, reason } = callback
      const about = reason === 'pricing' ? 'the price' : reason === 'site_visit' ? 'a visit' : null
      const asked = callbackDeed({ appointmentId, listingId, about })
      if (callback.status !== 'cancelled')
        out.add('appointment deed', {
          personId: person,
          at: earlier(callback.createdAt, run),
          signals: [asked],
          remarks: [],
        })
      return { outcome: 'imported', person: owner.person }
    },
  }
}

type Callback = Omit<BroughtAppointment, 'personId' | 'contactName' | 'contactPhone' | 'contactEmail'>

function callbackOf(
  row: Row,
  lookups: Lookups,
  options: SalesOptions,
  known: { id: string; createdAt: Temporal.Instant; number: string | null },
): Callback {
  const { id, createdAt } = known
  const word = term(row.text('status'))
  if (word !== '' && !Object.hasOwn(STATUSES, word)) row.repair('unknown_status', 'status')
  const status = STATUSES[word] ?? 'pending'
  const said = term(row.text('callback_reason'))
  const reason = REASONS.find(one => one === said) ?? (said === '' ? 'general' : 'other')
  const level = term(row.text('urgency_level'))
  const urgency = Object.hasOwn(DUE, level) ? (level as keyof typeof DUE) : 'medium'
  if (level !== '' && urgency !== level) row.repair('unknown_urgency', 'urgency_level')
  const wish = wishOf(row, options)
  const updatedAt = stampOf(row, 'updated_at', options) ?? createdAt
  const contactedAt = stampOf(row, 'contacted_at', options)
  const completedAt = stampOf(row, 'completed_at', options)
  const name = row.text('assigned_agent')?.replace(/\s+/gu, ' ').trim() || null
  const staffId = lookups.staff(name, row.text('assigned_agent_phone'))
  const events: Callback['events'] = [{ kind: 'requested', status: 'pending', at: createdAt.toString() }]
  if (status !== 'pending') {
    const at = (status === 'completed' ? completedAt : contactedAt) ?? updatedAt
    events.push({ kind: status, status, at: at.toString() })
  }
  const asked = said !== '' && reason === 'other' ? `Asked about: ${row.text('callback_reason')}` : null
  return {
    id,
    kind: 'callback',
    listingId: lookups.listing(row.text('project_id'), row.text('project_name')),
    staffId,
    staffName: staffId === null ? name : null,
    status,
    start: wish?.toString() ?? null,
    end: wish?.add(CALL).toString() ?? null,
    timeZone: options.timeZone,
    visitorNotes: row.text('user_notes') || null,
    staffNotes: lines(row.text('agent_notes'), asked, known.number),
    reason,
    urgency,
    dueAt: (wish ?? createdAt.add({ minutes: DUE[urgency] })).toString(),
    rating: null,
    feedback: null,
    feedbackAt: null,
    createdAt: createdAt.toString(),
    updatedAt: updatedAt.toString(),
    events,
    attempts: attemptsOf(row, options, { status, at: contactedAt ?? completedAt ?? updatedAt }),
  }
}

/** When the call was wished: a day with a time, or one stamp that says both. In the zone of wishes. */
function wishOf(row: Row, { timeZone }: SalesOptions): Temporal.Instant | null {
  const day = row.text('preferred_date')
  const read = day === null ? null : readDay(day, timeZone)
  for (const code of read?.repairs ?? []) row.repair(code, 'preferred_date')
  if (read?.value) {
    const { time } = read.value
    const clock = clockOf(row, 'preferred_time') ?? (time && { from: time, to: null }) ?? clockIn(row, 'requested_time')
    if (!clock) return null
    const span = spanOf(read.value.day, clock, timeZone, CALL)
    for (const code of span.repairs) row.repair(code, 'preferred_time')
    return span.start
  }
  const said = row.text('requested_time')
  if (said === null) return null
  const stamp = readStamp(said, timeZone)
  if (stamp.value === null) return null
  for (const code of stamp.repairs) row.repair(code, 'requested_time')
  return stamp.value
}

function clockIn(row: Row, column: string) {
  const said = row.text(column)
  return said === null ? null : readClock(said).value
}

function attemptsOf(
  row: Row,
  options: SalesOptions,
  known: { status: Status; at: Temporal.Instant },
): Callback['attempts'] {
  const word = term(row.text('call_outcome'))
  const said = row.number('call_attempts') ?? 0
  const seconds = row.number('call_duration_seconds')
  const last = stampOf(row, 'last_call_attempt', options) ?? known.at
  const wasCalled = word !== '' || known.status === 'contacted' || known.status === 'no_answer' || (seconds ?? 0) > 0
  const count = Math.min(MOST_ATTEMPTS, Math.max(Math.trunc(said), wasCalled ? 1 : 0))
  const reached = known.status === 'contacted' || known.status === 'completed'
  return Array.from({ length: count }, (_, n) => {
    const isLast = n === count - 1
    if (!isLast) return { at: last.toString(), outcome: 'no_answer', seconds: null, note: 'When it was is not known.' }
    const outcome = OUTCOMES[word] ?? (reached ? 'successful' : 'no_answer')
    return {
      at: last.toString(),
      outcome,
      seconds: seconds !== null && seconds >= 0 ? Math.min(Math.round(seconds), 2_000_000) : null,
      note: word !== '' && OUTCOMES[word] === undefined ? row.text('call_outcome') : null,
    }
  })
}
