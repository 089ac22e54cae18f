import {
  type AppointmentRow,
  activeAppointments,
  type CallbackReason,
  cancelAppointment,
  readAppointmentSettings,
  releaseHold,
  requestCallback,
  toAppointment,
  type Urgency,
} from '../../appointments/index.ts'
import { findListing } from '../../catalogue/index.ts'
import { Refusal } from '../../kernel/refusal.ts'
import type { Finding } from '../findings.ts'
import type { Mind } from '../mind.ts'
import { idOf } from '../state.ts'
import type { Workbench } from '../workbench.ts'
import { type Arranging, nothingArranged } from './arranging.ts'
import { contactInput, contactOf, missingOf } from './contact.ts'
import { found } from './findings.ts'
import { brokenContact } from './plan-booking.ts'
import { invalidOf, keyOf } from './visit.ts'
import { rfc, wantedOf } from './wanted.ts'

export type CallbackAsked = {
  listing?: string | undefined
  urgency?: Urgency | undefined
  reason?: CallbackReason | undefined
  /** The wished time that this message changes. */
  base?: string | undefined
}

/** Hours in which a part of the day begins for a call; a day alone means its late morning. */
const PARTS = { morning: '10:00', afternoon: '13:00', evening: '17:00' } as const
const ANY = '10:00'

/** Promises a call, once name and number are known; asks for the hour again where nobody calls then. */
export async function arrangeCallback(bench: Workbench, asked: CallbackAsked): Promise<Finding> {
  const { write: ctx, mind, personId, conversationId } = bench
  const open = mind.state.arranging?.deed === 'callback' ? mind.state.arranging : null
  // "Call me instead": what was held for a visit is let go.
  const promised = (await activeAppointments(ctx, personId)).find(row => row.kind === 'callback')
  const dropped = mind.state.arranging?.deed === 'visit' ? mind.state.arranging.hold : null
  if (dropped) await releaseHold(ctx, { code: dropped })
  const settings = await readAppointmentSettings(ctx)
  const hours = { from: settings.callsFrom, until: settings.callsUntil }
  const day = open?.ask === 'time' ? (open.wanted?.date ?? null) : null
  // Said once more without a time, the call stays when it was promised.
  const kept = asked.urgency === undefined || asked.urgency === 'medium' ? wishedOf(promised) : null
  const said = preferredOf(mind, { base: open?.start ?? asked.base ?? kept, day }, hours)
  const name = asked.listing ?? open?.listing ?? undefined
  const home = name ? await findListing(ctx, idOf(mind, name)) : undefined
  const arranging: Arranging = {
    ...nothingArranged,
    deed: 'callback',
    ask: 'contact',
    listing: home?.name ?? null,
    start: said.start,
    urgency: asked.urgency ?? open?.urgency ?? 'medium',
    reason: asked.reason ?? open?.reason ?? 'general',
  }
  const listing = home ? { id: home.id, slug: home.slug, name: home.name } : null
  const askHour = (wished: string | null, why: 'past' | 'closed' | 'beyond') =>
    found('ask_hour', {
      arranging: { ...arranging, ask: 'time', start: null, wanted: wantedOf(mind, null, day) },
      listing,
      hours,
      wished,
      why,
    })
  if (said.why) return askHour(said.start, said.why)
  const contact = await contactOf(bench)
  const missing = missingOf(contact, 'callback')
  const broken = brokenContact(mind)
  if (missing.length > 0 || broken)
    return found('ask_phone', { arranging, listing, missing, invalid: broken, wished: said.start })
  await dropEarlier(bench, said.start)
  try {
    const row = await requestCallback(ctx, {
      personId,
      conversationId,
      ...(home ? { listingId: home.id } : {}),
      contact: contactInput(contact),
      reason: arranging.reason!,
      urgency: arranging.urgency!,
      ...(said.start ? { preferred: Temporal.Instant.from(said.start) } : {}),
      source: 'chat',
      requestKey: keyOf(bench, 'callback'),
    })
    return found('promised', { appointment: toAppointment(ctx, row), listing, wished: said.start })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.code === 'appointments.start')
      return askHour(said.start, error.detail.why === 'beyond' ? 'beyond' : 'past')
    const invalid = invalidOf(error.code)
    if (!invalid) throw error
    return found('ask_phone', { arranging, listing, missing: ['phone'], invalid, wished: said.start })
  }
}

/** A call that is wished later than the one promised takes its place: nobody is called twice, or before they want to be. */
async function dropEarlier({ write: ctx, personId, messageId }: Workbench, start: string | null): Promise<void> {
  if (!start) return
  for (const row of await activeAppointments(ctx, personId)) {
    const own = row.requestKey?.startsWith(`turn:${messageId}:`)
    if (row.kind !== 'callback' || own || Temporal.Instant.compare(row.dueAt!, Temporal.Instant.from(start)) >= 0)
      continue
    await cancelAppointment(ctx, { code: row.code, reason: 'Another time was asked for.' })
  }
}

function wishedOf(row: AppointmentRow | undefined): string | null {
  return row?.start ? rfc(row.start.toZonedDateTimeISO(row.timeZone)) : null
}

type Hours = { from: string; until: string }

/** When a call is wished, and why nobody can call then. */
function preferredOf(
  mind: Mind,
  { base: before, day }: { base: string | null; day: string | null },
  hours: Hours,
): { start: string | null; why: 'past' | 'closed' | null } {
  const { moment, timeZone, now } = mind
  const at = (date: string, clock: string) =>
    rfc(Temporal.PlainDate.from(date).toPlainDateTime(clock).toZonedDateTime(timeZone))
  const checked = (start: string | null) => ({ start, why: start ? whyNot(start, hours, mind) : null })
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate().toString()
  if (moment?.either !== undefined) {
    // "After 7" is the evening: nobody calls at seven in the morning.
    const late = `${moment.either + 12}:00`
    const date = moment.date ?? before?.slice(0, 10) ?? day ?? today
    return checked(at(date, late <= hours.until ? late : `0${moment.either}:00`))
  }
  const wanted = wantedOf(mind, before, day)
  if (!wanted) return { start: before && whyNot(before, hours, mind) ? null : before, why: null }
  if (wanted.past) return { start: wanted.start, why: 'past' }
  if (wanted.start) return checked(wanted.start)
  const date = wanted.date ?? wanted.between?.[0] ?? (wanted.part ? today : null)
  if (!date) return { start: before, why: null }
  const start = at(date, wanted.part ? PARTS[wanted.part] : ANY)
  const isOver = Temporal.Instant.compare(Temporal.Instant.from(start), now) <= 0
  // "Today", "this evening" while it is on: as soon as the urgency promises.
  if (isOver && date === today && wanted.date) return { start: null, why: null }
  return checked(
    isOver ? at(Temporal.PlainDate.from(date).add({ days: 1 }).toString(), PARTS[wanted.part ?? 'morning']) : start,
  )
}

function whyNot(start: string, { from, until }: Hours, { timeZone, now }: Mind): 'past' | 'closed' | null {
  if (Temporal.Instant.compare(Temporal.Instant.from(start), now) <= 0) return 'past'
  const clock = Temporal.Instant.from(start)
    .toZonedDateTimeISO(timeZone)
    .toPlainTime()
    .toString({ smallestUnit: 'minute' })
  return clock >= from && clock <= until ? null : 'closed'
}
