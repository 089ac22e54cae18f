import type { Told } from '../clients/book.ts'
import type { Operation } from '../history.ts'
import { FARTHEST_CLOCK_MS } from '../nemeses/surroundings.ts'
import { counted, of, type Rule, say } from './rule.ts'
import type { Run } from './run.ts'

const CHANGING = ['book', 'hold', 'callback', 'move', 'cancel', 'release']
const LIVE = ['held', 'pending', 'confirmed']

/** What was told of an appointment is so in the end, but for what may have come through without a word. */
export const toldIsSo: Rule = run => {
  const wrong: string[] = []
  const rows = new Map(run.rows.appointments.map(row => [row.code, row]))
  for (const [code, operations] of byCode(of(run, ...CHANGING, 'appointment', 'appointments', 'final_appointments'))) {
    const row = rows.get(code)
    const told = operations.findLast(({ told }) => told !== undefined)
    if (!told?.told) continue
    if (!row) {
      wrong.push(`appointment ${code} is gone: ${say(told.operation)}`)
      continue
    }
    const unheard = operations.filter(
      ({ operation }) => operation.outcome === 'unknown' && CHANGING.includes(operation.deed),
    ).length
    const doubts = unheard + wishesOf(run, row).length
    if (row.version < told.told.version)
      wrong.push(`${code} is version ${row.version}, and was told: ${say(told.operation)}`)
    else if (row.version > told.told.version + doubts && row.status !== 'expired')
      wrong.push(`${code} is version ${row.version} by nobody's wish; the last that was told: ${say(told.operation)}`)
    else if (
      row.version === told.told.version &&
      row.status !== told.told.status &&
      row.status !== 'expired' &&
      !mayHaveBecome(row.status, told.told, operations)
    )
      wrong.push(`${code} is ${row.status}, and was told: ${say(told.operation)}`)
    else if (row.version === told.told.version && told.told.start && Date.parse(told.told.start) !== row.start)
      wrong.push(`${code} starts at ${new Date(row.start!).toISOString()}, and was told: ${say(told.operation)}`)
    for (const missing of row.missing)
      if (missing !== 'follow_up' || !isLongOver(run, row)) wrong.push(`${code} has no ${missing}`)
  }
  return wrong
}

/** Wishes for a new one that were kept for later, or of which nobody heard, and that this one holds: a call that is wished for again is the same call. */
const wishesOf = (run: Run, { keys }: Run['rows']['appointments'][number]) =>
  of(run, 'book', 'callback').filter(
    ({ input, outcome, output }) =>
      (outcome === 'unknown' || output?.kept === true) && keys.includes(`key:${input.key}`),
  )

/** A hold becomes a booking in the same version: by a wish that was kept for later, or of which nobody heard. */
const mayHaveBecome = (status: string, told: Told, operations: Step[]) =>
  told.status === 'held' &&
  (status === 'pending' || status === 'confirmed') &&
  operations.some(
    ({ operation: { deed, input, outcome, output } }) =>
      deed === 'book' && input.hold === told.code && (outcome === 'unknown' || output?.kept === true),
  )

/** How long after the end visitors are asked how it was. */
const ASKED_AFTER_MS = 2 * 3_600_000

/**
 * Whoever books by a clock that is put right in the middle of it books a start of the past, of which nobody is asked any more. By a clock that is
 * ahead a visit is long over that was wished for in time and kept for later.
 */
const isLongOver = ({ rows, clocksJumped }: Run, { end }: Run['rows']['appointments'][number]) =>
  clocksJumped && end !== null && end + ASKED_AFTER_MS <= rows.readAt + FARTHEST_CLOCK_MS

/** One after the other, the same client is never told an older version. */
export const versionsDoNotGoBack: Rule = run => {
  const wrong: string[] = []
  for (const [code, operations] of byCode(of(run, ...CHANGING, 'appointment', 'appointments', 'final_appointments'))) {
    let version = 0
    for (const { operation, told } of operations) {
      if (!told) continue
      if (told.version < version) wrong.push(`${code} was told as version ${version}, and then: ${say(operation)}`)
      version = Math.max(version, told.version)
    }
  }
  return wrong
}

/** One key is one appointment; a repeated wish has not become a second one. */
export const oneWishOneAppointment: Rule = run => {
  const wrong: string[] = []
  const codes = new Set(run.rows.appointments.map(({ code }) => code))
  for (const operation of of(run, 'book', 'hold', 'callback')) {
    const key = `key:${operation.input.key}`
    const rows = run.rows.appointments.filter(({ keys }) => keys.includes(key))
    if (rows.length > 1) wrong.push(`became ${rows.map(({ code }) => code).join(' and ')}: ${say(operation)}`)
    // Of a hold that was booked the key of the booking is left: it is found by its code.
    const isThere = rows.length > 0 || codes.has(operation.output?.code as string)
    if (!isThere && operation.outcome === 'ok' && !operation.output?.kept) wrong.push(`lost: ${say(operation)}`)
    if (rows.length > 0 && operation.outcome === 'refused') wrong.push(`refused, and there: ${say(operation)}`)
  }
  return wrong
}

/** Nobody of the staff is with two visitors at once: by the rows, and by what clients were told and when. */
export const oneWinnerPerSlot: Rule = run => {
  const wrong: string[] = []
  const living = run.rows.appointments.filter(({ status, kind }) => LIVE.includes(status) && kind !== 'callback')
  forPairs(
    living,
    ({ staff }) => staff,
    (one, other) => {
      if (one.start! < other.end! && other.start! < one.end!)
        wrong.push(`${one.staff} has ${one.code} and ${other.code} at once`)
    },
  )

  // From when a client had the yes until it began to give it up, the start was theirs.
  const spans: { code: string; staff: string; start: number; end: number; from: number; until: number }[] = []
  for (const [code, operations] of byCode(of(run, ...CHANGING)))
    for (const [index, { operation, told }] of operations.entries()) {
      if (!told?.staff || !told.start || !told.end || !['pending', 'confirmed'].includes(told.status)) continue
      const next = operations[index + 1]?.operation.invoked ?? Number.POSITIVE_INFINITY
      const { staff, start, end } = told
      spans.push({
        code,
        staff,
        start: Date.parse(start),
        end: Date.parse(end),
        from: operation.completed!,
        until: next,
      })
    }
  forPairs(
    spans,
    ({ staff }) => staff,
    (one, other) => {
      if (one.code === other.code || one.start >= other.end || other.start >= one.end) return
      if (one.from < other.until && other.from < one.until)
        wrong.push(`${one.staff} was promised at once as ${one.code} and ${other.code}`)
    },
  )
  return wrong
}

/** What is due is begun within a moment; the clients' last reads are made meanwhile. */
const GRACE_MS = 5_000

/**
 * One row for each intent, one mail at most for each, and none for what had ended before it left. In the end nothing waits that
 * was due. What tells of an end leaves at once: it waits only if a clock that was ahead made it, or quiet hours moved it.
 */
export const oneReminderPerIntent: Rule = run => {
  const wrong: string[] = []
  const arrived = counted(run.rows.mails)
  for (const [intent, count] of counted(run.rows.reminders.map(({ intent }) => intent)))
    if (count > 1) wrong.push(`${count} reminders for ${intent}`)
  const { readAt } = run.rows
  for (const { id, status, channel, kind, code, old, ended, late, made, planned, due } of run.rows.reminders) {
    const count = arrived.get(id) ?? 0
    arrived.delete(id)
    const line = `${kind} of ${code} by ${channel} is ${status} and arrived ${count} times`
    if (count > 1) wrong.push(line)
    if (channel === 'email' && status === 'sent' && count !== 1) wrong.push(line)
    if (count > 0 && status !== 'sent' && status !== 'unknown') wrong.push(line)
    if (status === 'scheduled') {
      // What tells of the end itself, to the visitor or to staff, belongs to it.
      const tellsOfIt = /^cancell/.test(kind)
      if (old || (ended && !tellsOfIt)) wrong.push(`${line}, of an old version`)
      else if (due <= readAt - GRACE_MS) wrong.push(`${line}, due for ${Math.round((readAt - due) / 1000)} s`)
      else if (tellsOfIt && due > readAt && made <= readAt && due <= planned)
        wrong.push(`${line}, for later without a reason`)
    }
    if (late && !run.clocksJumped) wrong.push(`${line}, begun after its version had ended`)
  }
  for (const id of arrived.keys()) wrong.push(`the mail ${id} belongs to no reminder`)
  return wrong
}

type Step = { operation: Operation; told?: Told }

/** What was asked and told of each appointment, in the order in which it ended. */
function byCode(operations: Operation[]): Map<string, Step[]> {
  const steps = new Map<string, Step[]>()
  const add = (code: unknown, step: Step) => {
    if (typeof code === 'string') steps.set(code, [...(steps.get(code) ?? []), step])
  }
  const order = (operation: Operation) => operation.completed ?? Number.POSITIVE_INFINITY
  for (const operation of operations.toSorted((one, other) => order(one) - order(other))) {
    const output =
      operation.outcome === 'ok' ? (operation.output as (Partial<Told> & { items?: Told[] }) | undefined) : undefined
    if (output?.items) for (const told of output.items) add(told.code, { operation, told })
    else if (output?.code) add(output.code, { operation, told: output as Told })
    else add(operation.input.code ?? operation.input.hold, { operation })
  }
  return steps
}

function forPairs<Item>(items: Item[], by: (item: Item) => unknown, look: (one: Item, other: Item) => void): void {
  for (const group of Map.groupBy(items, by).values())
    for (const [index, one] of group.entries()) for (const other of group.slice(index + 1)) look(one, other)
}
