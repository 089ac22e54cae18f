import { promptAt } from '../../programmes/index.ts'
import type { Out, Run } from '../core/mapping.ts'
import type { Row } from '../core/row.ts'
import type { Raw } from '../core/values.ts'

export const PROGRAMME = 'ps101'
const VERSION = 1
export const STEPS = 10

type Given = { person: string; session: string; at: Temporal.Instant }
type Said = { step: number; text: string; at: Temporal.Instant }

/** What a session knew of somebody's way through the programme, as an enrolment. */
export function planProgramme(row: Row, out: Out, run: Run, { person, session, at }: Given): void {
  const data = row.json('user_data')
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return
  const held = data as Record<string, unknown>
  const time = (value: unknown) => row.timestampOf(rawOf(value), 'user_data')
  const begun = time(held.ps101_started_at) ?? at
  const said = readResponses(row, held.ps101_responses, begun, time)
  const step = wholeNumber(held.ps101_step)
  if (
    said.every(({ text }) => text === '') &&
    step === null &&
    !held.ps101_active &&
    !held.ps101_started_at &&
    !held.ps101_completed_at
  )
    return

  const enrolment = run.id('enrolment', session)
  needEnrolment(row, out, {
    id: enrolment,
    person,
    at: begun,
    position: positionOf(step, wholeNumber(held.ps101_prompt_index)),
  })
  const nth = new Map<number, number>()
  for (const { step, text, at } of said) {
    const n = nth.get(step) ?? 0
    nth.set(step, n + 1)
    // An empty one had its turn all the same.
    if (text === '') continue
    const prompt = promptAt(PROGRAMME, step, n, VERSION)
    const key = run.id('answer', session, String(step), String(n))
    if (prompt === undefined) {
      row.repair('unplaced_answer', 'user_data')
      out.add('notes', noteOf({ enrolment, step, text, at, key }))
    } else {
      row.home('answers', run.id('place', enrolment, prompt))
      out.add('placings', placingOf({ enrolment, prompt, said: [{ text, at }], byOrder: true, key }))
    }
  }
}

/** A person's way through the programme, paused until the import is done and knows more. */
export function needEnrolment(
  row: Row,
  out: Out,
  { id, person, at, position = null }: { id: string; person: string; at: Temporal.Instant; position?: string | null },
): void {
  row.home('enrolments', id)
  out.add('enrolments', {
    ...{ id, person_id: person, programme: PROGRAMME, version: VERSION, position },
    created_at: at.toString(),
  })
}

export function placingOf(given: {
  enrolment: string
  prompt: string
  said: { text: string; at: Temporal.Instant }[]
  byOrder: boolean
  key: string
}): Record<string, unknown> {
  const { enrolment, prompt, said, byOrder, key } = given
  return { enrolmentId: enrolment, programme: PROGRAMME, version: VERSION, prompt, said, byOrder, sourceKey: key }
}

export function noteOf(given: {
  enrolment: string
  step: number
  text: string
  at: Temporal.Instant | null
  key: string
}): Record<string, unknown> {
  const { enrolment, step, text, at, key } = given
  return { enrolmentId: enrolment, label: Number.isFinite(step) ? `Step ${step}` : null, text, at, sourceKey: key }
}

/** The nearest place that there is. */
export function positionOf(step: number | null, index: number | null): string | null {
  if (step === null) return null
  const near = Math.min(Math.max(step, 1), STEPS)
  if (step > STEPS) return lastOf(near)
  for (let n = Math.max(step < 1 ? 0 : (index ?? 0), 0); n >= 0; n = Math.min(n, MOST_PROMPTS) - 1) {
    const prompt = promptAt(PROGRAMME, near, n, VERSION)
    if (prompt !== undefined) return prompt
  }
  return null
}

const MOST_PROMPTS = 50

function lastOf(step: number): string | null {
  let last: string | null = null
  for (let n = 0; n < MOST_PROMPTS; n++) last = promptAt(PROGRAMME, step, n, VERSION) ?? last
  return last
}

function readResponses(
  row: Row,
  list: unknown,
  begun: Temporal.Instant,
  time: (value: unknown) => Temporal.Instant | null,
): Said[] {
  if (!Array.isArray(list)) return []
  return list.flatMap(entry => {
    if (typeof entry !== 'object' || entry === null) return []
    const { step, response, timestamp } = entry as Record<string, unknown>
    const text = row.textOf(
      typeof response === 'string' ? response : response == null ? null : JSON.stringify(response),
      'user_data',
    )
    return [{ step: wholeNumber(step) ?? Number.NaN, text: text ?? '', at: time(timestamp) ?? begun }]
  })
}

/** A value of JSON as a cell would have it. */
export function rawOf(value: unknown): Raw {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value
  return value === null || value === undefined ? null : JSON.stringify(value)
}

export function wholeNumber(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) ? number : null
}
