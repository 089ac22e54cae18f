import type { StaffConversation } from '../../../conversations/schema.ts'
import type { StaffAppointment } from '../../api/types.ts'
import { SOON_MINUTES } from '../callbacks/due.ts'

/** Something that waits for somebody. `at`: by when it was promised, or since when it waits. */
export type Need =
  | { kind: 'conversation'; at: string; late: boolean; one: StaffConversation }
  | { kind: 'call' | 'confirm' | 'outcome'; at: string; late: boolean; one: StaffAppointment }

/** What comes before anything else, whenever it was. */
const isCrisis = (need: Need) => need.kind === 'conversation' && need.one.reason === 'crisis'
/** What hurts nobody when it waits a little longer. */
const canWait = (need: Need) => need.kind === 'outcome'

/**
 * What needs somebody now, the most pressing first: danger, then what was promised, by its time, then what only wants a note. Calls
 * count from an hour before their promise.
 */
export function needsOf(
  found: {
    conversations: readonly StaffConversation[]
    calls: readonly StaffAppointment[]
    visits: readonly StaffAppointment[]
  },
  now: number,
): Need[] {
  const isPast = (at: string) => Date.parse(at) <= now
  const needs: Need[] = found.conversations.map(one => {
    const at = one.promise?.at ?? one.since
    return { kind: 'conversation', at, late: one.promise !== null && isPast(at), one }
  })
  for (const one of found.calls)
    if (one.dueAt && Date.parse(one.dueAt) - now <= SOON_MINUTES * 60_000)
      needs.push({ kind: 'call', at: one.dueAt, late: isPast(one.dueAt), one })
  for (const one of found.visits) {
    if (one.kind === 'callback' || !one.start || !one.end) continue
    if (one.status === 'pending' && !isPast(one.start)) needs.push({ kind: 'confirm', at: one.start, late: false, one })
    if (one.status === 'confirmed' && isPast(one.end)) needs.push({ kind: 'outcome', at: one.end, late: false, one })
  }
  const rank = (need: Need) => (isCrisis(need) ? 0 : canWait(need) ? 2 : 1)
  return needs.sort((a, b) => rank(a) - rank(b) || Date.parse(a.at) - Date.parse(b.at))
}

/** `Good morning`, by the clock of the business. */
export function greetingAt(now: number, timeZone: string): string {
  const hour = Number(
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone }).format(new Date(now)),
  )
  return hour < 4 ? 'Good evening' : hour < 12 ? 'Good morning' : hour < 17 ? 'Good afternoon' : 'Good evening'
}
