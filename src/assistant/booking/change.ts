import {
  type AppointmentRow,
  activeAppointments,
  addVisitorNote,
  cancelAppointment,
  freeStaff,
  listAppointments,
  moveAppointment,
  releaseHold,
  setReminders,
  toAppointment,
} from '../../appointments/index.ts'
import type { Finding } from '../findings.ts'
import type { Workbench } from '../workbench.ts'
import type { AboutOwn } from './about-own.ts'
import { type Arranging, nothingArranged } from './arranging.ts'
import { arrangeCallback } from './callback.ts'
import { type AppointmentFinding, found } from './findings.ts'
import { alternativesOf, choiceOf, isSame, offersFor } from './offers.ts'
import { dayOf, followsBy, isStartRefusal, keyOf, overlaps } from './visit.ts'
import { around, rfc, shiftedBy, wantedOf } from './wanted.ts'

export type ChangeAsked = {
  code?: string | undefined
  listing?: string | undefined
  about?: 'visit' | 'callback' | undefined
  agreed: boolean
  others?: boolean | undefined
  picked?: string | undefined
  /** Whether the message itself names what it cancels ("my visit"), not only "it". */
  named?: boolean | undefined
}

/** What the person has agreed with us: a held start is no appointment yet. */
async function agreedOf({ write: ctx, personId }: Workbench): Promise<AppointmentRow[]> {
  return (await activeAppointments(ctx, personId)).filter(row => row.status !== 'held')
}

/** Those that a message may mean, narrowed by what it says; the one just spoken of comes first where it says only "it". */
function meant(rows: AppointmentRow[], asked: ChangeAsked, spokenOf: string | null): AppointmentRow[] {
  if (asked.code) return rows.filter(row => row.code === asked.code)
  const kind = asked.about === 'callback' ? 'callback' : asked.about === 'visit' ? 'site_visit' : null
  const fits = rows.filter(
    row => (!kind || row.kind === kind) && (!asked.listing || row.listing?.name === asked.listing),
  )
  const last = asked.named || asked.listing ? undefined : fits.find(row => row.code === spokenOf)
  return last ? [last] : fits
}

/** What is still to come, soonest first. */
export async function tellAppointments(
  bench: Workbench,
  { ask }: { ask?: AboutOwn | undefined } = {},
): Promise<Finding> {
  const rows = await agreedOf(bench)
  const open = bench.mind.state.arranging
  if (rows.length === 0) return ask && open ? found('about', { ask, arranging: open }) : found('none')
  const last = rows.find(row => row.code === bench.mind.state.appointment) ?? rows[0]!
  if (ask) return tellOf(bench, await noted(bench, last, ask), ask)
  return found('mine', {
    appointments: rows.map(row => toAppointment(bench.write, row)),
    ...(rows.length === 1 ? { appointment: toAppointment(bench.write, rows[0]!) } : {}),
    arranging: bench.mind.state.arranging,
  })
}

/** What staff are to know is kept with the appointment; reminders that are not wanted are switched off. */
async function noted(bench: Workbench, row: AppointmentRow, ask: AboutOwn): Promise<AppointmentRow> {
  const { write: ctx, mind } = bench
  const { code } = row
  if (ask === 'no_messages') return setReminders(ctx, { code, email: false, phone: false })
  return ask === 'note' ? addVisitorNote(ctx, { code, text: mind.text, requestKey: keyOf(bench, 'note') }) : row
}

function tellOf(bench: Workbench, row: AppointmentRow, ask: AboutOwn): Finding {
  const appointment = toAppointment(bench.write, row)
  return found('about', {
    ask,
    appointment,
    listing: appointment.listing,
    arranging: bench.mind.state.arranging,
    follows: followsBy(row, bench.channels),
  })
}

export async function changeTime(bench: Workbench, asked: ChangeAsked): Promise<Finding> {
  const { write: ctx, mind } = bench
  const before = mind.state.arranging
  const open = before?.deed === 'move' ? before : null
  const agreedRows = await agreedOf(bench)
  const rows = meant(agreedRows, asked, mind.state.appointment)
  const dropped = rows.length === 0 ? await cancelledSince(bench, asked) : undefined
  if (dropped?.kind === 'callback') return arrangeCallback(bench, callbackOf(dropped))
  if (rows.length === 0) return found('none', { about: asked.about ?? 'visit' })
  if (rows.length > 1) return which('move', bench, rows, open)
  const [row] = rows
  if (row!.kind === 'callback') return arrangeCallback(bench, callbackOf(row!))
  const base = open?.start ?? rfc(row!.start!.toZonedDateTimeISO(mind.timeZone))
  const wanted =
    (asked.others ? wantedOf(mind) : (shiftedBy(mind, base) ?? wantedOf(mind, base, dayOf(open)))) ??
    (open?.ask === 'which' ? open.wanted : null)
  const arranging: Arranging = {
    ...nothingArranged,
    ...open,
    deed: 'move',
    ask: 'time',
    code: row!.code,
    listing: row!.listing?.name ?? null,
    wanted: wanted ?? open?.wanted ?? null,
  }
  const appointment = toAppointment(ctx, row!)
  const about = { appointment, listing: appointment.listing }
  if (asked.others) arranging.refused = [...new Set([...arranging.refused, ...arranging.shown])]
  if (wanted?.between)
    return found('ask_day', { ...about, arranging: { ...arranging, wanted }, wished: wanted.between.join(' ') })
  const agreed = asked.agreed && !wanted && open?.ask === 'confirm' ? open.start : null
  const start =
    asked.picked ?? agreed ?? (wanted && !wanted.bound && !wanted.past && !asked.others ? wanted.start : null)
  const offer = (offers: Awaited<ReturnType<typeof offersFor>>): AppointmentFinding =>
    offers.slots.length === 0
      ? found('nobody', { ...about, why: offers.why, wished: offers.wished })
      : found('offer', {
          ...offers,
          ...about,
          arranging: { ...arranging, start: null, ...choiceOf(offers) },
        })
  if (!start) {
    const others =
      asked.others && wanted ? { ...wanted, start: null, bound: null } : (wanted ?? open?.wanted ?? around(base))
    return offer(await offersFor(ctx, others, { refused: [...arranging.refused, appointment.start!], moving: row!.id }))
  }
  if (isSame(start, appointment.start!)) {
    // This turn, answered once more, finds it where it moved it.
    const isMoved = row!.version > 1 && Temporal.Instant.compare(row!.updatedAt, bench.saidAt) >= 0
    return found(isMoved ? 'moved' : 'same_time', about)
  }
  const instead = { refused: [...arranging.refused, appointment.start!], moving: row!.id }
  const clash = agreedRows.some(other => other.kind === 'site_visit' && other.id !== row!.id && overlaps(other, start))
  if (clash) return offer(await alternativesOf(ctx, { why: 'clash' }, start, instead))
  if (!asked.picked && !agreed && !wanted!.certain) {
    const { why } = await freeStaff(ctx, { start: Temporal.Instant.from(start), moving: row!.id })
    if (why) return offer(await alternativesOf(ctx, { why }, start, instead))
    return found('confirm_move', { ...about, arranging: { ...arranging, ask: 'confirm', start }, wished: start })
  }
  try {
    const moved = await moveAppointment(ctx, {
      code: row!.code,
      start: Temporal.Instant.from(start),
      requestKey: keyOf(bench, 'move'),
    })
    return found('moved', { ...about, appointment: toAppointment(ctx, moved) })
  } catch (error) {
    if (!isStartRefusal(error)) throw error
    return offer(await alternativesOf(ctx, error.detail, start, instead))
  }
}

function callbackOf({ listing, urgency, reason, start, timeZone }: AppointmentRow) {
  const base = start ? { base: rfc(start.toZonedDateTimeISO(timeZone)) } : {}
  return { listing: listing?.name, urgency: urgency ?? undefined, reason: reason ?? undefined, ...base }
}

/** Cancels what is certainly meant; else names it and asks once, because what is cancelled does not come back. */
export async function cancelFor(bench: Workbench, asked: ChangeAsked): Promise<Finding> {
  const { write: ctx, mind } = bench
  const held = mind.state.arranging?.hold
  const rows = meant(await agreedOf(bench), asked, mind.state.appointment)
  if (rows.length === 0) {
    const done = await cancelledSince(bench, asked)
    if (done)
      return found('cancelled', { appointment: toAppointment(ctx, done), listing: toAppointment(ctx, done).listing })
    if (held && (!asked.listing || asked.listing === mind.state.arranging?.listing)) return release(bench)
    return found('none', { about: asked.about ?? null, arranging: held ? mind.state.arranging : null })
  }
  if (rows.length > 1) return which('cancel', bench, rows, mind.state.arranging)
  const [row] = rows
  const sure = asked.agreed || asked.named
  const appointment = toAppointment(ctx, row!)
  const about = { appointment, listing: appointment.listing }
  if (!sure)
    return found('confirm_cancel', {
      ...about,
      arranging: {
        ...nothingArranged,
        deed: 'cancel',
        ask: 'confirm',
        code: row!.code,
        listing: row!.listing?.name ?? null,
      },
    })
  const cancelled = await cancelAppointment(ctx, { code: row!.code })
  return found('cancelled', { ...about, appointment: toAppointment(ctx, cancelled) })
}

/** This turn, answered once more, finds what it cancelled the first time. */
async function cancelledSince({ write: ctx, personId, saidAt, mind }: Workbench, asked: ChangeAsked) {
  const { items } = await listAppointments(ctx, { personId })
  const since = items.filter(
    row =>
      row.status === 'cancelled' && row.cancelledBy !== 'staff' && Temporal.Instant.compare(row.updatedAt, saidAt) >= 0,
  )
  return meant(since, asked, mind.state.appointment)[0]
}

function which(
  deed: 'move' | 'cancel',
  { write: ctx, mind }: Workbench,
  rows: AppointmentRow[],
  open: Arranging | null,
): Finding {
  return found('ask_which', {
    arranging: {
      ...nothingArranged,
      ...(open?.deed === deed ? open : {}),
      deed,
      ask: 'which',
      code: null,
      wanted: wantedOf(mind),
    },
    appointments: rows.slice(0, 4).map(row => toAppointment(ctx, row)),
  })
}

/** "No", "leave it": what was held is free again, what was agreed stays as it is. */
export async function release(bench: Workbench): Promise<AppointmentFinding> {
  const { write: ctx, mind } = bench
  const open = mind.state.arranging
  if (open?.hold) await releaseHold(ctx, { code: open.hold })
  if (open?.deed === 'move' || open?.deed === 'cancel') return found('kept')
  const about = open?.deed === 'callback' ? 'callback' : 'visit'
  // What was agreed before stands, and a "no" does not sound as if it were gone.
  const kept = (await agreedOf(bench)).map(row => toAppointment(ctx, row))
  return found('released', { about, appointments: kept })
}
