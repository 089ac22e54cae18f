import { z } from 'zod'
import { versionNumber } from '../kernel/input.ts'

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

const threshold = z.object({
  /** Of engagement and intent together, or of intent alone */
  sum: z.number().min(0).max(20),
  intent: z.number().min(0).max(10),
})
/** What makes a lead hot or warm, and what one loses who stays away: after `idleDays`, for each `everyDays` more, a `share`. */
export const leadRulesSchema = z.object({
  hot: threshold,
  warm: threshold,
  decay: z.object({
    idleDays: z.int().min(1).max(365),
    everyDays: z.int().min(1).max(365),
    share: z.number().min(0).max(1),
  }),
})
export type LeadRules = z.infer<typeof leadRulesSchema>

/** `version` is the one that was looked at: where there is a newer one by now, nothing is saved. */
export const weightsInputSchema = z.object({
  version: versionNumber.min(1),
  weights: weightsSchema,
  rules: leadRulesSchema,
})
export type WeightsInput = z.infer<typeof weightsInputSchema>

/** A version held against every lead. `done` of `total` leads were looked at, `changed` of them scored otherwise. */
export const rescoreSchema = z
  .object({
    version: z.int(),
    total: z.int(),
    done: z.int(),
    changed: z.int(),
    wantedAt: z.string(),
    finishedAt: z.string().nullable(),
    by: z.string().nullable(),
  })
  .meta({ id: 'LeadRescore' })
export type Rescore = z.infer<typeof rescoreSchema>

/** The newest version, the last fifty with who saved them, and the newest rescoring. */
export const leadWeightsSchema = z
  .object({
    version: z.int(),
    weights: weightsSchema,
    rules: leadRulesSchema,
    versions: z.array(z.object({ version: z.int(), at: z.string(), by: z.string().nullable() })),
    rescore: rescoreSchema.nullable(),
  })
  .meta({ id: 'LeadWeights' })
export type LeadWeights = z.infer<typeof leadWeightsSchema>

const previewEntry = z.object({
  personId: z.uuid(),
  name: z.string().nullable(),
  engagement: z.number(),
  intent: z.number(),
})
/** The first ten hot leads as they are and as they would be, of the warmest that were `looked` at. */
export const weightsPreviewSchema = z
  .object({
    before: z.array(previewEntry),
    after: z.array(previewEntry),
    looked: z.int(),
    hotBefore: z.int(),
    hotAfter: z.int(),
  })
  .meta({ id: 'WeightsPreview' })
export type WeightsPreview = z.infer<typeof weightsPreviewSchema>

export const signalKindSchema = z.enum(['earned', 'reversed', 'decayed', 'rescored', 'merged'])

/** A row of the ledger as staff read it; `text` is the whole sentence, such as "+3 intent: booked a visit to Velmora Avalon". */
export const signalSchema = z
  .object({
    id: z.uuid(),
    component: componentSchema,
    kind: signalKindSchema,
    engagement: z.number(),
    intent: z.number(),
    text: z.string(),
    at: z.string(),
    weightsVersion: z.int(),
    reverses: z.uuid().nullable(),
    message: z.object({ id: z.uuid(), number: z.int(), conversationId: z.uuid() }).nullable(),
    listing: z.object({ id: z.uuid(), slug: z.string(), name: z.string() }).nullable(),
    appointment: z.object({ id: z.uuid(), code: z.string(), kind: z.string(), status: z.string() }).nullable(),
  })
  .meta({ id: 'LeadSignal' })
export type Signal = z.infer<typeof signalSchema>

const heat = {
  /** That counts: staff's while it stands */
  temperature: temperatureSchema,
  computed: temperatureSchema,
  override: z.object({ temperature: temperatureSchema, until: z.string() }).nullable(),
  engagement: z.number(),
  intent: z.number(),
}

/** A lead's ledger, newest rows first, and what it sums up to. */
export const ledgerSchema = z
  .object({
    personId: z.uuid(),
    items: z.array(signalSchema),
    cursor: z.string().nullable(),
    /** By component, as far as there is anything, with the most that each can hold at present */
    sums: z.array(
      z.object({
        component: componentSchema,
        engagement: z.number(),
        intent: z.number(),
        engagementCap: z.number(),
        intentCap: z.number(),
      }),
    ),
    ...heat,
  })
  .meta({ id: 'LeadLedger' })
export type Ledger = z.infer<typeof ledgerSchema>

export const hotLeadSchema = z.object({
  personId: z.uuid(),
  name: z.string().nullable(),
  ...heat,
  stage: stageSchema,
  lastActiveAt: z.string(),
})
export type HotLead = z.infer<typeof hotLeadSchema>

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
