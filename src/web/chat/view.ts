import type { Message } from '../api/types.ts'
import type { Outgoing } from './outbox.ts'
import type { Live, ThreadState } from './thread.ts'

/** One row of the thread as it is drawn. */
export type Row =
  | { key: string; kind: 'message'; message: Message; current: boolean }
  | { key: string; kind: 'outgoing'; outgoing: Outgoing }
  | { key: string; kind: 'live'; live: Live }
  | { key: string; kind: 'thinking' }

function isSame(own: Message, sending: Outgoing, live: Live | null): boolean {
  if (live?.forId === sending.id && live.asked !== null) return own.number === live.asked
  return own.text === sending.text.trim() && own.number > (sending.after ?? 0)
}

/**
 * The rows of the thread. A message that is on its way while the server already has it is drawn once: the
 * answer's stream tells its number; until then a row with its text, newer than all that was known, is that message.
 */
export function rowsOf(state: ThreadState): Row[] {
  const sending = state.outbox.find(message => message.state === 'sending')
  const own = sending && state.messages.findLast(message => message.author === 'visitor')
  const arrived = own && sending && isSame(own, sending, state.live)
  const held = arrived ? state.messages.filter(message => message.number < own.number) : state.messages
  const rows: Row[] = held.map((message, index) => ({
    key: message.id,
    kind: 'message',
    message,
    current: index === held.length - 1 && state.outbox.length === 0,
  }))
  for (const outgoing of state.outbox) {
    rows.push({ key: outgoing.id, kind: 'outgoing', outgoing })
    if (state.live?.forId !== outgoing.id) continue
    if (state.live.text || state.live.parts.length > 0) rows.push({ key: 'live', kind: 'live', live: state.live })
    else rows.push({ key: 'thinking', kind: 'thinking' })
  }
  if (state.pending && !state.live && !sending) rows.push({ key: 'thinking', kind: 'thinking' })
  return rows
}
