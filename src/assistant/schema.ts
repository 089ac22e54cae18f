import { z } from 'zod'
import { wishSchema } from '../catalogue/schema.ts'
import { MESSAGE_LIMIT, messageSchema } from '../conversations/schema.ts'

/** `id` is made by the client: the same id again is the same message and gets the same answer. */
export const postMessageSchema = z.object({
  id: z.uuid(),
  text: z.string().min(1).max(MESSAGE_LIMIT),
  /** What is picked in the page: it beats the text, by family. */
  ui: wishSchema.optional(),
})

export const answerSchema = z.object({
  message: messageSchema,
  /** Null where a human speaks: their answer comes in its own time. */
  answer: messageSchema.nullable(),
  wish: wishSchema,
})
export type Answer = z.infer<typeof answerSchema>
