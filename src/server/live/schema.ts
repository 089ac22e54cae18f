import { z } from 'zod'
import { handOffSchema, messageSchema } from '../../conversations/schema.ts'

/** What a stream says. `message` alone has an `id:`, its number, from which the stream is resumed. */

const speaking = {
  state: handOffSchema,
  /** The name of who of the house answers, while `human` */
  speaker: z.string().nullable(),
}

/** The first event, and again when what it says has changed. */
export const helloSchema = z.object({
  conversation: z
    .object({
      id: z.uuid(),
      /** The number of its newest message */
      newest: z.int(),
      /** Whether an answer of the assistant is still to come */
      pending: z.boolean(),
      ...speaking,
    })
    .nullable(),
  /** `notify`: changes come at once; `poll`: the server looks every few seconds, and lists are asked for by the page */
  by: z.enum(['notify', 'poll']),
})
export type Hello = z.infer<typeof helloSchema>

export const liveMessageSchema = messageSchema
export type LiveMessage = z.infer<typeof liveMessageSchema>

export const handOffEventSchema = z.object(speaking)
export type HandOffEvent = z.infer<typeof handOffEventSchema>

/** For staff: who of both sides looks, writes and has read how far. */
export const staffPresenceEventSchema = z.object({
  visitor: z.object({ online: z.boolean(), typing: z.boolean(), read: z.int() }),
  /** Those who have the conversation open now, oneself included */
  staff: z.array(z.object({ accountId: z.uuid(), name: z.string(), typing: z.boolean() })),
})
export type StaffPresenceEvent = z.infer<typeof staffPresenceEventSchema>

/** For the visitor: who of the house writes just now, and up to which number the house has read. */
export const ownPresenceEventSchema = z.object({ typing: z.string().nullable(), read: z.int() })
export type OwnPresenceEvent = z.infer<typeof ownPresenceEventSchema>

/** For staff: what they show of this is old. `id` null: several. `all`: anything may have changed. */
export const changedSchema = z.object({
  topic: z.enum(['conversation', 'lead', 'appointment', 'reminder', 'catalogue', 'settings', 'presence', 'all']),
  id: z.string().nullable(),
})
export type Changed = z.infer<typeof changedSchema>

/** The last event. `stop`: this process stops, another goes on; `gone`: the conversation is not theirs (any more). */
export const endSchema = z.object({ reason: z.enum(['stop', 'gone', 'signed_out']) })
export type End = z.infer<typeof endSchema>

const after = z.coerce.number().int().min(0).max(2_147_483_647).optional()
export const liveQuerySchema = z.object({ after: after.describe('The last number that is known') })
export const staffLiveQuerySchema = z.object({ conversation: z.uuid().optional(), after })
