import { z } from 'zod'
import { line } from '../../kernel/input.ts'

export const remoteSchema = z.enum(['onsite', 'hybrid', 'remote'])
export const jobTypeSchema = z.enum(['full_time', 'part_time', 'contract', 'internship', 'temporary'])
export const jobLevelSchema = z.enum(['entry', 'mid', 'senior', 'lead', 'unknown'])
export const payPerSchema = z.enum(['year', 'month', 'day', 'hour'])
export const postingStateSchema = z.enum(['saved', 'applied', 'interviewing', 'offered', 'rejected'])
export const rejectedBySchema = z.enum(['me', 'employer'])
export type Remote = z.infer<typeof remoteSchema>
export type JobType = z.infer<typeof jobTypeSchema>
export type JobLevel = z.infer<typeof jobLevelSchema>
export type PayPer = z.infer<typeof payPerSchema>
export type PostingState = z.infer<typeof postingStateSchema>

/** Amounts in minor units; either end may be open. */
export const paySchema = z.object({
  min: z.int().nullable(),
  max: z.int().nullable(),
  currency: z.string(),
  per: payPerSchema,
})
export type Pay = z.infer<typeof paySchema>

/** What a person last did about a posting. */
export const ownStateSchema = z.object({
  state: postingStateSchema,
  by: rejectedBySchema.nullable(),
  note: z.string().nullable(),
  /** RFC 3339 */
  at: z.string(),
})
export type OwnState = z.infer<typeof ownStateSchema>

export const postingCardSchema = z
  .object({
    id: z.uuid(),
    kind: z.literal('job'),
    title: z.string(),
    company: z.string(),
    place: z.object({ text: z.string().nullable(), city: z.string().nullable(), country: z.string().nullable() }),
    /** null: the posting does not say */
    remote: remoteSchema.nullable(),
    type: jobTypeSchema.nullable(),
    level: jobLevelSchema,
    pay: paySchema.nullable(),
    skills: z.array(z.string()),
    values: z.array(z.string()),
    url: z.string().nullable(),
    source: z.string(),
    sourceId: z.string(),
    /** RFC 3339 */
    postedAt: z.string().nullable(),
    closedAt: z.string().nullable(),
    sample: z.boolean(),
  })
  .meta({ id: 'PostingCard' })
export type PostingCard = z.infer<typeof postingCardSchema>

export const postingSchema = postingCardSchema.extend({ description: z.string() }).meta({ id: 'Posting' })
export type Posting = z.infer<typeof postingSchema>

/** `here`: in the place asked for, or none was; the others were added because there were few. */
export const foundWhereSchema = z.enum(['here', 'remote', 'elsewhere'])
export const foundPostingSchema = postingCardSchema
  .extend({ where: foundWhereSchema, state: ownStateSchema.nullable() })
  .meta({ id: 'FoundPosting' })
export type FoundPosting = z.infer<typeof foundPostingSchema>

export const postingSearchSchema = z
  .object({
    kind: z.literal('job'),
    items: z.array(foundPostingSchema),
    cursor: z.string().nullable(),
    /** How many fit exactly; counted up to 1,000 */
    total: z.int(),
    /** Words that were taken for others: what was typed, and what was searched for */
    corrected: z.array(z.object({ typed: z.string(), taken: z.string() })),
    widened: z.boolean(),
  })
  .meta({ id: 'PostingSearch' })
export type PostingSearch = z.infer<typeof postingSearchSchema>

/** What a search for jobs may ask, beside `q` and the place. `payMin` is in minor units, for a year unless `payPer` says. */
export type JobWish = {
  q?: string | undefined
  /** Parts of one place: a city, a country or its code; all must fit */
  place?: string[] | undefined
  remote?: Remote[] | undefined
  type?: JobType[] | undefined
  level?: JobLevel[] | undefined
  payMin?: number | undefined
  payPer?: PayPer | undefined
  currency?: string | undefined
  /** Days */
  postedWithin?: number | undefined
  source?: string | undefined
  /** Own states; closed postings are found too */
  state?: (PostingState | 'any')[] | undefined
  order?: 'relevance' | 'newest' | undefined
}

export const matchPartNames = ['skills', 'values', 'place', 'pay', 'level'] as const
export const jobMatchPartSchema = z.object({
  name: z.enum(matchPartNames),
  points: z.int(),
  max: z.int(),
  /** false: the posting or the person does not say; such a part gives 0 */
  known: z.boolean(),
  reason: z.string(),
  /** The person's facts that it rests on */
  factIds: z.array(z.uuid()),
})
export type JobMatchPart = z.infer<typeof jobMatchPartSchema>

export const jobMatchSchema = z
  .object({
    listing: postingCardSchema,
    /** Sum of the points of all parts, 0–100 */
    score: z.int(),
    /** The most that the known parts could give */
    possible: z.int(),
    strength: z.enum(['strong', 'moderate', 'weak']),
    parts: z.array(jobMatchPartSchema),
    state: ownStateSchema.nullable(),
  })
  .meta({ id: 'JobMatch' })
export type JobMatch = z.infer<typeof jobMatchSchema>

export const matchPageSchema = z.object({ items: z.array(jobMatchSchema), cursor: z.string().nullable() })
export type MatchPage = z.infer<typeof matchPageSchema>

export const STRONG = 70
export const MODERATE = 40
export const strengthOf = (score: number): JobMatch['strength'] =>
  score >= STRONG ? 'strong' : score >= MODERATE ? 'moderate' : 'weak'

export const stateInputSchema = z
  .strictObject({ state: postingStateSchema, by: rejectedBySchema.optional(), note: line(2_000).optional() })
  .refine(({ state, by }) => (state === 'rejected') === (by !== undefined), {
    path: ['by'],
    message: 'Say who rejected, `me` or `employer`, with `rejected` and only then.',
  })

/** A row of the history: `undone` was taken back later. */
export const stateEntrySchema = ownStateSchema.extend({ id: z.uuid(), undone: z.boolean() })

export const noteInputSchema = z.strictObject({ text: line(10_000) })
export const noteSchema = z
  .object({
    id: z.uuid(),
    text: z.string(),
    createdAt: z.string(),
    changedAt: z.string(),
    version: z.int(),
    /** Earlier wordings, oldest first */
    history: z.array(z.object({ version: z.int(), text: z.string(), at: z.string() })),
  })
  .meta({ id: 'PostingNote' })
export type PostingNote = z.infer<typeof noteSchema>

/** What one person did about one posting. */
export const ownWorkSchema = z
  .object({ current: ownStateSchema.nullable(), states: z.array(stateEntrySchema), notes: z.array(noteSchema) })
  .meta({ id: 'OwnWork' })
export type OwnWork = z.infer<typeof ownWorkSchema>

/** Everything that somebody wishes for in work. A list that is left out stays as it is; an empty one empties it. */
export const preferencesInputSchema = z.strictObject({
  skills: z.array(line(200)).max(100).optional(),
  /** What matters most comes first */
  values: z.array(line(200)).max(20).optional(),
  roles: z.array(line(200)).max(20).optional(),
  places: z
    .array(
      z.strictObject({
        city: line(80),
        country: z
          .string()
          .regex(/^[A-Z]{2}$/)
          .optional(),
      }),
    )
    .max(20)
    .optional(),
  modes: z.array(remoteSchema).max(3).optional(),
  types: z.array(jobTypeSchema).max(5).optional(),
  level: jobLevelSchema.exclude(['unknown']).nullable().optional(),
  pay: z
    .strictObject({ minor: z.int().positive(), currency: z.string().regex(/^[A-Z]{3}$/), per: payPerSchema })
    .nullable()
    .optional(),
  matchMail: z.boolean().optional(),
})
export type PreferencesInput = z.infer<typeof preferencesInputSchema>

export const preferencesSchema = z
  .object({
    skills: z.array(z.string()),
    values: z.array(z.string()),
    roles: z.array(z.string()),
    places: z.array(z.object({ city: z.string(), country: z.string().optional() })),
    modes: z.array(remoteSchema),
    types: z.array(jobTypeSchema),
    level: jobLevelSchema.exclude(['unknown']).nullable(),
    pay: z.object({ minor: z.int(), currency: z.string(), per: payPerSchema }).nullable(),
    matchMail: z.boolean(),
    /** Whether the e-mail address is proven: before that no match mail leaves */
    emailProven: z.boolean(),
  })
  .meta({ id: 'Preferences' })
export type Preferences = z.infer<typeof preferencesSchema>

export const postingFormatSchema = z.enum(['json', 'csv', 'greenhouse', 'remoteok'])
export type PostingFormat = z.infer<typeof postingFormatSchema>

export const refusedEntrySchema = z.object({
  line: z.int(),
  field: z.string().nullable(),
  code: z.string(),
  message: z.string(),
  /** The entry as it came */
  content: z.string(),
})
export type RefusedEntry = z.infer<typeof refusedEntrySchema>

export const postingCountsSchema = z.object({
  read: z.int(),
  added: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  closed: z.int(),
  refused: z.int(),
})
export type PostingCounts = z.infer<typeof postingCountsSchema>

export const postingImportSchema = z
  .object({
    id: z.uuid(),
    kind: z.literal('job'),
    source: z.string(),
    fileName: z.string(),
    format: postingFormatSchema,
    complete: z.boolean(),
    counts: postingCountsSchema,
    createdAt: z.string(),
    /** The first thousand refused entries */
    refused: z.array(refusedEntrySchema),
  })
  .meta({ id: 'PostingImport' })
export type PostingImport = z.infer<typeof postingImportSchema>

export const feedInputSchema = z.strictObject({
  name: line(120),
  url: z.string().trim().max(2_000),
  shape: postingFormatSchema,
  /** Whose ids its entries carry; the name unless told */
  source: line(100).optional(),
  cron: z.string().trim().min(1).max(100),
  timeZone: z.string().max(64).optional(),
  /** Whether what is missing from it is closed; by default as the shape has it */
  complete: z.boolean().optional(),
  enabled: z.boolean().default(false),
})
export type FeedInput = z.input<typeof feedInputSchema>
export const feedPatchSchema = feedInputSchema
  .omit({ shape: true, source: true })
  .extend({ enabled: z.boolean() })
  .partial()
export type FeedPatch = z.infer<typeof feedPatchSchema>

export const feedRunSchema = z
  .object({
    id: z.uuid(),
    startedAt: z.string(),
    endedAt: z.string().nullable(),
    outcome: z.enum(['imported', 'unchanged', 'failed']).nullable(),
    reason: z.string().nullable(),
    importId: z.uuid().nullable(),
    counts: postingCountsSchema.nullable(),
  })
  .meta({ id: 'FeedRun' })
export type FeedRun = z.infer<typeof feedRunSchema>

export const feedSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    url: z.string(),
    shape: postingFormatSchema,
    source: z.string(),
    cron: z.string(),
    timeZone: z.string(),
    complete: z.boolean(),
    enabled: z.boolean(),
    failures: z.int(),
    nextAt: z.string().nullable(),
    lastRun: feedRunSchema.nullable(),
  })
  .meta({ id: 'Feed' })
export type Feed = z.infer<typeof feedSchema>

export const sampleCountSchema = z.object({ postings: z.int() })
