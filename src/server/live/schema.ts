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

/** Who of both sides looks, writes and has read how far; of the visitor's stream, who of the house writes and has read. */
export type { OwnPresence, StaffPresence } from '../../conversations/schema.ts'

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
