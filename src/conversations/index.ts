/**
 * Conversations: threads at a desk, their messages in order, and turns.
 *
 * A *message* has the next number of its conversation. Each message of a visitor opens a *turn*, which one *run* at a time
 * holds by a lease and answers exactly once, in the order of the messages. A run is named by its `owner`, a string that
 * nobody else uses (a process's name and a fresh id). What the assistant holds in mind is a *state*: a row per turn or per
 * edit of the wish, the latest counts.
 *
 * Invariants: one open conversation per person and desk; numbers without gaps; the same client-made id is the same message;
 * a turn has at most one answer, whoever died on the way, and none of the assistant while a human speaks; messages are kept
 * for good, until their person is erased.
 */
export { claimAbandonedTurn } from './claim-abandoned-turn.ts'
export { claimTurn } from './claim-turn.ts'
export { type Completion, completeTurn } from './complete-turn.ts'
export { conversationPart } from './part.ts'
export { type Posted, postMessage } from './post-message.ts'
export { readConversation, recentMessages } from './read-conversation.ts'
export { extendTurn, releaseTurn } from './release-turn.ts'
export { conversationRoutes } from './routes.ts'
export {
  type ConversationPage,
  type ConversationState,
  type Desk,
  type Greeting,
  type HandOff,
  MESSAGE_LIMIT,
  type Message,
  messageSchema,
  type Part,
  partSchema,
} from './schema.ts'
export { setWish } from './set-wish.ts'
export { findTurn, LEASE_SECONDS, type Turn } from './turn.ts'
export { waitForTurn } from './wait-for-turn.ts'
