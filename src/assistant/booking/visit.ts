import {
  type AppointmentRow,
  activeAppointments,
  bookVisit,
  holdStart,
  releaseHold,
  toAppointment,
} from '../../appointments/index.ts'
import { findListing, type Listing } from '../../catalogue/index.ts'
import { Refusal } from '../../kernel/refusal.ts'
import type { Finding } from '../findings.ts'
import { listingsLike } from '../spoken.ts'
import { idOf } from '../state.ts'
import type { Workbench } from '../workbench.ts'
import { type Arranging, nothingArranged, type Wanted } from './arranging.ts'
import { contactInput, contactOf, missingOf } from './contact.ts'
import { type AppointmentFinding, found } from './findings.ts'
import { alternativesOf, choiceOf, isSame, type Offers, offersFor } from './offers.ts'
import { brokenContact } from './plan-booking.ts'
import { wantedOf } from './wanted.ts'

export type VisitAsked = { listing?: string | undefined; agreed: boolean; others: boolean; picked?: string | undefined }
type Home = Pick<Listing, 'id' | 'slug' | 'name'>

/**
 * Takes a visit as far as this message allows: asks for the home, offers starts, holds one, asks for what is missing, books.
 * Nothing is booked that was not said for certain or agreed to. Answered again after a crash it finds what it did.
 */
export async function arrangeVisit(bench: Workbench, asked: VisitAsked): Promise<Finding> {
  const { write: ctx, mind, personId } = bench
  const open = mind.state.arranging?.deed === 'visit' ? mind.state.arranging : null
  const active = (await activeAppointments(ctx, personId)).filter(row => row.kind === 'site_visit')
  // This turn, answered once more, or another tab booked it already.
  const done = active.find(
    row => row.status !== 'held' && (row.requestKey?.startsWith(keyOf(bench, '')) || row.code === open?.hold),
  )
  if (done) return booked(bench, done)
  const wanted =
    wantedOf(mind, asked.others ? null : (open?.start ?? null), dayOf(open) ?? dayOfLast(bench, active)) ??
    (open?.ask === 'home' ? open.wanted : null)
  const arranging: Arranging = { ...nothingArranged, ...open, deed: 'visit', ask: 'time', wanted }
  if (!asked.listing) return askHome(bench, arranging)
  const home = await findListing(ctx, idOf(mind, asked.listing))
  if (!home)
    return {
      tool: 'nothing',
      reason: 'unknown_listing',
      spoken: asked.listing,
      near: listingsLike(asked.listing, mind.names),
    }
  arranging.listing = home.name
  const mine = active.filter(row => row.status !== 'held')
  const here = mine.find(row => row.listingId === home.id)
  if (here && !(open && asked.agreed)) return already(bench, home, here, wanted)

  if (asked.others) return offerOthers(bench, home, arranging)
  if (wanted?.between) return found('ask_day', { arranging, listing: home, wished: wanted.between.join(' ') })
  const start = asked.picked ?? (wanted ? wanted.start : null)
  if (start && !wanted?.past && !(wanted?.bound && !asked.picked)) {
    const clash = mine.find(row => overlaps(row, start))
    if (clash) {
      const near = await offersFor(
        ctx,
        { ...unsaid, date: start.slice(0, 10), start },
        { refused: [...arranging.refused, start] },
      )
      return offered(bench, home, arranging, { ...near, why: 'clash', wished: start })
    }
    return hold(bench, home, { ...arranging, start }, asked.picked !== undefined || wanted!.certain)
  }
  if (!wanted && open?.start && open.hold) {
    if (open.ask === 'confirm' && !asked.agreed && !brokenContact(mind)) return askAgain(home, open)
    return settle(bench, home, { ...open, listing: home.name })
  }
  if (!wanted && asked.agreed && open?.offered.length === 1)
    return hold(bench, home, { ...arranging, start: open.offered[0]! }, true)
  // Said before and not answered to: the same starts once more.
  const before = open?.wanted && !open.wanted.past ? open.wanted : null
  const offers = await offersFor(ctx, wanted ?? before, { refused: arranging.refused })
  // Why an earlier wish could not be had was said then.
  return offered(bench, home, arranging, wanted ? offers : { ...offers, why: null })
}

const unsaid: Omit<Wanted, 'date' | 'start'> = {
  days: 1,
  between: null,
  part: null,
  certain: false,
  bound: null,
  past: false,
}

/** The one day that was spoken of last, or offered: an hour alone belongs to it. */
export function dayOf(open: Arranging | null): string | null {
  if (!open) return null
  const days = new Set(open.offered.map(start => start.slice(0, 10)))
  return days.size === 1 ? [...days][0]! : days.size === 0 ? (open.wanted?.date ?? null) : null
}

/** "And Citrine at 12", "the same day": the day of the visit that was just spoken of. */
function dayOfLast({ mind }: Workbench, active: AppointmentRow[]): string | null {
  const last = mind.state.recent ? active.find(row => row.code === mind.state.appointment) : undefined
  return last?.start ? last.start.toZonedDateTimeISO(mind.timeZone).toPlainDate().toString() : null
}

export const keyOf = ({ messageId }: Workbench, deed: string): string => `turn:${messageId}:${deed}`

function askHome({ mind }: Workbench, arranging: Arranging): Finding {
  return found('ask_home', {
    arranging: { ...arranging, ask: 'home' },
    homes: mind.state.shown.slice(0, 4),
    about: 'visit',
  })
}

/** Whether somebody who starts then would still be there, or would have to leave for it. */
export function overlaps({ start, end }: AppointmentRow, other: string): boolean {
  const apart = Math.abs(start!.epochMilliseconds - Temporal.Instant.from(other).epochMilliseconds)
  return apart < end!.epochMilliseconds - start!.epochMilliseconds
}

/** A second visit to the same home is a change of the first: it is asked, never doubled. */
async function already(
  { write: ctx, mind }: Workbench,
  home: Home,
  row: AppointmentRow,
  wanted: Wanted | null,
): Promise<Finding> {
  const appointment = toAppointment(ctx, row)
  const start = wanted?.start ?? null
  if (!wanted || (start && isSame(start, appointment.start!))) return found('already', { appointment, listing: home })
  const refused = mind.state.arranging?.refused ?? []
  const arranging: Arranging = {
    ...nothingArranged,
    deed: 'move',
    ask: 'time',
    listing: home.name,
    code: row.code,
    refused,
  }
  if (start && !wanted.past && !wanted.bound)
    return found('confirm_move', {
      arranging: { ...arranging, ask: 'confirm', start },
      appointment,
      listing: home,
      wished: start,
    })
  const offers = await offersFor(ctx, wanted, { refused, moving: row.id })
  return found('offer', { ...offers, arranging: { ...arranging, ...choiceOf(offers) }, appointment, listing: home })
}

async function offerOthers(bench: Workbench, home: Home, arranging: Arranging): Promise<Finding> {
  const { write: ctx, mind } = bench
  if (arranging.hold) await releaseHold(ctx, { code: arranging.hold })
  const refused = [
    ...new Set([...arranging.refused, ...arranging.shown, ...(arranging.start ? [arranging.start] : [])]),
  ]
  const wanted = wantedOf(mind) ?? mind.state.arranging?.wanted ?? null
  const usable = wanted && !wanted.between ? { ...wanted, start: null, bound: null } : null
  const left = await offersFor(ctx, usable, { refused })
  return offered(bench, home, { ...arranging, hold: null, start: null, refused, wanted: usable }, left)
}

function offered(bench: Workbench, home: Home, arranging: Arranging, offers: Offers): Finding {
  const listing = { id: home.id, slug: home.slug, name: home.name }
  if (offers.slots.length === 0 && arranging.refused.length === 0)
    return found('nobody', { listing, why: offers.why, wished: offers.wished })
  const wanted = arranging.wanted ?? bench.mind.state.arranging?.wanted ?? null
  return found('offer', {
    ...offers,
    listing,
    arranging: { ...arranging, ask: 'time', ...choiceOf(offers), wanted },
  })
}

/** Keeps the start at once, so that it is not taken while they type; where it cannot be had, the nearest are offered. */
async function hold(bench: Workbench, home: Home, arranging: Arranging, certain: boolean): Promise<Finding> {
  const { write: ctx, personId, conversationId } = bench
  const start = Temporal.Instant.from(arranging.start!)
  const keep = (deed: string) =>
    holdStart(ctx, {
      personId,
      start,
      listingId: home.id,
      conversationId,
      source: 'chat',
      requestKey: keyOf(bench, deed),
    })
  try {
    let row = await keep('hold')
    // Answered again later, its own hold may have run out.
    if (row.status !== 'held') row = await keep('hold-again')
    const held = { ...arranging, hold: row.code, until: row.holdUntil?.toString() ?? null, wanted: null }
    if (certain) return await settle(bench, home, held)
    const missing = missingOf(await contactOf(bench), 'visit')
    return found('confirm', {
      arranging: { ...held, ask: 'confirm' },
      listing: home,
      appointment: toAppointment(ctx, row),
      missing,
    })
  } catch (error) {
    return instead(bench, home, arranging, error)
  }
}

/** Books what is held once everything is known, else asks for what is missing. */
async function settle(bench: Workbench, home: Home, arranging: Arranging): Promise<Finding> {
  const { write: ctx, personId, conversationId, mind } = bench
  const contact = await contactOf(bench)
  const missing = missingOf(contact, 'visit')
  const broken = brokenContact(mind)
  const ask = (invalid: AppointmentFinding['invalid']) =>
    found('contact', {
      arranging: { ...arranging, ask: 'contact' },
      listing: home,
      missing,
      invalid,
      wished: arranging.start,
    })
  if (missing.length > 0 || broken) return ask(broken)
  const wish = {
    personId,
    listingId: home.id,
    conversationId,
    contact: contactInput(contact),
    source: 'chat' as const,
    requestKey: keyOf(bench, 'book'),
  }
  const start = Temporal.Instant.from(arranging.start!)
  try {
    return booked(bench, await bookVisit(ctx, arranging.hold ? { ...wish, hold: arranging.hold } : { ...wish, start }))
  } catch (error) {
    const invalid = error instanceof Refusal ? invalidOf(error.code) : null
    if (invalid) return ask(invalid)
    if (!(error instanceof Refusal) || error.code !== 'appointments.hold_ended')
      return instead(bench, home, arranging, error)
  }
  // The hold ran out while they were typing: the start may still be free.
  try {
    return booked(bench, await bookVisit(ctx, { ...wish, start }))
  } catch (error) {
    return instead(bench, home, { ...arranging, hold: null }, error)
  }
}

function askAgain(home: Home, open: Arranging): Finding {
  return found('confirm', { arranging: open, listing: home, wished: open.start })
}

export function invalidOf(code: string): AppointmentFinding['invalid'] {
  const field = /^appointments\.(name|phone|email)$/.exec(code)?.[1]
  return (field as 'name' | undefined) ?? null
}

async function instead(bench: Workbench, home: Home, arranging: Arranging, error: unknown): Promise<Finding> {
  if (!isStartRefusal(error)) throw error
  const { refused, start } = arranging
  const offers = await alternativesOf(bench.write, error.detail, start!, { refused })
  return offered(bench, home, { ...arranging, hold: null, start: null }, offers)
}

export function isStartRefusal(error: unknown): error is Refusal {
  return error instanceof Refusal && /^appointments\.(?:taken|start|hold_ended)$/.test(error.code)
}

function booked({ write: ctx, channels }: Workbench, row: AppointmentRow): Finding {
  const appointment = toAppointment(ctx, row)
  return found('booked', { appointment, listing: appointment.listing, follows: followsBy(row, channels) })
}

/** The channel that a confirmation really has; where none is switched on nothing is said to follow. */
export function followsBy(row: AppointmentRow, channels: Workbench['channels']): AppointmentFinding['follows'] {
  if (row.contactEmail && row.remindEmail) return channels.email ? 'email' : null
  return row.contactPhone && row.remindPhone && channels.phone ? 'phone' : null
}
