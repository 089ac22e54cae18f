import { z } from 'zod'
import { line } from '../kernel/input.ts'

/** An amount in minor units with its ISO 4217 code. */
const money = z.object({ minor: z.int().positive(), currency: z.string().regex(/^[A-Z]{3}$/) })
const words = line(200)
/** A machine word as the desks use them: `swimming_pool`, `under_construction`. */
const term = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/)
const period = z.string().regex(/^\d{4}(-Q[1-4])?$/)

/**
 * What can be remembered and the shape of each value. Amounts are minor units with a currency, areas whole square feet,
 * phones E.164, periods a year or a quarter of it (`2027`, `2026-Q2`).
 */
export const factValues = {
  name: line(120),
  phone: z.string().regex(/^\+[1-9]\d{6,14}$/),
  email: z.email().max(254),
  budget_min: money,
  budget_max: money,
  budget_about: money,
  /** Number of bedrooms; 2.5 is a value of its own */
  configuration: z.number().positive().max(20),
  place: words,
  excluded_place: words,
  zone: words,
  city: words,
  kind: term,
  status: term,
  excluded_status: term,
  amenity_wanted: term,
  amenity_avoided: term,
  facing: term,
  developer: words,
  possession: z.union([z.strictObject({ by: period }), z.strictObject({ in: period })]),
  area: z
    .strictObject({ min: z.int().positive().optional(), max: z.int().positive().optional() })
    .refine(area => area.min !== undefined || area.max !== undefined, 'Give a smallest or a largest area.'),
  persona: z.enum(['first_time_buyer', 'investor', 'senior_citizen', 'family']),
  purpose: words,
  timeline: words,
  /** What somebody can do and has done, as they name it */
  skill: words,
  /** What matters to somebody in their work; the first ones stated count most */
  work_value: words,
  work_role: words,
  work_mode: z.enum(['onsite', 'hybrid', 'remote']),
  work_type: z.enum(['full_time', 'part_time', 'contract', 'internship', 'temporary']),
  work_level: z.enum(['entry', 'mid', 'senior', 'lead']),
  /** Where somebody wants to work: a city, with its country (ISO 3166-1 alpha-2) where known */
  work_place: z.strictObject({
    city: line(80),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional(),
  }),
  /** The least that somebody wants to earn, in minor units */
  work_pay: z.strictObject({
    minor: z.int().positive(),
    currency: z.string().regex(/^[A-Z]{3}$/),
    per: z.enum(['year', 'month', 'day', 'hour']),
  }),
} as const

export type FactKey = keyof typeof factValues
export const factKeys = Object.keys(factValues) as FactKey[]
export const factKeySchema = z.enum(factKeys as [FactKey, ...FactKey[]])
export type FactValue<Key extends FactKey = FactKey> = z.output<(typeof factValues)[Key]>

/** One thing to remember; `confidence` is 0–1, 1 unless told; `quote` the person's own words, as they stand in the source. */
export type FactInput = {
  [Key in FactKey]: { key: Key; value: FactValue<Key>; confidence?: number; quote?: string }
}[FactKey]

export const factSourceSchema = z.object({
  kind: z.enum(['message', 'correction', 'form', 'account', 'import', 'answer', 'resume', 'call']),
  /** The message that the person wrote, where it came from one */
  messageNumber: z.int().nullable(),
  text: z.string().nullable(),
  /** RFC 3339 */
  at: z.string(),
})

export const rememberedFactSchema = z.object({
  id: z.uuid(),
  key: z.string(),
  label: z.string(),
  /** Null once erased */
  value: z.unknown(),
  sentence: z.string(),
  confidence: z.number(),
  source: factSourceSchema,
  supersededBy: z.uuid().nullable(),
  supersededReason: z.enum(['restated', 'replaced', 'opposite', 'corrected']).nullable(),
  /** RFC 3339 */
  erasedAt: z.string().nullable(),
})
export type RememberedFact = z.infer<typeof rememberedFactSchema>

const listingMentionSchema = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  times: z.int(),
  /** RFC 3339 */
  lastAt: z.string(),
  level: z.string().nullish(),
  reason: z.string().nullish(),
})
export const listingMemorySchema = z.object({
  viewed: z.array(listingMentionSchema),
  interested: z.array(listingMentionSchema),
  rejected: z.array(listingMentionSchema),
})
/** What the person did with listings; the catalogue gives it through its person part. */
export type ListingMemory = z.infer<typeof listingMemorySchema>

export const memorySchema = z.object({
  on: z.boolean(),
  facts: z.array(rememberedFactSchema),
  listings: listingMemorySchema,
  sessions: z.int(),
})
export type Memory = z.infer<typeof memorySchema>

export const memoryQuerySchema = z.object({
  /** `true` also lists what was superseded or erased */
  history: z.enum(['true', 'false']).default('false'),
})

export const memoryPatchSchema = z
  .strictObject({
    on: z.boolean().optional(),
    correct: z.strictObject({ id: z.uuid(), value: z.unknown() }).optional(),
  })
  .refine(patch => patch.on !== undefined || patch.correct, 'Say what to change: `on` or `correct`.')

export const erasureSchema = z.strictObject({ confirm: z.literal(true) })

/** How many rows of each kind were erased; never what they held. */
export const receiptSchema = z.object({ erasedAt: z.string(), counts: z.record(z.string(), z.int()) })
export type Receipt = z.infer<typeof receiptSchema>

/** Where a visitor first came from. Each is null where it is not known; `page` is a path without what could be a secret. */
export type Source = {
  channel: 'page' | 'widget'
  site: string | null
  page: string | null
  referrerHost: string | null
  utm: {
    source: string | null
    medium: string | null
    campaign: string | null
    term: string | null
    content: string | null
  }
}
