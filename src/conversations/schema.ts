import { z } from 'zod'
import { storable } from '../kernel/text.ts'

export const deskSchema = z.enum(['sales', 'career'])
export type Desk = z.infer<typeof deskSchema>

export const handOffSchema = z.enum(['assistant', 'waiting', 'human', 'closed'])
/** Who speaks for the house in a conversation. `closed`: what a human was wanted for is settled, and the assistant speaks. */
export type HandOff = z.infer<typeof handOffSchema>

/** Why a human is wanted. */
export const handOffReasonSchema = z.enum([
  'requested',
  'crisis',
  'stuck',
  'frustrated',
  'low_confidence',
  'assistant_failed',
  'high_frustration',
  'persistent_frustration',
  'prolonged_negative_experience',
])
export type HandOffReason = z.infer<typeof handOffReasonSchema>

/** Why staff should look although nobody asked for a person. */
export const alertReasonSchema = z.enum(['persistent_frustration', 'prolonged_negative_experience'])
export type AlertReason = z.infer<typeof alertReasonSchema>

/** In UTF-16 units, as a browser's `maxlength` counts. */
export const MESSAGE_LIMIT = 4000

/** A message's text as it is kept: storable, without white space around it. */
export function messageText(text: string): string {
  return storable(text).trim()
}

/** The wish as its desk's understanding gives it; passed through as it is. */
export const wishSchema = z.record(z.string(), z.unknown())
export type Wish = z.infer<typeof wishSchema>

/** What the assistant holds in mind after a turn. Keys beyond these are the assistant's own. */
export const conversationStateSchema = z.looseObject({
  wish: wishSchema.optional(),
  /** The listing in focus */
  focus: z.string().nullish(),
  /** Names of the listings shown last, in order */
  shown: z.array(z.string()).optional(),
  offer: z.string().nullish(),
  lastIntent: z.string().nullish(),
})
export type ConversationState = z.infer<typeof conversationStateSchema>

const cell = z.string().nullable()
/** What an answer shows beside its text. The items of a catalogue are the catalogue's, passed through as given. */
export const partSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('listings'),
    /** Why these stand apart, where they lie outside the wish */
    label: z.string().nullable(),
    outside: z.boolean(),
    items: z.array(z.looseObject({ id: z.string(), slug: z.string(), name: z.string() })),
    total: z.int(),
    shownFrom: z.int(),
  }),
  z.object({
    type: z.literal('facts'),
    listing: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
    facts: z.array(z.object({ key: z.string(), label: z.string(), text: cell, asOf: cell })),
  }),
  z.object({
    type: z.literal('comparison'),
    kind: z.enum(['listings', 'places']),
    columns: z.array(z.object({ id: z.string().nullable(), name: z.string() })),
    rows: z.array(z.object({ label: z.string(), cells: z.array(cell) })),
  }),
  z.object({
    type: z.literal('chips'),
    // `start`: says one of the starts that a part of slots shows too.
    chips: z.array(z.object({ label: z.string(), text: z.string(), start: z.string().optional() })).max(4),
  }),
  z.object({
    type: z.literal('memory'),
    facts: z.array(
      z.object({
        id: z.string(),
        key: z.string(),
        sentence: z.string(),
        value: z.unknown(),
        source: z.object({ messageNumber: z.int().nullable(), text: z.string().nullable() }),
      }),
    ),
  }),
  z.looseObject({ type: z.literal('emi') }),
  /** An appointment as its person sees it; passed through as given. */
  z.object({ type: z.literal('appointment'), appointment: z.looseObject({ code: z.string() }) }),
  z.object({
    type: z.literal('slots'),
    /** Starts that were free when this was said, by day (YYYY-MM-DD); RFC 3339 with offset */
    days: z.array(z.object({ date: z.string(), slots: z.array(z.looseObject({ start: z.string() })) })),
    listing: z.object({ id: z.string(), slug: z.string(), name: z.string() }).nullable(),
  }),
  /** The question of a programme that stands open; `place` such as `Question 3 of 8`. */
  z.object({
    type: z.literal('prompt'),
    programme: z.string(),
    prompt: z.string(),
    place: z.string(),
    text: z.string(),
    help: z.string().nullable(),
  }),
  /** Where help is at once, for who is in danger. */
  z.object({ type: z.literal('crisis'), lines: z.array(z.string()) }),
  /** Who will answer, after it changed. */
  z.object({ type: z.literal('hand_off'), state: handOffSchema, text: z.string() }),
  /** What answered where something else was hoped for. */
  z.object({ type: z.literal('source'), source: z.literal('library') }),
  /** A way to a page of the house. */
  z.object({ type: z.literal('link'), label: z.string(), to: z.string().regex(/^\/[\w/.-]*$/) }),
])
export type Part = z.infer<typeof partSchema>

export const messageSchema = z.object({
  id: z.uuid(),
  /** The place in its conversation, from 1 */
  number: z.int(),
  author: z.enum(['visitor', 'assistant', 'staff', 'system']),
  text: z.string(),
  /** The name of the member of staff who wrote it */
  by: z.string().nullish(),
  parts: z.array(partSchema),
  /** RFC 3339 */
  createdAt: z.string(),
})
export type Message = z.infer<typeof messageSchema>

export const conversationQuerySchema = z.object({
  /** Only messages with a smaller number */
  before: z.coerce.number().int().positive().max(2_147_483_647).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const conversationSchema = z.object({
  id: z.uuid(),
  desk: deskSchema,
  status: z.enum(['open', 'closed']),
  handOff: handOffSchema,
  /** Who of the house answers while `handOff` is `human` */
  speaker: z.string().nullable(),
  /** RFC 3339 */
  createdAt: z.string(),
})
export type Conversation = z.infer<typeof conversationSchema>

/** Messages with a larger number, ascending; or, with `before`, the last ones with a smaller number. */
export const messagesQuerySchema = z.object({
  after: z.coerce.number().int().min(0).max(2_147_483_647).optional(),
  before: z.coerce.number().int().positive().max(2_147_483_647).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const messagesSchema = z.object({
  conversation: conversationSchema,
  /** Ascending by number */
  messages: z.array(messageSchema),
  /** Pass as `before` to read on towards the beginning; null at the beginning */
  older: z.int().nullable(),
  /** Pass as `after` to read what comes next */
  newest: z.int(),
  /** Whether an answer is still to come */
  pending: z.boolean(),
})
export type Messages = z.infer<typeof messagesSchema>

const personName = z.object({ id: z.uuid(), name: z.string().nullable(), isMember: z.boolean() })

/** A line of the staff's list. */
export const staffConversationSchema = z.object({
  id: z.uuid(),
  desk: deskSchema,
  person: personName,
  handOff: handOffSchema,
  reason: handOffReasonSchema.nullable(),
  /** Since when the hand-off stands so, or somebody should look; RFC 3339 */
  since: z.string(),
  /** Why staff should look although nobody asked for a person */
  alert: alertReasonSchema.nullable(),
  /** Who has it, while `human` */
  speaker: z.object({ accountId: z.uuid(), name: z.string() }).nullable(),
  /** By when somebody is there, as the visitor was told, while they wait; RFC 3339. `late`: they were told that nobody came */
  promise: z.object({ at: z.string(), outOfHours: z.boolean(), late: z.boolean() }).nullable(),
  lastMessage: z.object({ author: messageSchema.shape.author, text: z.string(), createdAt: z.string() }).nullable(),
  messages: z.int(),
  /** The visitor's messages that the caller has not read; at most 100 */
  unread: z.int(),
  /** Whether the visitor has the page open */
  online: z.boolean(),
})
export type StaffConversation = z.infer<typeof staffConversationSchema>

export const staffListQuerySchema = z.object({
  desk: deskSchema.optional(),
  /** `open`: waiting, with somebody, or to be looked at; `mine`: those that the caller has */
  state: z.enum(['open', 'waiting', 'human', 'mine', 'closed', 'all']).default('open'),
  /** A part of the person's name; in open ones also of what was written */
  q: z.string().trim().max(100).optional(),
  unread: z.stringbool().optional(),
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

/** How many stand in each state, for badges; at most 1000 of each. */
export const staffCountsSchema = z.object({
  open: z.int(),
  waiting: z.int(),
  mine: z.int(),
  human: z.int(),
  crisis: z.int(),
})
export const staffListSchema = z.object({
  items: z.array(staffConversationSchema),
  cursor: z.string().nullable(),
  counts: staffCountsSchema,
})
export type StaffList = z.infer<typeof staffListSchema>

export const handOffEventSchema = z.object({
  number: z.int(),
  state: handOffSchema,
  reason: handOffReasonSchema.nullable(),
  by: z.enum(['visitor', 'staff', 'assistant', 'system']),
  name: z.string().nullable(),
  at: z.string(),
})
export const noteSchema = z.object({
  id: z.uuid(),
  text: z.string(),
  by: z.string().nullable(),
  /** Names of the colleagues that it is meant for */
  mentions: z.array(z.string()),
  createdAt: z.string(),
})
export type Note = z.infer<typeof noteSchema>

/** A sign of an open page: `read` up to a number, writing just now, `here: false` as it is closed. */
export const presenceInputSchema = z.object({
  read: z.int().min(0).max(2_147_483_647).optional(),
  typing: z.boolean().optional(),
  here: z.boolean().optional(),
})
export const staffPresenceSchema = z.object({
  visitor: z.object({ online: z.boolean(), typing: z.boolean(), read: z.int() }),
  /** Who of the staff looks, the caller included */
  staff: z.array(z.object({ accountId: z.uuid(), name: z.string(), typing: z.boolean() })),
})
export type StaffPresence = z.infer<typeof staffPresenceSchema>
/** What the visitor sees of the house: who of it writes just now, and up to which number it was read. */
export const ownPresenceSchema = z.object({ typing: z.string().nullable(), read: z.int() })
export type OwnPresence = z.infer<typeof ownPresenceSchema>

/** What staff see: the thread, their notes, and what became of the hand-off. */
export const staffThreadSchema = staffConversationSchema.extend({
  thread: z.array(messageSchema),
  older: z.int().nullable(),
  notes: z.array(noteSchema),
  events: z.array(handOffEventSchema),
  presence: staffPresenceSchema,
  /** Up to which number the caller has read */
  read: z.int(),
})
export type StaffThread = z.infer<typeof staffThreadSchema>

export const staffMessageSchema = z.object({ id: z.uuid(), text: z.string().min(1).max(MESSAGE_LIMIT) })
export const noteInputSchema = z.object({
  /** Made by the page: the same again is the same note */
  id: z.uuid().optional(),
  text: z.string().trim().min(1).max(MESSAGE_LIMIT),
  /** Accounts of colleagues that it is meant for */
  mentions: z.array(z.uuid()).max(20).optional(),
})
export const transferSchema = z.object({ to: z.uuid(), note: z.string().trim().max(MESSAGE_LIMIT).optional() })
export const colleagueSchema = z.object({ accountId: z.uuid(), name: z.string(), role: z.string() })

/** A reply for use again; `{name}`, `{me}` and `{business}` in it are filled in where it is used. */
export const cannedReplyInputSchema = z.object({
  desk: deskSchema,
  short: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'A short name has small letters, digits and hyphens.'),
  text: z.string().trim().min(1).max(MESSAGE_LIMIT),
  shared: z.boolean(),
})
export type CannedReplyInput = z.infer<typeof cannedReplyInputSchema>
export const cannedReplySchema = cannedReplyInputSchema.extend({
  id: z.uuid(),
  short: z.string(),
  /** Who made it */
  by: z.string().nullable(),
  canChange: z.boolean(),
})
export type CannedReply = z.infer<typeof cannedReplySchema>

export const conversationPageSchema = z.object({
  conversation: z
    .object({
      id: z.uuid(),
      status: z.enum(['open', 'closed']),
      handOff: handOffSchema,
      speaker: z.string().nullish(),
    })
    .nullable(),
  /** Ascending by number */
  messages: z.array(messageSchema),
  /** Pass as `before` to read on towards the beginning; null at the beginning */
  older: z.int().nullable(),
  wish: wishSchema,
  /** Whether an answer is still to come */
  pending: z.boolean(),
})
export type ConversationPage = z.infer<typeof conversationPageSchema>

export const greetingSchema = z.object({
  text: z.string(),
  chips: z.array(z.object({ label: z.string(), text: z.string() })).max(4),
})
export type Greeting = z.infer<typeof greetingSchema>

export const wishPatchSchema = z
  .strictObject({ set: wishSchema.optional(), clear: z.array(z.string().max(64)).max(64).optional() })
  .refine(patch => patch.set || patch.clear?.length, 'Say what to change: `set` or `clear`.')
