import { type Enrolment, findOpenEnrolment, nextPrompt, programmeOf, promptsOf } from '../../programmes/index.ts'
import type { Context } from '../../storage/index.ts'

/** A prompt as the chat shows it; `place` such as `Question 3 of 8`. */
export type OpenPrompt = {
  key: string
  kind: 'text' | 'rating'
  text: string
  help: string | null
  place: string
}

/** Where a person stands in their programme: the enrolment that is under way or set aside, and the prompt to answer now. */
export type Way = { enrolment: Enrolment; prompt: OpenPrompt | null }

/**
 * The person's open programme. There is a prompt while it is active and something in it can be answered; `back` is one that
 * they went back to in the chat.
 */
export async function wayOf(ctx: Context, personId: string, back?: string | null): Promise<Way | null> {
  const enrolment = await findOpenEnrolment(ctx, { personId })
  return enrolment ? { enrolment, prompt: promptOf(enrolment, back) } : null
}

export function promptOf(enrolment: Enrolment, back?: string | null): OpenPrompt | null {
  if (enrolment.state !== 'active') return null
  const again = back && enrolment.reached.includes(back) ? back : undefined
  const key = again ?? nextPrompt(enrolment)?.key
  return key ? showPrompt(enrolment, key) : null
}

/** A prompt of an enrolment's own version. Every count is counted in its definition. */
export function showPrompt(
  { programme, version }: Pick<Enrolment, 'programme' | 'version'>,
  key: string,
): OpenPrompt | null {
  const { steps } = programmeOf(programme, version)
  for (const step of steps) {
    const at = step.prompts.findIndex(prompt => prompt.key === key)
    if (at < 0) continue
    const { kind, text, help } = step.prompts[at]!
    const place =
      steps.length === 1
        ? `Question ${at + 1} of ${step.prompts.length}`
        : `Step ${step.number} of ${steps.length}, prompt ${at + 1} of ${step.prompts.length}`
    return { key, kind, text, help, place }
  }
  return null
}

/** The prompt before one, if there is any. */
export function promptBefore(
  { programme, version }: Pick<Enrolment, 'programme' | 'version'>,
  key: string,
): string | null {
  const keys = promptsOf(programmeOf(programme, version)).map(prompt => prompt.key)
  return keys[keys.indexOf(key) - 1] ?? null
}
