import { z } from 'zod'
import { MESSAGE_LIMIT, messageSchema } from '../../conversations/schema.ts'

/** `id` is made by the client: the same id again is the same message, read once and answered once. */
export const coachMessageSchema = z.object({ id: z.uuid(), text: z.string().min(1).max(MESSAGE_LIMIT) })
export type CoachMessage = z.infer<typeof coachMessageSchema>

export const readingSchema = z.object({
  /** `chat` outside a programme */
  kind: z.enum(['crisis', 'reply', 'control', 'question', 'answer', 'draft', 'chat']),
  /** The prompt that it was read against */
  prompt: z.string().optional(),
  tone: z.enum(['hopeful', 'discouraged', 'confused', 'frustrated', 'neutral', 'engaged']),
})

export const coachAnswerSchema = z.object({
  message: messageSchema,
  /** Null where a human speaks: their answer comes in its own time. */
  reply: messageSchema.nullable(),
  reading: readingSchema,
})

/** Where the person stands, for the page around the chat. */
export const coachStandingSchema = z.object({
  /** Whether the coach may use what the person wrote in programmes, forms and facts */
  material: z.boolean(),
  programme: z
    .object({
      enrolmentId: z.uuid(),
      programme: z.string(),
      title: z.string(),
      state: z.enum(['active', 'paused', 'waiting', 'completed', 'archived']),
      done: z.int(),
      total: z.int(),
      /** The prompt that the next message answers; null where none does */
      prompt: z
        .object({
          key: z.string(),
          place: z.string(),
          text: z.string(),
          help: z.string().nullable(),
          kind: z.enum(['text', 'rating']),
        })
        .nullable(),
    })
    .nullable(),
})
export type CoachStanding = z.infer<typeof coachStandingSchema>

const card = z.object({ question: z.string(), text: z.string(), value: z.int().nullable() })
/** What a coach sees beside a conversation: only what the person shared. */
export const staffContextSchema = z.object({
  timeZone: z.string().nullable(),
  /** Tones of the last messages, newest first */
  tones: z.array(readingSchema.shape.tone),
  shared: z.array(
    z.object({
      enrolmentId: z.uuid(),
      title: z.string(),
      state: z.string(),
      done: z.int(),
      total: z.int(),
      confidence: z.object({ before: z.int().nullable(), after: z.int().nullable() }),
      experiments: z.array(z.object({ title: z.string(), status: z.string(), reviewOn: z.string().nullable() })),
      answers: z.array(card),
    }),
  ),
})
export type StaffContext = z.infer<typeof staffContextSchema>

const amount = { calls: z.int(), cost: z.int() }
const personLimits = z.object(amount)
/** Costs in millionths of a US dollar. */
export const usageSchema = z.object({
  /** Null: no model is asked, and nothing leaves the house */
  model: z.string().nullable(),
  limits: z.object({
    dayCost: z.int(),
    monthCost: z.int(),
    minuteCalls: z.int(),
    hourCalls: z.int(),
    dayCalls: z.int(),
    networkCalls: z.int(),
    person: z.object({ visitor: personLimits, free: personLimits, beta: personLimits, staff: personLimits }),
  }),
  windows: z.array(z.object({ name: z.enum(['minute', 'hour', 'day', 'month']), ...amount, unsettled: z.int() })),
  tiers: z.array(z.object({ tier: z.string(), ...amount })),
  days: z.array(z.object({ date: z.string(), ...amount })),
  persons: z.array(z.object({ personId: z.uuid(), name: z.string().nullable(), tier: z.string(), ...amount })),
})
export type UsageReport = z.infer<typeof usageSchema>

/**
 * Reads `IN=Tele-MANAS 14416, 112; GB=Samaritans 116 123; *=…`: countries by their ISO 3166 code, each with one or more lines.
 * Undefined for what is not written so.
 */
export function parseCrisisLines(text: string): Record<string, string[]> | undefined {
  const lines: Record<string, string[]> = {}
  for (const entry of text.split(/[;\n]/).filter(part => part.trim())) {
    const [, country, said] = entry.match(/^\s*([A-Za-z]{2}|\*)\s*=\s*(.+?)\s*$/) ?? []
    const named = said
      ?.split(',')
      .map(one => one.trim())
      .filter(Boolean)
    if (!country || !named?.length) return undefined
    lines[country.toUpperCase()] = named
  }
  return lines
}
