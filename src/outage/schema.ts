import { z } from 'zod'

export const entryKindSchema = z.enum(['message', 'visit', 'callback', 'file'])
/** What is taken while the store is away. */
export type EntryKind = z.infer<typeof entryKindSchema>

/**
 * Who speaks, as far as it can be told without the store: hashes of a visitor key and of a session's token, each authentic, and the
 * mark that all sessions of an account have in common.
 */
export const speakerSchema = z.object({
  keyHash: z.string().optional(),
  tokenHash: z.string().optional(),
  accountMark: z.string().optional(),
})
export type Speaker = z.infer<typeof speakerSchema>

/** One intent of somebody, as it lies in a journal. */
export const entrySchema = z.object({
  id: z.uuid(),
  kind: entryKindSchema,
  /** When it was received; no two of one process at the same instant */
  at: z.string(),
  speaker: speakerSchema,
  /** What the verb of its kind takes, by which the same intent is known again */
  content: z.record(z.string(), z.unknown()),
})
export type Entry = z.infer<typeof entrySchema>

/** What is answered with 202: it is on our disk, and nothing has been done with it yet. */
export const keptSchema = z
  .object({
    kept: z.literal(true),
    id: z.uuid().describe('Of what was kept; another than the one that the client made.'),
    receivedAt: z.iso.datetime(),
    sentence: z.string().describe('What to say to whoever sent it.'),
    help: z
      .array(z.string())
      .nullable()
      .describe('Where help is at once, for who speaks of being in danger; null otherwise.'),
  })
  .meta({ id: 'Kept' })
export type KeptAnswer = z.infer<typeof keptSchema>

export const reviewSchema = z.object({
  id: z.uuid(),
  kind: entryKindSchema,
  receivedAt: z.iso.datetime(),
  settledAt: z.iso.datetime(),
  reason: z.string().describe('Code of the refusal.'),
  personId: z.uuid().nullable(),
  person: z
    .object({ name: z.string().nullable(), isMember: z.boolean() })
    .nullable()
    .describe('Whose it is; null where nobody knows, or knows any more.'),
  content: z.record(z.string(), z.unknown()).nullable().describe('What was said; null where its person was erased.'),
  fileBytes: z.int().nullable(),
  repeatable: z.boolean().describe('Whether it can be done again.'),
})
export type Review = z.infer<typeof reviewSchema>

export const reviewsSchema = z.object({
  items: z.array(reviewSchema).describe('The oldest 200.'),
  total: z.int(),
})
export type Reviews = z.infer<typeof reviewsSchema>

export const standingSchema = z.object({
  review: z.int().describe('Wait for somebody to see to them.'),
  waiting: z
    .int()
    .describe('Are in the database and on their way; what servers still have on their disks is not known here.'),
})
export type OutageStanding = z.infer<typeof standingSchema>

/** What a server keeps at present, for health and metrics. */
export type OutageFacts = {
  /** Not written into the store yet */
  entries: number
  /** On the disk */
  bytes: number
  oldest: Temporal.Instant | null
  /** Taken within the life of this process */
  taken: number
  /** Refused because there was no room, within the life of this process */
  refused: number
}
