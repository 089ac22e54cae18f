import { ANSWER_MAX, ANSWER_MIN, type Enrolment, type Programme, type Prompt } from '../../../programmes/schema.ts'
import type { Content } from './save.ts'

export type Place = {
  prompt: Prompt
  step: Programme['steps'][number]
  /** From 1, in its step and in the whole */
  inStep: number
  number: number
}

/** All prompts in their order, each with where it stands. */
export function placesOf(programme: Programme): Place[] {
  let number = 0
  return programme.steps.flatMap(step =>
    step.prompts.map((prompt, index) => ({ prompt, step, inStep: index + 1, number: ++number })),
  )
}

/** `Question 3 of 8` in a programme of one step, `Step 6 of 10, prompt 2 of 4` in one of several. */
export function labelOf(programme: Programme, place: Place): string {
  const { steps } = programme
  if (steps.length === 1) return `Question ${place.number} of ${place.step.prompts.length}`
  return `Step ${place.step.number} of ${steps.length}, prompt ${place.inStep} of ${place.step.prompts.length}`
}

/** `8 questions`, `10 steps with 42 prompts`. */
export function sizeOf(programme: Programme): string {
  const prompts = placesOf(programme).length
  return programme.steps.length === 1
    ? `${prompts} questions`
    : `${programme.steps.length} steps with ${prompts} prompts`
}

/** `About 25 minutes`, `About 4 hours, over several weeks`. */
export function durationOf(minutes: number): string {
  if (minutes < 90) return `about ${minutes} minutes`
  const hours = Math.round(minutes / 60)
  return `about ${hours} hours, in as many sittings as you like`
}

/** `edited`: answered, and being written anew */
export type Standing = 'done' | 'edited' | 'draft' | 'skipped' | 'open'

export function standingOf(enrolment: Enrolment, prompt: string): Standing {
  const answer = enrolment.answers.find(one => one.prompt === prompt)
  if (!answer) return 'open'
  if (answer.state === 'final') return 'done'
  if (answer.answered) return 'edited'
  return answer.state === 'skipped' ? 'skipped' : answer.text.trim() || answer.value !== null ? 'draft' : 'open'
}

export const isAnswered = (enrolment: Enrolment, prompt: string) =>
  ['done', 'edited'].includes(standingOf(enrolment, prompt))

/** Whether a form or a review stands before this place. */
export const isBarred = (enrolment: Enrolment, place: Place) =>
  enrolment.gate !== null && place.step.number > enrolment.gate.step

/**
 * Prompts that may be opened: those the server named, and what follows an answer that was just given. `passed` are prompts
 * from which somebody went on while the server could not be reached; their answers are on this device.
 */
export function reachedOf(programme: Programme, enrolment: Enrolment, passed?: ReadonlySet<string>): Set<string> {
  const places = placesOf(programme)
  const reached = new Set(enrolment.reached)
  if (places[0]) reached.add(places[0].prompt.key)
  for (const [index, { prompt }] of places.entries()) {
    const next = places[index + 1]
    const standing = standingOf(enrolment, prompt.key)
    const leads = ['done', 'edited', 'skipped'].includes(standing) || passed?.has(prompt.key)
    if (next && leads && reached.has(prompt.key) && !isBarred(enrolment, next)) reached.add(next.prompt.key)
  }
  return reached
}

/** The place that an address asks for: itself when it was reached, else the current one, else the last that was reached. */
export function clamp(
  programme: Programme,
  enrolment: Enrolment,
  asked: string | undefined,
  passed?: ReadonlySet<string>,
): Place | null {
  const places = placesOf(programme)
  const reached = reachedOf(programme, enrolment, passed)
  const at = (key: string | null | undefined) => places.find(({ prompt }) => prompt.key === key && reached.has(key))
  return at(asked) ?? at(enrolment.position) ?? places.findLast(({ prompt }) => reached.has(prompt.key)) ?? null
}

/** Why Next is not possible yet, in words; null where it is. */
export function hindrance(prompt: Prompt, { text, value }: Content): string | null {
  const length = text.trim().length
  if (text.length > ANSWER_MAX)
    return `${ANSWER_MAX.toLocaleString('en')} characters fit here; ${text.length - ANSWER_MAX} are too many.`
  if (prompt.kind === 'rating') return value === null ? 'Choose a number from 1 to 10 to go on.' : null
  if (length === 0) return `Write at least ${ANSWER_MIN} characters to go on, or skip this for now.`
  if (length < ANSWER_MIN)
    return `${ANSWER_MIN - length} more ${ANSWER_MIN - length === 1 ? 'character' : 'characters'} to go on.`
  return null
}

/** How many things a text lists: its lines, without their bullets. */
export const itemsIn = (text: string) => text.split('\n').filter(line => /\p{L}/u.test(line)).length

/** What would make it fuller; a suggestion, never a bar. */
export function suggestion(prompt: Prompt, { text }: Content): string | null {
  const { characters, items } = prompt.advice
  const length = text.trim().length
  if (prompt.kind === 'rating' || length < ANSWER_MIN) return null
  if (items !== null && itemsIn(text) < items)
    return `A suggestion: ${items} or more ideas, one on each line. You have ${itemsIn(text)}.`
  if (length < characters)
    return `A suggestion: a little more, about ${characters} characters. You decide when it is enough.`
  return null
}
