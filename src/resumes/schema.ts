import { z } from 'zod'

/** What counts as a word of a résumé: `C++`, `24/7` and `5%` are one, a dash alone is none. */
export const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’+#./&%-]*/gu

export const LONGEST_TEXT = 60_000

export const resumeNameSchema = z.string().trim().min(1).max(120)
export const resumeTextSchema = z.string().trim().min(1).max(LONGEST_TEXT)

const versionHeadSchema = z.object({
  /** Of the version; wherever a résumé's id is wanted, this names the résumé too */
  id: z.uuid(),
  resumeId: z.uuid(),
  number: z.int(),
  kind: z.enum(['canonical', 'tailored']),
  madeBy: z.enum(['person', 'rules', 'model']),
  /** Number of the version that it was made from */
  basedOn: z.int().nullable(),
  /** For which posting; as it was called then */
  listing: z.object({ id: z.uuid(), title: z.string(), company: z.string().nullable() }).nullable(),
  fileId: z.uuid().nullable(),
  /** RFC 3339 */
  createdAt: z.string(),
})
export type VersionHead = z.infer<typeof versionHeadSchema>

export const versionSchema = versionHeadSchema.extend({
  name: z.string(),
  text: z.string(),
  /** What an earlier system said of this version, as it was written there; an import keeps it */
  earlierFeedback: z.string().nullable(),
})
export type Version = z.infer<typeof versionSchema>

export const resumeSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  createdAt: z.string(),
  /** Oldest first */
  versions: z.array(versionHeadSchema),
  /** The one asked for, else the newest */
  version: versionSchema,
})
export type Resume = z.infer<typeof resumeSchema>

export const resumeListSchema = z.object({
  items: z.array(
    z.object({ id: z.uuid(), name: z.string(), createdAt: z.string(), versions: z.int(), latest: versionHeadSchema }),
  ),
  cursor: z.string().nullable(),
})
export type ResumeList = z.infer<typeof resumeListSchema>

const oneOf = (given: Record<string, unknown>) => Object.values(given).filter(value => value !== undefined).length === 1

export const newResumeSchema = z
  .strictObject({ name: resumeNameSchema, text: resumeTextSchema.optional(), fileId: z.uuid().optional() })
  .refine(({ text, fileId }) => oneOf({ text, fileId }), 'Give either `text` or `fileId`.')

export const newVersionSchema = z
  .strictObject({
    text: resumeTextSchema.optional(),
    fileId: z.uuid().optional(),
    restore: z.int().positive().optional(),
  })
  .refine(oneOf, 'Give one of `text`, `fileId` and `restore`, the number of an earlier version.')

export const checkCodes = [
  ...['contact', 'length', 'summary', 'skills', 'date_order', 'gaps', 'bullets_per_role', 'figures', 'bullet_length'],
  ...['opening_verb', 'repeated_verb', 'first_person', 'abbreviation', 'keywords'],
] as const
export type CheckCode = (typeof checkCodes)[number]

export const checkSchema = z.object({
  code: z.string(),
  passed: z.boolean(),
  /** Numbers of the lines that it speaks of, the first is 1 */
  lines: z.array(z.int()),
  /** A sentence: what would be better, or that it is well */
  advice: z.string(),
  /** Of `keywords` alone: the posting's words that the text has, and has not */
  present: z.array(z.string()).optional(),
  missing: z.array(z.string()).optional(),
})
export type Check = z.infer<typeof checkSchema>

export const feedbackSchema = z.object({ versionId: z.uuid(), version: z.int(), checks: z.array(checkSchema) })
export type Feedback = z.infer<typeof feedbackSchema>

const wordsSchema = z.array(z.object({ text: z.string(), changed: z.boolean() }))
export const diffLineSchema = z.object({
  kind: z.enum(['same', 'removed', 'added']),
  /** The line's number in the text that has it; of what is the same, in the older */
  number: z.int(),
  text: z.string(),
  /** Of a line that stands against another: its words, and which of them changed. Together they are the text. */
  words: wordsSchema.nullable(),
})
export const diffSchema = z.object({
  from: versionHeadSchema,
  to: versionHeadSchema,
  hunks: z.array(z.object({ fromLine: z.int(), toLine: z.int(), lines: z.array(diffLineSchema) })),
})
export type Diff = z.infer<typeof diffSchema>
export type DiffLine = z.infer<typeof diffLineSchema>

/** What tailoring and feedback need to know of a posting. */
export type Posting = { id: string; title: string; company: string | null; skills: string[]; description: string }
