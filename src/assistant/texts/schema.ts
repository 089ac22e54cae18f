import { z } from 'zod'
import { versionNumber } from '../../kernel/input.ts'

const version = z.int().min(0)

/** One answer text as an administrator edits it. */
export const answerTextSchema = z
  .object({
    key: z.string(),
    label: z.string(),
    /** What is said now, before its values are put in */
    body: z.string(),
    /** The release's own words */
    release: z.string(),
    /** Whether staff worded it */
    edited: z.boolean(),
    /** 0: nobody ever did */
    version,
    at: z.string().nullable(),
    by: z.string().nullable(),
    /** Placeholders that it must name */
    needed: z.array(z.string()),
  })
  .meta({ id: 'AnswerText' })
export type AnswerTextEntry = z.infer<typeof answerTextSchema>

export const answerTextsSchema = z.object({
  items: z.array(answerTextSchema),
  placeholders: z.array(z.object({ name: z.string(), means: z.string() })),
})
export type AnswerTexts = z.infer<typeof answerTextsSchema>

export const answerTextInputSchema = z.strictObject({
  key: z.string().max(40),
  /** Null brings the release's own words back */
  body: z.string().trim().min(1).max(4_000).nullable(),
  /** The version that was edited: another one since is a conflict */
  version: versionNumber,
})

export const answerPreviewInputSchema = z.strictObject({ key: z.string().max(40), body: z.string().max(4_000) })
export const answerPreviewSchema = z.object({
  /** With the values as they are now; null where it could not be said */
  text: z.string().nullable(),
  problems: z.array(z.string()),
})
export type AnswerPreview = z.infer<typeof answerPreviewSchema>

export const answerVersionsSchema = z.object({
  items: z.array(z.object({ version, body: z.string().nullable(), at: z.string(), by: z.string().nullable() })),
})
export type AnswerVersions = z.infer<typeof answerVersionsSchema>
