import type { Context } from '../../storage/index.ts'
import type { Assistant } from '../assistant.ts'
import { tierOf } from './answer-career-turn.ts'
import { meteredModel } from './metered-model.ts'

/** Longer ones are left to the rules: a model would cut them short. In UTF-16 units. */
const LONGEST = 12_000
const MOST_TOKENS = 4_500

/**
 * Asks the model for a résumé worded for a posting, within the coach's limits; what it made up is marked by whoever takes it.
 * Undefined where there is no model, none may be asked, it gives no whole text, or the asker has no account: what a visitor's
 * call costs counts for a network address, which is not known here.
 */
export async function proposeResume(
  ctx: Context,
  assistant: Assistant,
  input: {
    personId: string
    text: string
    posting: { title: string; company: string | null; skills: string[]; description: string }
  },
): Promise<string | undefined> {
  const { personId, text, posting } = input
  const { settings, remote, stop } = assistant
  if (!remote || text.length > LONGEST) return undefined
  const tier = await tierOf(ctx, personId)
  if (tier === 'visitor') return undefined
  const { runCoach } = await import('./run-coach.ts')
  const said = await runCoach({
    model: meteredModel(ctx, remote, settings.coach, { personId, tier, networkHash: null }),
    task: 'tailor',
    most: MOST_TOKENS,
    text: [
      `The posting: ${[posting.title, posting.company].filter(Boolean).join(', ')}`,
      posting.skills.length > 0 ? `Skills asked for: ${posting.skills.join(', ')}` : '',
      posting.description.slice(0, LONGEST),
      `The résumé:\n${text}`,
    ]
      .filter(Boolean)
      .join('\n\n'),
    prompt: null,
    history: [],
    tools: null,
    retryAfterMs: settings.coach.retryAfterMs,
    withinMs: settings.coach.replyWithinMs,
    silenceMs: settings.modelSilenceMs,
    signal: stop.signal,
  })
  if (said.text === null) {
    ctx.log.info({ why: said.why }, 'the rules tailor in the place of a model')
    return undefined
  }
  const proposed = said.text.replace(/^\s*```[a-z]*\n|\n```\s*$/g, '').trim()
  // A remark, or a novel, is no résumé.
  return proposed.length * 3 >= text.length && proposed.length <= text.length * 3 + 2_000 ? proposed : undefined
}
