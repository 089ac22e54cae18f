import type { Appointment } from '../../appointments/index.ts'
import type { testStore } from '../../storage/testing/index.ts'
import type { Assistant } from '../assistant.ts'
import { openVisitor, type Said } from './desk.ts'

type Store = ReturnType<typeof testStore>

/** Friday 20 November 2026, 10:00 in Bengaluru. */
export const FRIDAY = Temporal.Instant.from('2026-11-20T04:30:00Z')
export const RAVI = 'Ravi, 98450 12345'

/** A visitor whose clock begins on that Friday and moves on a little with every message. */
export function openBooker(store: Store, assistant: Assistant) {
  let now = FRIDAY
  const one = openVisitor(
    () => store.ctx(),
    () => assistant,
    () => now,
  )
  return {
    ...one,
    wait: (minutes: number) => {
      now = now.add({ minutes })
    },
    /** Says one after the other, and gives the last answer. */
    async all(...lines: string[]): Promise<Said> {
      let said: Said | undefined
      for (const line of lines) {
        said = await one.say(line)
        now = now.add({ seconds: 20 })
      }
      return said!
    },
  }
}

type Row = {
  kind: string
  status: string
  start: Temporal.Instant | null
  name: string | null
  version: number
  urgency: string | null
  reason: string | null
  due_at: Temporal.Instant | null
  code: string
}

/** Every appointment of a visitor as its row has it, but for holds that ended. */
export async function appointmentsOf(store: Store, one: { keyHash: string }): Promise<Row[]> {
  const { rows } = await store.pool.query(
    `select a.kind, a.status, lower(a.period) as start, l.name, a.version, a.urgency, a.reason, a.due_at, a.code
     from appointments a join visitor_keys k using (person_id) left join listings l on l.id = a.listing_id
     where k.key_hash = $1 and a.status <> 'expired' order by a.created_at, a.id`,
    [one.keyHash],
  )
  return rows
}

export const shownIn = (said: Said): Appointment[] =>
  said.answer.parts.flatMap(part => (part.type === 'appointment' ? [part.appointment as unknown as Appointment] : []))
export const startsIn = (said: Said): string[] =>
  said.answer.parts.flatMap(part =>
    part.type === 'slots' ? part.days.flatMap(day => day.slots.map(slot => slot.start)) : [],
  )
export const at = (text: string) => Temporal.Instant.from(text).toString()
export const startsOf = (rows: Row[]) => rows.map(row => row.start?.toString())
