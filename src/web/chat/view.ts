import type { Message } from '../api/types.ts'
import type { Outgoing } from './outbox.ts'
import type { Live, ThreadState } from './thread-state.ts'

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

/** A message that was kept stands in the thread as said when it was received. */
export function isThat(
  { author, text, createdAt }: Message,
  { kept, text: said }: Pick<Outgoing, 'kept' | 'text'>,
): boolean {
  return (
    kept !== undefined &&
    author === 'visitor' &&
    text === said.trim() &&
    Date.parse(createdAt) === Date.parse(kept.receivedAt)
  )
}

/**
 * The rows of the thread. A message that is on its way while the server already has it is drawn once: the
 * answer's stream tells its number; until then a row with its text, newer than all that was known, is that message.
 */
export function rowsOf(state: ThreadState): Row[] {
  const sending = state.outbox.find(message => message.state === 'sending')
  const isOwn = (message: Message) =>
    sending !== undefined && message.author === 'visitor' && isSame(message, sending, state.live)
  const own = state.messages.findLast(isOwn)?.number ?? Number.POSITIVE_INFINITY
  const toRow = (message: Message, index: number, all: Message[]): Row => ({
    key: message.id,
    kind: 'message',
    message,
    current: index === all.length - 1 && state.outbox.length === 0,
  })
  const rows = state.messages.filter(message => message.number < own).map(toRow)
  // What others said meanwhile stands below; the answer that is being heard is drawn as it is heard.
  const later = state.messages.filter(message => message.number > own && message.id !== state.live?.answerId).map(toRow)
  for (const outgoing of state.outbox) {
    // What was kept has come to stand in the thread: it is drawn there.
    if (outgoing.kept && state.messages.some(message => isThat(message, outgoing))) continue
    rows.push({ key: outgoing.id, kind: 'outgoing', outgoing })
    if (state.live?.forId === outgoing.id) {
      if (state.live.text || state.live.parts.length > 0) rows.push({ key: 'live', kind: 'live', live: state.live })
      else rows.push({ key: 'thinking', kind: 'thinking' })
    }
    if (outgoing === sending) rows.push(...later.splice(0))
  }
  if (state.pending && !state.live && !sending) rows.push({ key: 'thinking', kind: 'thinking' })
  return rows
}
