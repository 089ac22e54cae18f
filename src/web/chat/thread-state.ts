import type { ConversationPage, HandOff, Message, Part, Wish } from '../api/types.ts'
import type { Outgoing } from './outbox.ts'

/** The answer that is being heard: its text so far, the parts that have come, the number of the message it answers, its own id. */
export type Live = { forId: string; text: string; parts: Part[]; asked: number | null; answerId?: string | null }

export type ThreadState = {
  phase: 'loading' | 'ready' | 'failed'
  problem: string | null
  conversationId: string | null
  messages: Message[]
  older: number | null
  loadingOlder: boolean
  wish: Wish
  pending: boolean
  /** who speaks for the house, and their name while it is a human */
  handOff: HandOff
  speaker: string | null
  /** who of the house writes just now, and up to which number it has read */
  typing: string | null
  read: number
  greeting: ConversationPage['greeting']
  outbox: Outgoing[]
  live: Live | null
}

export const START: ThreadState = {
  phase: 'loading',
  problem: null,
  conversationId: null,
  messages: [],
  older: null,
  loadingOlder: false,
  wish: {},
  pending: false,
  handOff: 'assistant',
  speaker: null,
  typing: null,
  read: 0,
  greeting: null,
  outbox: [],
  live: null,
}

/** A turn as it was heard, standing in until the server's rows can be read. */
export function guessed(state: ThreadState, message: Outgoing, live: Live): Message[] {
  const number = (state.messages.at(-1)?.number ?? 0) + 1
  const createdAt = new Date().toISOString()
  const own: Message = { id: message.id, number, author: 'visitor', text: message.text, parts: [], createdAt }
  // Nothing was said where a human speaks.
  if (!live.text && live.parts.length === 0) return [own]
  return [
    own,
    {
      id: `${message.id} answer`,
      number: number + 1,
      author: 'assistant',
      text: live.text,
      parts: live.parts,
      createdAt,
    },
  ]
}

export function byNumber(messages: Message[]): Message[] {
  const rows = new Map(messages.map(message => [message.number, message]))
  return [...rows.values()].sort((a, b) => a.number - b.number)
}

/** The state with the server's newest page. A hole between both (much happened elsewhere) starts over from the page. */
export function joined(state: ThreadState, page: ConversationPage): ThreadState {
  const known = state.messages
  const same = state.conversationId === null || state.conversationId === (page.conversation?.id ?? null)
  const first = page.messages[0]?.number
  const last = known.at(-1)?.number
  const connects = same && first !== undefined && last !== undefined && first <= last + 1
  const messages = connects ? byNumber([...known, ...page.messages]) : page.messages
  return {
    ...state,
    phase: 'ready',
    problem: null,
    conversationId: page.conversation?.id ?? null,
    messages,
    older: connects && (known[0]?.number ?? 0) < (first ?? 0) ? state.older : page.older,
    wish: page.wish,
    pending: page.pending,
    handOff: page.conversation?.handOff ?? 'assistant',
    speaker: page.conversation?.speaker ?? null,
    greeting: page.greeting ?? state.greeting,
  }
}
