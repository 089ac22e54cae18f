import { type PromptDefinition, promptsOf } from './definition.ts'
import { programmeOf } from './registry.ts'
import type { Enrolment } from './schema.ts'

/**
 * The prompt to ask next: the present one while it is open, else the next open one that is reached, else one that is open before
 * it; null where every reached prompt is answered or skipped.
 */
export function nextPrompt(
  enrolment: Pick<Enrolment, 'programme' | 'version' | 'position' | 'reached' | 'answers'>,
): (PromptDefinition & { step: number }) | null {
  const prompts = promptsOf(programmeOf(enrolment.programme, enrolment.version))
  const settled = new Set(
    enrolment.answers.filter(({ state, answered }) => state !== 'draft' || answered).map(({ prompt }) => prompt),
  )
  const reached = new Set(enrolment.reached)
  const open = prompts.filter(({ key }) => reached.has(key) && !settled.has(key))
  const here = prompts.findIndex(({ key }) => key === enrolment.position)
  return open.find(prompt => prompts.indexOf(prompt) >= here) ?? open[0] ?? null
}
