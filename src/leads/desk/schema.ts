import { z } from 'zod'
import { InstantText, StaffAppointment } from '../../appointments/schema.ts'
import { line } from '../../kernel/input.ts'
import { rememberedFactSchema } from '../../people/schema.ts'
import { objectionSchema, sentimentSchema, stageSchema, temperatureSchema } from '../schema.ts'

/** `hot,warm` as a list of one of these; empty and repeated ones are passed over. */
const several = <Value extends string>(one: z.ZodType<Value, string>) =>
  z
    .string()
    .max(200)
    .transform(text => [...new Set(text.split(',').filter(Boolean))])
    .pipe(z.array(one))

/** As it is kept and compared: small letters, single blanks. */
export const tagSchema = line(40).transform(text => text.toLowerCase().replace(/\s+/g, ' '))

export const leadOrderSchema = z.enum(['hot', 'active', 'newest', 'name'])
export type LeadOrder = z.infer<typeof leadOrderSchema>

/** Which leads: each key narrows. */
export const leadFiltersSchema = z.object({
  /** Effective: an override that stands counts */
  temperature: several(temperatureSchema).optional(),
  stage: several(stageSchema).optional(),
  /** A member of the team by id, or one of these words */
  owner: z.union([z.enum(['me', 'nobody', 'somebody']), z.uuid()]).optional(),
  tag: tagSchema.optional(),
  visit: z.literal('upcoming').optional(),
  callback: z.literal('open').optional(),
  /** A human is wanted in their conversation */
  waiting: z.literal('human').optional(),
  /** Active within so many days */
  days: z.coerce.number().int().min(1).max(3650).optional(),
  /** Part of a name, a phone number or an e-mail address */
  q: z.string().trim().max(100).optional(),
})
export type LeadFilters = z.infer<typeof leadFiltersSchema>

export const leadListQuerySchema = leadFiltersSchema.extend({
  order: leadOrderSchema.default('hot'),
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export type LeadListQuery = z.infer<typeof leadListQuerySchema>

export const ownerSchema = z.object({ staffId: z.uuid(), name: z.string() })
export type LeadOwner = z.infer<typeof ownerSchema>

/** How warm somebody is: what counts, what was computed, and what staff set beside it, while that stands. */
const heat = {
  temperature: temperatureSchema,
  computed: temperatureSchema,
  overrideUntil: z.string().nullable(),
  engagement: z.number(),
  intent: z.number(),
}

export const leadLineSchema = z
  .object({
    personId: z.uuid(),
    name: z.string().nullable(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    isMember: z.boolean(),
    ...heat,
    stage: stageSchema,
    /** What they look for, in a few words */
    wish: z.string().nullable(),
    owner: ownerSchema.nullable(),
    tags: z.array(z.string()),
    nextVisit: z.object({ code: z.string(), at: z.string() }).nullable(),
    openCallback: z.object({ code: z.string(), dueAt: z.string() }).nullable(),
    /** The conversation in which a human is wanted */
    waiting: z.uuid().nullable(),
    lastActiveAt: z.string(),
    createdAt: z.string(),
  })
  .meta({ id: 'LeadLine' })
export type LeadLine = z.infer<typeof leadLineSchema>

export const leadPageSchema = z.object({ items: z.array(leadLineSchema), cursor: z.string().nullable() })
export type LeadPage = z.infer<typeof leadPageSchema>

/** Counted up to 1,000; with `more` there may be further ones. */
const count = z.object({ count: z.int(), more: z.boolean() })
export const leadCountsSchema = z.object({ all: count, hot: count, warm: count, cold: count })
export type LeadCounts = z.infer<typeof leadCountsSchema>

export const overrideSchema = z.object({
  id: z.uuid(),
  temperature: temperatureSchema,
  reason: z.string(),
  until: z.string(),
  by: z.string().nullable(),
  at: z.string(),
})
export type LeadOverride = z.infer<typeof overrideSchema>

export const leadNoteSchema = z.object({
  id: z.uuid(),
  text: z.string(),
  by: z.string().nullable(),
  /** Written by who asks: theirs to change */
  own: z.boolean(),
  at: z.string(),
  editedAt: z.string().nullable(),
})
export type LeadNote = z.infer<typeof leadNoteSchema>

const mention = z.object({ id: z.uuid(), slug: z.string(), name: z.string(), times: z.int(), lastAt: z.string() })

export const leadConversationSchema = z.object({
  id: z.uuid(),
  state: z.enum(['assistant', 'waiting', 'human', 'closed']),
  open: z.boolean(),
  messages: z.int(),
  lastAt: z.string().nullable(),
})

/** The specification's summary; any part may be missing. */
export const leadSummarySchema = z.object({
  ...heat,
  override: overrideSchema.nullable(),
  stage: stageSchema,
  sessions: z.int(),
  views: z.object({ listings: z.int(), times: z.int(), last: z.array(mention) }),
  interests: z.array(mention.extend({ level: z.string().nullable() })),
  rejected: z.array(mention.extend({ reason: z.string().nullable() })),
  objections: z.array(z.object({ type: objectionSchema, count: z.int(), lastAt: z.string() })),
  sentiment: z.object({ average: z.number(), last: sentimentSchema, messages: z.int() }).nullable(),
  visits: z.object({ scheduled: z.int(), completed: z.int() }),
  callbacks: z.object({ requested: z.int(), completed: z.int() }),
  brochures: z.int(),
  wish: z.array(z.object({ label: z.string(), text: z.string() })),
  owner: ownerSchema.nullable(),
  nextAppointment: StaffAppointment.nullable(),
})
export type LeadSummary = z.infer<typeof leadSummarySchema>

export const stagePointSchema = z.object({
  from: stageSchema.nullable(),
  to: stageSchema,
  at: z.string(),
  conversationId: z.uuid().nullable(),
  messageNumber: z.int().nullable(),
})
export const sentimentPointSchema = z.object({
  at: z.string(),
  sentiment: sentimentSchema,
  frustration: z.int(),
  conversationId: z.uuid(),
  messageNumber: z.int(),
})

export const leadSchema = z
  .object({
    personId: z.uuid(),
    name: z.string().nullable(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    /** Signs in with an account; the address where it is proven */
    account: z.object({ email: z.string(), proven: z.boolean() }).nullable(),
    /** Switched off, nothing new is remembered or scored */
    memoryOn: z.boolean(),
    createdAt: z.string(),
    lastActiveAt: z.string(),
    summary: leadSummarySchema,
    facts: z.array(rememberedFactSchema.extend({ text: z.string(), conversationId: z.uuid().nullable() })),
    tags: z.array(z.string()),
    notes: z.array(leadNoteSchema),
    appointments: z.array(StaffAppointment),
    conversations: z.array(leadConversationSchema),
    stages: z.array(stagePointSchema),
    sentiments: z.array(sentimentPointSchema),
  })
  .meta({ id: 'Lead' })
export type Lead = z.infer<typeof leadSchema>

export const timelineKindSchema = z.enum([
  'session',
  'listing',
  'signal',
  'stage',
  'appointment',
  'reminder',
  'note',
  'override',
  'owner',
  'hand_off',
  'merge',
])
export type TimelineKind = z.infer<typeof timelineKindSchema>

export const timelineQuerySchema = z.object({
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(40),
  kinds: several(timelineKindSchema).optional(),
})

/** Where an entry leads: within the console, or a listing's page. */
const link = z.discriminatedUnion('to', [
  z.object({ to: z.literal('conversation'), id: z.uuid(), number: z.int().nullable() }),
  z.object({ to: z.literal('appointment'), code: z.string() }),
  z.object({ to: z.literal('listing'), slug: z.string() }),
])

export const timelineEntrySchema = z
  .object({
    id: z.string(),
    kind: timelineKindSchema,
    at: z.string(),
    sentence: z.string(),
    /** What was written: a note, a reason, feedback */
    detail: z.string().nullable(),
    /** Who of the staff did it */
    by: z.string().nullable(),
    link: link.nullable(),
  })
  .meta({ id: 'TimelineEntry' })
export type TimelineEntry = z.infer<typeof timelineEntrySchema>
export const timelineSchema = z.object({ items: z.array(timelineEntrySchema), cursor: z.string().nullable() })
export type Timeline = z.infer<typeof timelineSchema>

export const overrideInputSchema = z.object({
  temperature: temperatureSchema,
  reason: line(500),
  /** An instant; the override ends with it */
  until: InstantText,
})
export const noteTextSchema = z.object({ text: line(4000) })
export const tagInputSchema = z.object({
  add: z.array(tagSchema).max(20).default([]),
  remove: z.array(tagSchema).max(20).default([]),
})
export const ownerInputSchema = z.object({ staffId: z.uuid().nullable() })
/** The same for a selection of leads. Who is gone meanwhile is passed over. */
export const bulkInputSchema = z.object({
  personIds: z.array(z.uuid()).min(1).max(200),
  staffId: z.uuid().nullish(),
  addTags: z.array(tagSchema).max(20).default([]),
  removeTags: z.array(tagSchema).max(20).default([]),
})

export const viewInputSchema = z.object({
  name: line(60),
  /** The list's address: filters and order, as they stand in it */
  query: z
    .record(z.string().max(30), z.string().max(200))
    .refine(query => Object.keys(query).length <= 20, 'has too many keys'),
  shared: z.boolean().default(false),
})
export const leadViewSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    query: z.record(z.string(), z.string()),
    shared: z.boolean(),
    own: z.boolean(),
    by: z.string().nullable(),
  })
  .meta({ id: 'LeadView' })
export type LeadView = z.infer<typeof leadViewSchema>

export const duplicateReasonSchema = z.enum(['phone', 'email', 'name'])
export const duplicateSchema = z
  .object({
    personId: z.uuid(),
    name: z.string().nullable(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    isMember: z.boolean(),
    lastActiveAt: z.string().nullable(),
    /** Why they look like one, strongest first */
    reasons: z.array(z.object({ reason: duplicateReasonSchema, text: z.string() })),
  })
  .meta({ id: 'LeadDuplicate' })
export type LeadDuplicate = z.infer<typeof duplicateSchema>

/** What is joined into the lead, as counts by what they are, in words. */
export const mergeSchema = z.object({
  id: z.uuid().nullable(),
  moved: z.array(z.object({ what: z.string(), count: z.int() })),
})
export type LeadMerge = z.infer<typeof mergeSchema>

export const mergeEntrySchema = z.object({
  id: z.uuid(),
  fromPersonId: z.uuid(),
  at: z.string(),
  undoneAt: z.string().nullable(),
  undoableUntil: z.string().nullable(),
  moved: z.array(z.object({ what: z.string(), count: z.int() })),
})
export type LeadMergeEntry = z.infer<typeof mergeEntrySchema>
export const duplicatesSchema = z.object({ items: z.array(duplicateSchema), merges: z.array(mergeEntrySchema) })
export type LeadDuplicates = z.infer<typeof duplicatesSchema>
