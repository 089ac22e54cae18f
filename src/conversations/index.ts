/**
 * Conversations: threads at a desk, their messages in order, and turns.
 *
 * A *message* has the next number of its conversation. Each message of a visitor opens a *turn*, which one *run* at a time
 * holds by a lease and answers exactly once, in the order of the messages. A run is named by its `owner`, a string that
 * nobody else uses (a process's name and a fresh id). What the assistant holds in mind is a *state*: a row per turn or per
 * edit of the wish, the latest counts. A *hand-off* says who speaks for the house: the assistant, nobody yet (`waiting`), a
 * human, or the assistant again once it is settled (`closed`); a row per change, each with its typed reason.
 *
 * Invariants: one open conversation per person and desk; numbers without gaps; the same client-made id is the same message;
 * a turn has at most one answer, whoever died on the way, and none of the assistant while a human speaks; messages are kept
 * for good, until their person is erased.
 */
export { requireFilled } from './canned/placeholders.ts'
export { listCannedReplies, removeCannedReply, saveCannedReply } from './canned/replies.ts'
export { claimAbandonedTurn } from './claim-abandoned-turn.ts'
export { claimTurn } from './claim-turn.ts'
export { type Colleague, listColleagues } from './colleagues.ts'
export { type Completion, completeTurn } from './complete-turn.ts'
export { focusConversation } from './focus-conversation.ts'
export { messagesSince, type Standing, standings } from './follow.ts'
export {
  addHandOff,
  desksOf,
  type LockedConversation,
  lockConversation,
  mayStaffSee,
  refuseUnknown,
  requireStaff,
} from './hand-off.ts'
export { leaveToOthers } from './leave-to-others.ts'
export { listStaffConversations } from './list-staff-conversations.ts'
export { addConversationNote } from './notes/add-note.ts'
export { listOwnConversations, messagesAfter, openConversation, requireOwnConversation } from './own-conversation.ts'
export { conversationPart } from './part.ts'
export { type Posted, postMessage } from './post-message.ts'
export { postStaffMessage } from './post-staff-message.ts'
export { postSystemMessage } from './post-system-message.ts'
export { noteOwnPresence, noteStaffPresence } from './presence/note-presence.ts'
export { readOwnPresence, readPresence } from './presence/read-presence.ts'
export { promiseHuman, SOON_MINUTES } from './promises/promise-human.ts'
export { sayLate } from './promises/say-late.ts'
export { raiseAlert } from './raise-alert.ts'
export { readConversation, recentMessages } from './read-conversation.ts'
export { closeConversation, releaseConversation } from './release-conversation.ts'
export { extendTurn, leaveTurn, releaseTurn, shortenLeases } from './release-turn.ts'
export { reopenConversation } from './reopen-conversation.ts'
export { handOff, requestHandOff } from './request-hand-off.ts'
export { conversationRoutes } from './routes.ts'
export {
  type AlertReason,
  type Conversation,
  type ConversationPage,
  type ConversationState,
  type Desk,
  type Greeting,
  type HandOff,
  type HandOffReason,
  handOffReasonSchema,
  MESSAGE_LIMIT,
  type Message,
  messageSchema,
  type Part,
  partSchema,
} from './schema.ts'
export { setWish } from './set-wish.ts'
export { readStaffConversation } from './staff-queries.ts'
export { takeConversation } from './take-conversation.ts'
export { transferConversation } from './transfer-conversation.ts'
export { findTurn, LEASE_SECONDS, type Turn } from './turn.ts'
export { waitForTurn } from './wait-for-turn.ts'
