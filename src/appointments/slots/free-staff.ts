import type { Context } from '../../storage/index.ts'
import type { AppointmentKind, AppointmentSettings } from '../schema.ts'
import { readBounds, readFacts, slotMinutes } from './facts.ts'
import type { FreeStaff, StartRefusal } from './free.ts'
import { freeCoaches } from './free-sessions.ts'
import { closedOn, type Facts, startsOfDay } from './starts-of-day.ts'
import { type Day, dayAt, MINUTE, minutesOf, momentOf } from './wall-clock.ts'

/** Who could take a start: what freeSlots offers, and nothing else. A look, not a promise: booking holds the constraint. */
export async function freeStaff(
  ctx: Context,
  input: {
    kind?: Exclude<AppointmentKind, 'callback'>
    start: Temporal.Instant
    staffId?: string
    /** First, where they are free; else whose customer `personId` is. */
    preferred?: string
    personId?: string
    /** The id of an appointment that is to be moved: its own time counts as free. */
    moving?: string
    /** Staff may book within notice and beyond the horizon. */
    byStaff?: boolean
    /** Of a visit, where they were just read. */
    settings?: AppointmentSettings
  },
): Promise<FreeStaff> {
  if (input.kind === 'coaching_session') return freeCoaches(ctx, input)
  const bounds = await readBounds(ctx, input.byStaff, input.settings)
  const at = input.start.epochMilliseconds
  const none = (why: StartRefusal, minutes = 60): FreeStaff => ({
    end: input.start.add({ minutes }),
    staffIds: [],
    ends: {},
    why,
  })
  if (at < bounds.now) return none('past')
  if (at < bounds.earliest) return none('notice')
  const day = dayAt(bounds.timeZone, input.start)
  if (day > bounds.lastDay) return none('beyond')
  const facts = await readFacts(ctx, bounds, input, [day, day])
  const free =
    isWhole(input.start) && !closedOn(facts, day) ? startsOfDay(facts, day).find(s => s.at === at) : undefined
  if (!free?.free.length) return none(whyNot(facts, day, at, free), slotMinutes(facts))
  const preferred = input.preferred ?? facts.owner
  const staff = free.free.toSorted((a, b) => Number(b.id === preferred) - Number(a.id === preferred))
  const ends = staff.map(({ id, slotMinutes }) => [id, input.start.add({ minutes: slotMinutes })] as const)
  return { end: ends[0]![1], staffIds: staff.map(({ id }) => id), ends: Object.fromEntries(ends), why: null }
}

/** Starts are whole milliseconds; an instant between two of them is none. */
function isWhole(start: Temporal.Instant): boolean {
  return start.epochNanoseconds % 1_000_000n === 0n
}

function whyNot(facts: Facts, day: Day, at: number, start: { worked: boolean } | undefined): StartRefusal {
  const closed = closedOn(facts, day)
  if (closed) return closed
  if (start) return start.worked ? 'taken' : 'closed'
  const { timeZone, settings } = facts
  const shortest = Math.min(...facts.staff.map(member => member.slotMinutes), slotMinutes(facts)) * MINUTE
  const isOpen =
    at >= momentOf(timeZone, day, minutesOf(settings.opens)).at &&
    at + shortest <= momentOf(timeZone, day, minutesOf(settings.closes)).at
  return isOpen ? 'no_slot' : 'closed'
}
