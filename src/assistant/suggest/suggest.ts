import type { Context } from '../../storage/index.ts'
import type { Assistant } from '../assistant.ts'
import { crisisLinesFor } from '../coach/crisis-lines.ts'
import { isCrisis } from '../coach/reading/crisis.ts'
import { crisisText } from '../coach/words.ts'
import { type Draft, draft } from './by-rules.ts'
import { type GroundWork, readGroundWork } from './ground-work.ts'
import type { Suggestion, SuggestionKind } from './schema.ts'

/**
 * Suggests staff a reply to the visitor's newest message, a summary or the next step: worded by a model where there is one, else by
 * the rules; from the same rows. Nothing is sent, and nothing written but what a model's call costs. Refuses
 * `conversations.unknown`, `leads.not_allowed`, `assistant.nothing_to_suggest`.
 */
export async function suggest(
  ctx: Context,
  assistant: Assistant,
  { conversationId, kind }: { conversationId: string; kind: SuggestionKind },
): Promise<Suggestion> {
  const work = await readGroundWork(ctx, assistant, conversationId)
  // Who may be in danger gets the fixed words, and no model reads it.
  if (isCrisis(work.asked.text)) return { kind, by: 'rules', ...(await danger(ctx, assistant, work, kind)) }
  const { judged, ...rules } = await draft(ctx, work, kind)
  if (!assistant.remote) return { kind, by: 'rules', ...rules }
  const { wordByModel } = await import('./by-model.ts')
  const told = rules.text.split('\n').filter(line => line !== judged)
  const text = await wordByModel(ctx, assistant, work, { kind, draft: { ...rules, text: told.join('\n') } })
  if (text === null) return { kind, by: 'rules', ...rules }
  return { kind, by: 'model', text: judged ? `${text}\n${judged}` : text, sources: rules.sources }
}

async function danger(ctx: Context, { settings }: Assistant, work: GroundWork, kind: SuggestionKind): Promise<Draft> {
  const { asked, lead } = work
  const sources = [{ label: `message ${asked.number}`, messageNumber: asked.number }]
  const lines = await crisisLinesFor(ctx, lead.personId, settings.coach)
  if (kind === 'reply') return { text: crisisText(lines, 'sales'), sources }
  return {
    text: `Message ${asked.number} may mean danger for the one who wrote it. Read it and answer now; sell nothing. Help is at ${lines.join(' · ')}.`,
    sources,
  }
}
