import type { Tables } from './tables.generated.ts'

/**
 * Where the rows of a table would stand if the store were spread over several servers: a thread with all that is said in it on
 * one of them (by hash of its conversation), small things that every server needs on each of them, the rest on the first.
 * A conversation never changes, unlike the person whose it is: two persons are joined, and their rows go over.
 */
export type Placement = { at: 'conversation'; column: string } | { at: 'everywhere' } | { at: 'first' }

const THREADS: Partial<Record<keyof Tables, string>> = {
  conversations: 'id',
  conversation_alerts: 'conversation_id',
  conversation_notes: 'conversation_id',
  conversation_presence: 'conversation_id',
  conversation_states: 'conversation_id',
  hand_off_promises: 'conversation_id',
  hand_offs: 'conversation_id',
  messages: 'conversation_id',
  nudges: 'conversation_id',
  readings: 'conversation_id',
  sales_readings: 'conversation_id',
  turns: 'conversation_id',
}

/** What rows of threads name, and what is read together with them. */
const EVERYWHERE: ReadonlySet<string> = new Set<keyof Tables>(['accounts', 'listings', 'persons'])

/** A table that nobody placed stays on the first server; one that has a column `conversation_id` must be decided on. */
export function placementOf(table: string): Placement {
  const column = THREADS[table as keyof Tables]
  if (column) return { at: 'conversation', column }
  return { at: EVERYWHERE.has(table) ? 'everywhere' : 'first' }
}

/** They have the column and stay on the first server all the same, each with the reason. */
export const NOT_BY_CONVERSATION: Readonly<Record<string, string>> = {
  appointments: 'a member of staff is met once at a time, whoever asks: the exclusion is by staff',
  coaching_cards: 'a card is of a conversation or of a call, and the desk looks at them by lead',
}

const BESIDE =
  'the row takes the conversation beside the message and the reference names both, or it is a column without a constraint, swept with its thread as listing_events.message_id is today'
const BOTH = 'the same reference with the conversation before it: the row has both'
const KEY = 'the same key with the conversation before it; alone it is unique by how ids are made'
const SWEPT = 'a column without a constraint, swept when its thread goes'
const TRIGGER =
  'the same statements in the verbs, or citus.enable_unsafe_triggers: it touches rows of its own server only'

/**
 * All that stands against spreading the store today, by name, each with what would replace it. A closed list: whoever adds a key,
 * a reference or a trigger that worsens the position finds a better one, or adds it here with its way out.
 */
export const DISTANCE: Readonly<Record<string, string>> = {
  // References to a message by its id alone, of rows that know the conversation.
  'conversation_alerts.conversation_alerts_message_id_fkey': BOTH,
  'conversation_states.conversation_states_message_id_fkey': BOTH,
  'hand_off_promises.hand_off_promises_message_id_fkey': BOTH,
  'hand_offs.hand_offs_message_id_fkey': BOTH,
  'nudges.nudges_message_id_fkey': BOTH,
  'readings.readings_asks_message_fkey': BOTH,
  'readings.readings_message_id_fkey': BOTH,
  'sales_readings.sales_readings_message_id_fkey': BOTH,
  'turns.turns_answer_id_fkey': BOTH,
  'turns.turns_message_id_fkey': BOTH,
  // Of rows that do not, and that belong to a person or to an enrolment.
  'answer_revisions.answer_revisions_message_id_fkey': BESIDE,
  'answers.answers_message_id_fkey': BESIDE,
  'coach_prompt_uses.coach_prompt_uses_message_id_fkey': BESIDE,
  'facts.facts_message_id_fkey': BESIDE,
  'lead_stages.lead_stages_message_id_fkey': BESIDE,
  'signals.signals_message_id_fkey': BESIDE,
  'unkept_readings.unkept_readings_message_id_fkey': BESIDE,
  // Other references to a thread of tables that stay on the first server.
  'appointments.appointments_conversation_id_fkey': SWEPT,
  'coaching_cards.coaching_cards_conversation_id_fkey': SWEPT,
  'conversation_note_mentions.conversation_note_mentions_note_id_fkey': SWEPT,
  // Keys that do not contain the conversation.
  'conversation_alerts.conversation_alerts_pkey': KEY,
  'conversation_notes.conversation_notes_pkey': KEY,
  'messages.messages_pkey': KEY,
  'nudges.nudges_message_id_key': KEY,
  'nudges.nudges_pkey': KEY,
  'readings.readings_pkey': KEY,
  'sales_readings.sales_readings_pkey': KEY,
  'turns.turns_answer_id_key': KEY,
  'turns.turns_pkey': KEY,
  'conversations.conversations_open':
    'a table of open threads on the first server, keyed by person and desk, written together with the conversation',
  // Triggers.
  'hand_offs.hand_off_stands': TRIGGER,
  'listings.listings_lie_in_their_city': TRIGGER,
  'listings.listings_repeated_in_units': TRIGGER,
  // Of what stands everywhere to the first server, with an action.
  'listings.listings_import_id_fkey': 'the import that is removed sets the column itself',
}
