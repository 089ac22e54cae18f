import { z } from 'zod'
import { comparisonSchema, wishSchema } from '../../catalogue/schema.ts'
import { line } from '../../kernel/input.ts'
import { objectionSchema, sentimentSchema, stageSchema } from '../schema.ts'

export const cardRuleSchema = z.enum([
  'visit_trigger',
  'callback_trigger',
  'budget_objection',
  'location_objection',
  'possession_objection',
  'construction_risk_objection',
  'schools_question',
  'investment_question',
  'budget_upsell',
  'configuration_upsell',
  'silence',
  'info_provided',
  'general_tip',
])
export type CardRule = z.infer<typeof cardRuleSchema>

export const cardTypeSchema = z.enum([
  'conversion_trigger',
  'objection_handled',
  'qualification_opportunity',
  'upsell_opportunity',
  'action_suggestion',
  'info_provided',
])
export type CardType = z.infer<typeof cardTypeSchema>

export const cardPrioritySchema = z.enum(['high', 'medium', 'low'])
export type CardPriority = z.infer<typeof cardPrioritySchema>

/** What a card rests on: the message, the listing, and the figures that its words name. */
export const cardEvidenceSchema = z.object({
  /** Of the conversation, or of the line of a call */
  messageNumber: z.int(),
  listing: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  /** In words: what was counted or read, and what came of it */
  figures: z.array(z.object({ label: z.string(), text: z.string() })),
})
export type CardEvidence = z.infer<typeof cardEvidenceSchema>

export const cardMarkSchema = z.enum(['done', 'not_useful'])
export type CardMark = z.infer<typeof cardMarkSchema>

/** Advice to staff about one moment of a conversation or call. In no schema of a visitor or of the model. */
export const coachingCardSchema = z
  .object({
    id: z.uuid(),
    rule: cardRuleSchema,
    type: cardTypeSchema,
    priority: cardPrioritySchema,
    message: z.string(),
    /** Words to say or send as they are */
    script: z.string().nullable(),
    evidence: cardEvidenceSchema,
    /** RFC 3339 */
    dealtAt: z.string(),
    /** What staff thought of it last */
    mark: cardMarkSchema.nullable(),
  })
  .meta({ id: 'CoachingCard' })
export type CoachingCard = z.infer<typeof coachingCardSchema>

export const marketBandSchema = z.enum(['excellent_value', 'good_value', 'market_average', 'premium', 'luxury_premium'])
export type MarketBand = z.infer<typeof marketBandSchema>

/** A unit's price against its locality's average, each by the square foot. */
export const marketPositionSchema = z.object({
  /** `3 BHK` */
  unit: z.string(),
  band: marketBandSchema,
  /** Percent under (+) or over (−) the average, to one decimal */
  percent: z.number(),
  /** Minor units by the square foot */
  perSqft: z.int(),
  average: z.int(),
})
export type MarketPosition = z.infer<typeof marketPositionSchema>

export const marketGradeSchema = z.object({
  grade: z.enum(['A+', 'A', 'B+', 'B', 'C']),
  /** 0 to 100, the sum of the parts */
  points: z.int(),
  parts: z.array(z.object({ label: z.string(), text: z.string(), points: z.int() })),
})
export type MarketGrade = z.infer<typeof marketGradeSchema>

/** A locality's past figures as staff see them. No forecast. */
export const marketViewSchema = z.object({
  place: z.string(),
  currency: z.string(),
  average: z.int().nullable(),
  growth1y: z.number().nullable(),
  growth5y: z.number().nullable(),
  rentalYield: z.number().nullable(),
  trend: z.string().nullable(),
  source: z.string(),
  /** YYYY-MM-DD */
  asOf: z.string(),
  sample: z.boolean(),
  /** Null where a number is missing */
  grade: marketGradeSchema.nullable(),
  /** Of the listing in focus, the unit that meets the wish first; null where a number is missing */
  position: marketPositionSchema.nullable(),
})
export type MarketView = z.infer<typeof marketViewSchema>

export const urgencyKindSchema = z.enum(['few_left', 'sold_out', 'price_change', 'offer_ends', 'visits_booked'])
export type UrgencyKind = z.infer<typeof urgencyKindSchema>

/** Something about the listing that does not wait, from a dated row. */
export const urgencySchema = z.object({
  kind: urgencyKindSchema,
  level: z.enum(['critical', 'high', 'medium']),
  text: z.string(),
  /** Where it stands: `catalogue`, `price history`, `offers`, `appointments` */
  source: z.string(),
  /** RFC 3339 or YYYY-MM-DD: the row's own date */
  asOf: z.string(),
})
export type Urgency = z.infer<typeof urgencySchema>

export const personaSchema = z.enum(['first_time_buyer', 'investor', 'senior_citizen', 'family'])
export type Persona = z.infer<typeof personaSchema>

/** A thing not known yet, worth asking for; ordered by who buys. */
export const openQuestionSchema = z.object({ key: z.string(), text: z.string() })
export type OpenQuestion = z.infer<typeof openQuestionSchema>

/** A stored fact in words, ordered by who buys. */
export const knownFactSchema = z.object({ key: z.string(), label: z.string(), text: z.string() })
export type KnownFact = z.infer<typeof knownFactSchema>

/** Everything that stands beside a conversation for who sells. Staff alone. */
export const coachingSchema = z
  .object({
    personId: z.uuid(),
    /** The person's newest at the sales desk unless one is named; null where there is none */
    conversationId: z.uuid().nullable(),
    stage: stageSchema,
    sentiment: z.object({
      /** Of the last 20 messages: 1 excited to −1 frustrated; null before the first */
      average: z.number().nullable(),
      /** The last ten, oldest first */
      last: z.array(z.object({ number: z.int(), sentiment: sentimentSchema, frustration: z.int(), at: z.string() })),
    }),
    objections: z.array(z.object({ kind: objectionSchema, count: z.int(), messageNumber: z.int(), at: z.string() })),
    wish: wishSchema,
    persona: personaSchema.nullable(),
    known: z.array(knownFactSchema),
    questions: z.array(openQuestionSchema),
    /** Not marked yet, newest turn first and by priority within it; at most 12 */
    cards: z.array(coachingCardSchema),
    focus: z
      .object({ id: z.uuid(), slug: z.string(), name: z.string(), place: z.string(), sample: z.boolean() })
      .nullable(),
    market: marketViewSchema.nullable(),
    urgency: z.array(urgencySchema).max(3),
    /** The home in focus beside others for this wish */
    alternatives: comparisonSchema.nullable(),
  })
  .meta({ id: 'Coaching' })
export type Coaching = z.infer<typeof coachingSchema>

export const coachingQuerySchema = z.object({ conversation: z.uuid().optional() })
export const cardMarkInputSchema = z.strictObject({ mark: cardMarkSchema.nullable() })

export const callInputSchema = z.strictObject({
  /** Made by the writer's device: the same id again is the same line */
  id: z.uuid(),
  /** What the caller said, as staff type it */
  text: line(2_000),
})

export const callLineSchema = z.object({
  id: z.uuid(),
  number: z.int(),
  text: z.string(),
  /** Who typed it */
  by: z.string().nullable(),
  at: z.string(),
})
export type CallLine = z.infer<typeof callLineSchema>

/** What to say next on the telephone, from the caller's words and the rows. */
export const callSheetSchema = z.object({
  situation: z.array(z.string()),
  questions: z.array(z.string()),
  nextStep: z.string(),
  pushback: z.array(z.object({ objection: objectionSchema, answer: z.string() })),
  closing: z.string(),
  /** To send afterwards */
  message: z.string(),
})
export type CallSheetWords = z.infer<typeof callSheetSchema>

/** A telephone call as staff type it: lines within half an hour of each other are one call. */
export const callSchema = z
  .object({
    id: z.uuid(),
    startedAt: z.string(),
    lines: z.array(callLineSchema),
    wish: wishSchema,
    homes: z.array(z.object({ id: z.uuid(), slug: z.string(), name: z.string(), line: z.string() })),
    /** How many homes meet the wish */
    total: z.int(),
    cards: z.array(coachingCardSchema),
    sheet: callSheetSchema,
  })
  .meta({ id: 'Call' })
export type Call = z.infer<typeof callSchema>

export const callsSchema = z.object({
  /** The call that goes on now, or the last one; null where nobody typed one */
  current: callSchema.nullable(),
  earlier: z.array(z.object({ id: z.uuid(), startedAt: z.string(), lines: z.array(callLineSchema) })),
})
export type Calls = z.infer<typeof callsSchema>
