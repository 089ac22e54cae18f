import { z } from 'zod'
import { factKeySchema, wishSchema } from '../../catalogue/schema.ts'

/** What a message can ask for is what a listing can have: the catalogue names the words, and the wish. */
export {
  type Amenity,
  amenitySchema,
  type BuildStatus,
  buildStatusSchema,
  type Facing,
  type FactKey,
  facingSchema,
  factKeySchema,
  type HomeKind,
  homeKindSchema,
  type Wish,
  wishSchema,
  type Zone,
  zoneSchema,
} from '../../catalogue/schema.ts'

/** What a message asks for. `intent` is the deed to act on; `intents` lists several in spoken order. */
export const intentSchema = z.enum([
  'search',
  'facts',
  'nearby',
  'more',
  'compare',
  'advice',
  'visit',
  'callback',
  'human',
  'greeting',
  'thanks',
  'agree',
  'decline',
  'objection',
  'select',
  'clarify',
  'other',
])
export type Intent = z.infer<typeof intentSchema>

export const objectionSchema = z.enum(['budget', 'location', 'possession', 'construction_risk'])
export type Objection = z.infer<typeof objectionSchema>

export const sentimentSchema = z.enum(['excited', 'positive', 'neutral', 'negative', 'frustrated'])
export type Sentiment = z.infer<typeof sentimentSchema>

export const offerSchema = z.enum(['visit', 'callback', 'human', 'stretch', 'nearby', 'contact'])
export type Offer = z.infer<typeof offerSchema>

export const daySlotSchema = z.enum(['morning', 'afternoon', 'evening'])
export type DaySlot = z.infer<typeof daySlotSchema>

export const contactSchema = z.object({
  name: z.string().optional(),
  /** E.164 */
  phone: z.string().optional(),
  email: z.string().optional(),
})
export type Contact = z.infer<typeof contactSchema>

export const whenSchema = z.object({
  /** YYYY-MM-DD in the business's zone */
  date: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
  slot: daySlotSchema.optional(),
  /** RFC 3339 with the offset of that day */
  start: z.string().optional(),
})
export type When = z.infer<typeof whenSchema>

/** What a message says. Keys that do not apply are absent. */
export const understandingSchema = z.object({
  intent: intentSchema,
  intents: z.array(intentSchema).optional(),
  filters: wishSchema,
  facts: z.array(factKeySchema).optional(),
  objections: z.array(objectionSchema).optional(),
  contact: contactSchema.optional(),
  when: whenSchema.optional(),
  sentiment: sentimentSchema,
  frustration: z.int().min(0).max(10),
  needsClarification: z.boolean(),
})
export type Understanding = z.infer<typeof understandingSchema>

const knownListingSchema = z.union([
  z.string(),
  z.object({ name: z.string(), aliases: z.array(z.string()).optional(), developer: z.string().optional() }),
])
export type KnownListing = z.infer<typeof knownListingSchema>

export const namesSchema = z.object({
  listings: z.array(knownListingSchema).optional(),
  developers: z.array(z.string()).optional(),
})
/** Names of the live catalogue, added to those of the sample. Keep one object per catalogue version: its index is cached. */
export type KnownNames = z.infer<typeof namesSchema>

/** What the conversation knows before this message. Every key may be missing. */
export const understandContextSchema = z.object({
  /** RFC 3339, the instant of the message; without it relative days are left open */
  now: z.string().optional(),
  /** IANA name, default Asia/Kolkata */
  timeZone: z.string().optional(),
  /** ISO 4217, default INR */
  currency: z.string().optional(),
  /** the wish so far */
  filters: wishSchema.optional(),
  /** picked in the page: beats the text, by family */
  ui: wishSchema.optional(),
  /** the listing in focus */
  listing: z.string().optional(),
  /** names of the listings shown last, in order */
  shown: z.array(z.string()).optional(),
  offer: offerSchema.optional(),
  lastIntent: z.string().optional(),
  names: namesSchema.optional(),
})
export type UnderstandContext = z.infer<typeof understandContextSchema>
