import { z } from 'zod'
import { storable } from '../kernel/text.ts'

export const deskSchema = z.enum(['sales', 'career'])
export type Desk = z.infer<typeof deskSchema>

export const handOffSchema = z.enum(['assistant', 'waiting', 'human', 'closed'])
/** Who speaks for the house in a conversation. */
export type HandOff = z.infer<typeof handOffSchema>

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
])
export type Part = z.infer<typeof partSchema>

export const messageSchema = z.object({
  id: z.uuid(),
  /** The place in its conversation, from 1 */
  number: z.int(),
  author: z.enum(['visitor', 'assistant', 'staff', 'system']),
  text: z.string(),
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

export const conversationPageSchema = z.object({
  conversation: z.object({ id: z.uuid(), status: z.enum(['open', 'closed']), handOff: handOffSchema }).nullable(),
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
