import type { Context } from '../../storage/index.ts'
import type { SessionSlot, Slot } from '../schema.ts'
import { readSessionSettings } from '../staff/settings.ts'
import { readBounds, readFacts, wholeMs } from './facts.ts'
import type { FreeStaff } from './free.ts'
import { partOf } from './free-slots.ts'
import { type SessionFacts, type SessionStart, sessionStarts, whyNoSession } from './session-starts.ts'
import { dayAt, instantText } from './wall-clock.ts'

type Whose = { staffId?: string; moving?: string; byStaff?: boolean }

const HOUR = 3_600_000
/** Staff may book within notice, and this far ahead. */
const STAFF_HOURS = 24 * 3_653
/** A look at starts reads so many days at once. */
const LONGEST_DAYS = 93

/**
 * The starts of coaching sessions in [from, until) that can be booked, by time: one for each coach who is free then. Both ends are
 * told with the offset of `timeZone` (that of the coach unless told). Reads 93 days at most.
 */
export async function freeSessions(
  ctx: Context,
  input: { from: Temporal.Instant; until: Temporal.Instant; staffId?: string; timeZone?: string },
): Promise<SessionSlot[]> {
  const from = input.from.epochMilliseconds
  const until = Math.min(input.until.epochMilliseconds, from + LONGEST_DAYS * 24 * HOUR)
  const facts = await readSessionFacts(ctx, input, from, until)
  return sessionStarts(facts, from, until).map(({ at, end, member }) => {
    const text = (instant: number) => instantText(input.timeZone ?? member.timeZone, instant)
    return { start: text(at), end: text(end), staffId: member.id }
  })
}

/** Who could give a session at a start, as freeStaff answers it. */
export async function freeCoaches(
  ctx: Context,
  input: Whose & { start: Temporal.Instant; preferred?: string },
): Promise<FreeStaff> {
  const { start, preferred } = input
  const at = start.epochMilliseconds
  const facts = await readSessionFacts(ctx, input, at, at + 1)
  const end = start.add({ minutes: facts.settings.minutes })
  const isWhole = start.epochNanoseconds % 1_000_000n === 0n
  const ids = isWhole ? sessionStarts(facts, at, at + 1).map(({ member }) => member.id) : []
  const staffIds = ids.toSorted((a, b) => Number(b === preferred) - Number(a === preferred))
  if (staffIds.length === 0) return { end, staffIds, ends: {}, why: isWhole ? whyNoSession(facts, at) : 'no_slot' }
  return { end, staffIds, ends: Object.fromEntries(staffIds.map(id => [id, end])), why: null }
}

/** Free starts of sessions nearest to a wish, at most three, by time; each start once. */
export async function nextSessions(
  ctx: Context,
  { start, limit = 3, ...whose }: Whose & { start: Temporal.Instant; limit?: number },
): Promise<Slot[]> {
  const wish = start.epochMilliseconds
  for (const days of [10, LONGEST_DAYS]) {
    const [from, until] = [wish - days * 12 * HOUR, wish + days * 12 * HOUR]
    const facts = await readSessionFacts(ctx, whose, from, until)
    const found = once(sessionStarts(facts, from, until))
      .toSorted((a, b) => Math.abs(a.at - wish) - Math.abs(b.at - wish))
      .slice(0, limit)
    if (found.length === limit || days === LONGEST_DAYS) return found.toSorted((a, b) => a.at - b.at).map(toSlot)
  }
  return []
}

function once(starts: SessionStart[]): SessionStart[] {
  return [...new Map(starts.toReversed().map(start => [start.at, start])).values()]
}

function toSlot({ at, end, member: { timeZone } }: SessionStart): Slot {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)
  return {
    start: instantText(timeZone, at),
    end: instantText(timeZone, end),
    date: local.toPlainDate().toString(),
    part: partOf(local.hour * 60),
    free: 1,
  }
}

async function readSessionFacts(
  ctx: Context,
  { staffId, moving, byStaff = false }: Whose,
  from: number,
  until: number,
): Promise<SessionFacts> {
  const settings = await readSessionSettings(ctx)
  const bounds = await readBounds(ctx, byStaff)
  const now = ctx.now()
  const earliest = wholeMs(byStaff ? now : now.add({ minutes: settings.noticeMinutes }))
  const latest = now.add({ hours: byStaff ? STAFF_HOURS : settings.horizonDays * 24 }).epochMilliseconds
  // A day of somebody's zone touches up to two of the business's before and after its own.
  const inside = (at: number) => Math.min(Math.max(at, bounds.now - 48 * HOUR), latest + 48 * HOUR)
  const dayOf = (at: number) => dayAt(bounds.timeZone, Temporal.Instant.fromEpochMilliseconds(inside(at)))
  const days = [dayOf(from) - 2, dayOf(until) + 2] as const
  const { staff, holidays } = await readFacts(ctx, bounds, { kind: 'coaching_session', staffId, moving }, days)
  return { settings, now: bounds.now, earliest, latest, holidays, staff }
}
