import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import type { DayClosed, DayPart, Slot, SlotDays } from '../schema.ts'
import { readBounds, readFacts, slotMinutes, type Whose } from './facts.ts'
import { closedOn, type Facts, type Start, startsOfDay } from './starts-of-day.ts'
import { type Day, dateOf, dayOf, instantText, MINUTE } from './wall-clock.ts'

export type SlotsInput = {
  /** First date, in the business's zone; today unless told. */
  from?: string
  /** 1 to 31, default 7. */
  days?: number
  staffId?: string
  /** An appointment (its id) that is to be moved: its own time counts as free. */
  moving?: string
}

const NEXT = 3

/**
 * The starts that can be booked, day by day, in the business's zone, with the rules of each day: a wall clock that does not
 * exist is left out, a repeated hour is offered once. Notice, horizon, holidays, working hours in each zone of the staff, time
 * off, busy calendars and what is booked count. Refuses `appointments.date`.
 */
export async function freeSlots(ctx: Context, input: SlotsInput = {}): Promise<SlotDays> {
  const bounds = await readBounds(ctx)
  const first = input.from === undefined ? bounds.today : readDay(input.from)
  const last = first + Math.min(31, Math.max(1, Math.trunc(input.days ?? 7))) - 1
  // Holidays are named outside the days that can be booked, too; nobody asks for what lies centuries away.
  const near = (day: Day) => Math.min(Math.max(day, bounds.today - 366), bounds.lastDay + 366)
  const facts = await readFacts(ctx, bounds, input, [near(first), near(last)])
  const days = Array.from({ length: last - first + 1 }, (_, number) => dayOfSlots(facts, first + number))
  const slots = days.flatMap(day => day.slots)
  const isFromStart = first <= facts.firstDay
  return {
    timeZone: facts.timeZone,
    slotMinutes: slotMinutes(facts),
    firstDay: dateOf(facts.firstDay),
    lastDay: dateOf(facts.lastDay),
    days,
    next: isFromStart && slots.length >= NEXT ? slots.slice(0, NEXT) : await firstFree(ctx, bounds, input),
  }
}

async function firstFree(ctx: Context, bounds: Parameters<typeof readFacts>[1], whose: Whose): Promise<Slot[]> {
  const found: Slot[] = []
  for await (const slot of freeFrom(ctx, bounds, whose, bounds.firstDay)) if (found.push(slot) === NEXT) break
  return found
}

/** Free starts in the order of time, from a day to the horizon; reads more days only as they are needed. */
export async function* freeFrom(
  ctx: Context,
  bounds: Parameters<typeof readFacts>[1],
  whose: Whose,
  day: Day,
): AsyncGenerator<Slot> {
  let length = 7
  for (let from = Math.max(day, bounds.firstDay); from <= bounds.lastDay; from += length, length *= 2) {
    const to = Math.min(from + length - 1, bounds.lastDay)
    const facts = await readFacts(ctx, bounds, whose, [from, to])
    for (let day = from; day <= to; day++) yield* dayOfSlots(facts, day).slots
  }
}

function dayOfSlots(facts: Facts, day: Day): SlotDays['days'][number] {
  const date = dateOf(day)
  const holiday = facts.holidays[date] ?? null
  const closed = closedOn(facts, day)
  if (closed) return { date, closed, holiday, slots: [] }
  const starts = startsOfDay(facts, day)
  const open = starts.filter(start => start.at >= facts.earliest)
  const slots = open.filter(start => start.free.length > 0).map(start => toSlot(facts, date, start))
  return { date, closed: slots.length > 0 ? null : whyNone(starts, open), holiday, slots }
}

function whyNone(starts: Start[], open: Start[]): DayClosed {
  if (starts.length > 0 && open.length === 0) return 'past'
  return open.some(start => start.worked) ? 'full' : 'closed'
}

function toSlot({ timeZone }: Facts, date: string, { at, minutes, free }: Start): Slot {
  // Of whoever would get it, as booking gives it.
  const end = at + free[0]!.slotMinutes * MINUTE
  return {
    start: instantText(timeZone, at),
    end: instantText(timeZone, end),
    date,
    part: partOf(minutes),
    free: free.length,
  }
}

/** Morning until 12, afternoon until 15, then evening: wall clock of the business, in minutes since midnight. */
export function partOf(minutes: number): DayPart {
  return minutes < 720 ? 'morning' : minutes < 900 ? 'afternoon' : 'evening'
}

/** Refuses `appointments.date`. */
export function readDay(date: string): Day {
  const day = /^\d{4}-\d\d-\d\d$/.test(date) ? dayOf(date) : Number.NaN
  if (Number.isNaN(day) || dateOf(day) !== date)
    refuse('invalid', 'appointments.date', { field: 'from', message: 'Give a date such as 2026-11-28.' })
  return day
}
