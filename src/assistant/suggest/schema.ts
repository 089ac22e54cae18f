import { z } from 'zod'

export const suggestionKindSchema = z.enum(['reply', 'summary', 'next_step'])
export type SuggestionKind = z.infer<typeof suggestionKindSchema>

export const suggestionInputSchema = z.strictObject({ kind: suggestionKindSchema })

/** Words for staff to look at, change and use: never sent by themselves. */
export const suggestionSchema = z
  .object({
    kind: suggestionKindSchema,
    text: z.string(),
    /** Whether a model worded it from the rows, or the rules did */
    by: z.enum(['model', 'rules']),
    /** What it rests on: `message 14`, `Velmora Avalon, as of 20 November 2026` */
    sources: z.array(z.object({ label: z.string(), messageNumber: z.int().nullable() })),
  })
  .meta({ id: 'Suggestion' })
export type Suggestion = z.infer<typeof suggestionSchema>
