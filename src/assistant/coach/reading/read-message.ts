import { asks } from './asks.ts'
import { assentOf, assentToPause, type Control, controlOf, saysNothing } from './controls.ts'
import { isCrisis } from './crisis.ts'
import { plain } from './plain.ts'
import { ratingOf } from './rating.ts'
import { type Tone, toneOf } from './tone.ts'

/** The question that stands open: only its buttons or a whole-message yes or no settle it. */
export type Asked = 'pause' | 'take' | 'more' | 'meaning' | 'hand_off' | 'start'

export type ReadingKind = 'crisis' | 'reply' | 'control' | 'question' | 'answer' | 'draft' | 'chat'

export type Reading = {
  kind: ReadingKind
  tone: Tone
  control?: Control
  /** What a reply says; `nothing`: a word that is no answer to an open prompt */
  reply?: 'yes' | 'no' | 'nothing'
  /** The rating that it gives, where the prompt asks for one */
  rating?: number
}

/** What the buttons of an open question say. Pressing one sends these words. */
export const BUTTONS: Record<Asked, { yes: string; no: string } | null> = {
  pause: { yes: 'Yes, pause', no: 'No, keep going' },
  take: { yes: 'Take it as my answer', no: 'No, that was a question' },
  hand_off: { yes: 'Yes, bring in a coach', no: 'Not now, thanks' },
  start: { yes: 'Yes, go on', no: 'No, just talk' },
  more: null,
  meaning: null,
}

/** Shorter content stays a draft and gets one follow-up (PS101, validation). In UTF-16 units, after trimming. */
export const SHORTEST_ANSWER = 10

/**
 * Reads one message as a whole, never a word inside it: crisis, then a reply to an open question, a control, a question, and
 * else content, which is always kept. `prompt` is the programme's open prompt, null outside a programme; `before` the draft that
 * this message would be joined to.
 */
export function readMessage(
  text: string,
  open: { prompt: { kind: 'text' | 'rating' } | null; asked?: Asked | null; before?: string },
): Reading {
  const tone = toneOf(text)
  if (isCrisis(text)) return { kind: 'crisis', tone }
  const reply = replyTo(text, open.asked ?? null)
  if (reply) return { kind: 'reply', tone, reply }
  const control = controlOf(text)
  if (control && (open.prompt || control === 'person' || control === 'help' || control === 'resume'))
    return { kind: 'control', tone, control }
  if (!open.prompt) return { kind: 'chat', tone }
  if (open.prompt.kind === 'rating') {
    const rating = ratingOf(text)
    if (rating !== undefined && !asks(text)) return { kind: 'answer', tone, rating }
  }
  if (asks(text)) return { kind: 'question', tone }
  if (saysNothing(text) || assentOf(text)) return { kind: 'reply', tone, reply: 'nothing' }
  const whole = open.before ? `${open.before}\n${text.trim()}` : text.trim()
  if (open.prompt.kind === 'rating') return { kind: 'draft', tone }
  return { kind: whole.length < SHORTEST_ANSWER ? 'draft' : 'answer', tone }
}

function replyTo(text: string, asked: Asked | null): 'yes' | 'no' | undefined {
  const buttons = asked && BUTTONS[asked]
  if (!buttons) return undefined
  const said = plain(text)
  if (said === plain(buttons.yes)) return 'yes'
  if (said === plain(buttons.no)) return 'no'
  return assentOf(text) ?? (asked === 'pause' ? assentToPause(text) : undefined)
}
