import { z } from 'zod'

export const temperatureSchema = z.enum(['hot', 'warm', 'cold'])
export type Temperature = z.infer<typeof temperatureSchema>

export const stageSchema = z.enum(['discovery', 'evaluation', 'negotiation', 'closing'])
/** How far somebody has come (sales desk specification, section 3). */
export type Stage = z.infer<typeof stageSchema>

export const componentSchema = z.enum([
  'session',
  'view',
  'interest',
  'sentiment',
  'visit',
  'callback',
  'detail',
  'contact',
  'return',
])
/** What points are earned for (sales desk specification, section 2). */
export type Component = z.infer<typeof componentSchema>

const weightSchema = z.object({
  /** Points for each, and the most that the component can hold */
  engagement: z.number().min(0).max(10),
  intent: z.number().min(0).max(10),
  engagementCap: z.number().min(0).max(10),
  intentCap: z.number().min(0).max(10),
})
/** By component. Caps of engagement, and those of intent, sum up to 10 at most. */
export const weightsSchema = z.record(componentSchema, weightSchema)
export type Weights = z.infer<typeof weightsSchema>

export const sentimentSchema = z.enum(['excited', 'positive', 'neutral', 'negative', 'frustrated'])
export type Sentiment = z.infer<typeof sentimentSchema>

export const objectionSchema = z.enum(['budget', 'location', 'possession', 'construction_risk'])
export type Objection = z.infer<typeof objectionSchema>

/** A visitor's message at the sales desk as it was understood: all that scoring and coaching go by. */
export const readingSchema = z.object({
  intent: z.string(),
  intents: z.array(z.string()),
  sentiment: sentimentSchema,
  /** 0 to 10 */
  frustration: z.int().min(0).max(10),
  objections: z.array(objectionSchema),
  /** Facts asked, by listing (null: of none in particular) */
  asked: z.array(z.object({ listingId: z.uuid().nullable(), fact: z.string() })),
  /** Places named */
  places: z.array(z.string()),
  /** The wish as it stands after the message */
  wish: z.record(z.string(), z.unknown()),
  /** Listings shown in this conversation before the answer to this message: how many different ones */
  shown: z.int().min(0),
  /** The listing in focus */
  focusId: z.uuid().nullable(),
  needsClarification: z.boolean(),
  /** What was asked for and is not in the data */
  lacking: z.array(z.string()),
})
export type Reading = z.infer<typeof readingSchema>
