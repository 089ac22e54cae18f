import { z } from 'zod'
import { objectionSchema, sentimentSchema, stageSchema } from '../schema.ts'

export const nudgePatternSchema = z.enum([
  'repeat_views',
  'decision_readiness',
  'budget_concern',
  'location_focus',
  'abandoned_interest',
  'long_session',
])
export type NudgePattern = z.infer<typeof nudgePatternSchema>

export const nudgePrioritySchema = z.enum(['high', 'medium', 'low'])
export type NudgePriority = z.infer<typeof nudgePrioritySchema>

/** A message as it was read, for staff. */
export const readMessageSchema = z.object({
  messageId: z.uuid(),
  number: z.int(),
  intent: z.string(),
  sentiment: sentimentSchema,
  frustration: z.int(),
  objections: z.array(objectionSchema),
  stage: stageSchema,
  /** RFC 3339 */
  at: z.string(),
})
export type ReadMessage = z.infer<typeof readMessageSchema>

export const givenNudgeSchema = z.object({
  pattern: nudgePatternSchema,
  priority: nudgePrioritySchema,
  messageNumber: z.int(),
  listing: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  /** What was counted: names and numbers */
  evidence: z.record(z.string(), z.unknown()),
  at: z.string(),
})
export type GivenNudge = z.infer<typeof givenNudgeSchema>

/** How a conversation at the sales desk stands. Staff alone. */
export const standingSchema = z
  .object({
    stage: stageSchema,
    /** Of the newest message */
    sentiment: sentimentSchema,
    /** Of the person's last 20 messages: 1 excited to −1 frustrated; null before the first */
    average: z.number().nullable(),
    /** Of the newest message, 0 to 10 */
    frustration: z.int(),
    objections: z.array(z.object({ kind: objectionSchema, count: z.int(), messageNumber: z.int(), at: z.string() })),
    nudges: z.array(givenNudgeSchema),
    /** The last 50, oldest first */
    readings: z.array(readMessageSchema),
  })
  .meta({ id: 'Standing' })
export type Standing = z.infer<typeof standingSchema>
