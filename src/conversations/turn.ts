import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import type { ConversationState, Desk, HandOff, Message, Part, Wish } from './schema.ts'

/**
 * How long a run holds a turn without a sign of life. Leases are counted by the database's clock alone: the clocks of two
 * processes may be further apart than a lease is long.
 */
export const LEASE_SECONDS = 10

/** A message of a visitor and everything that answering it needs. `messageId` names the turn. */
export type Turn = {
  messageId: string
  conversationId: string
  personId: string
  desk: Desk
  /** The message's number in its conversation */
  number: number
  clientId: string
  text: string
  createdAt: Temporal.Instant
  /** What was picked in the page with this message */
  ui: Wish | null
  /** `human`: left to who took the conversation over; the assistant is silent */
  state: 'pending' | 'answered' | 'human'
  owner: string | null
  leaseUntil: Temporal.Instant | null
  attempts: number
  answerId: string | null
  /** The session that this message opened, null where one went on; `idleDays` are whole days since the one before */
  session: { number: number; first: boolean; idleDays: number } | null
  /** What the assistant holds in mind now, and its number; pass the number on to `completeTurn` */
  held: ConversationState
  stateNumber: number
  handOff: HandOff
}

export type TurnRow = {
  message_id: string
  conversation_id: string
  person_id: string
  desk: Desk
  number: number
  client_id: string
  text: string
  created_at: Temporal.Instant
  ui: Wish | null
  state: Turn['state']
  owner: string | null
  lease_until: Temporal.Instant | null
  attempts: number
  answer_id: string | null
  session_number: number | null
  idle_days: number
  state_number: number
  held_state: ConversationState | null
  hand_off: HandOff
}

export function toTurn(row: TurnRow): Turn {
  return {
    messageId: row.message_id,
    conversationId: row.conversation_id,
    personId: row.person_id,
    desk: row.desk,
    number: row.number,
    clientId: row.client_id,
    text: row.text,
    createdAt: row.created_at,
    ui: row.ui,
    state: row.state,
    owner: row.owner,
    leaseUntil: row.lease_until,
    attempts: row.attempts,
    answerId: row.answer_id,
    session: row.session_number
      ? { number: row.session_number, first: row.session_number === 1, idleDays: row.idle_days }
      : null,
    held: row.held_state ?? {},
    stateNumber: row.state_number,
    handOff: row.hand_off,
  }
}

/** The turn of a message, undefined where there is none. */
export async function findTurn(ctx: Context, messageId: string): Promise<Turn | undefined> {
  const found = await sql<TurnRow>`select * from turn_details where message_id = ${messageId}`.execute(ctx.db)
  return found.rows[0] && toTurn(found.rows[0])
}

export type MessageRow = {
  id: string
  number: number
  author: Message['author']
  text: string
  parts: Part[]
  created_at: Temporal.Instant
  /** Read with the columns of `messageColumns` alone */
  by?: string | null
}

export function toMessage(row: MessageRow): Message {
  const { created_at, id, number, author, text, parts, by } = row
  return { id, number, author, text, ...(by && { by }), parts, createdAt: created_at.toString() }
}

/** The message that a turn answers. */
export function messageOf(turn: Turn): Message {
  const { messageId: id, number, text, createdAt } = turn
  return { id, number, author: 'visitor', text, parts: [], createdAt: createdAt.toString() }
}
