import { createHash } from 'node:crypto'
import { z } from 'zod'
import { programmeSchema, promptKeySchema, promptSchema } from './schema.ts'

const promptDefinition = promptSchema.extend({
  text: z.string().trim().min(1).max(500),
  help: z.string().trim().min(1).max(500).nullable(),
  advice: z.strictObject({ characters: z.int().positive(), items: z.int().positive().nullable() }),
  /** Which facts a list of short items in the answer states, if any */
  yields: z.enum(['skill', 'work_value']).optional(),
})
const stepDefinition = z.strictObject({
  number: z.int().positive(),
  title: z.string().trim().min(1).max(100),
  intro: z.string().trim().min(1).max(1000),
  prompts: z.array(z.strictObject(promptDefinition.shape)).min(1).max(50),
})

/** A version as its file holds it: what people see, what its answers yield, and where each prompt of an older version went. */
export const definitionSchema = z.strictObject({
  ...programmeSchema.shape,
  title: z.string().trim().min(1).max(100),
  summary: z.string().trim().min(1).max(1000),
  steps: z.array(stepDefinition).min(1).max(99),
  /** Null in the first version */
  from: z
    .strictObject({
      version: z.int().positive(),
      /** Every prompt of that version: the prompt that asks it now, or `retired` */
      map: z.record(promptKeySchema, z.union([promptKeySchema, z.literal('retired')])),
    })
    .nullable(),
})
export type Definition = z.infer<typeof definitionSchema>
export type PromptDefinition = Definition['steps'][number]['prompts'][number]

/** All prompts in the order in which they are asked, each with the number of its step. */
export function promptsOf(definition: Pick<Definition, 'steps'>): (PromptDefinition & { step: number })[] {
  return definition.steps.flatMap(step => step.prompts.map(prompt => ({ ...prompt, step: step.number })))
}

/** What stands for a version's every word: 64 hexadecimal characters, whatever the order and spacing of its file. */
export function checksumOf(definition: Definition): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(definition)))
    .digest('hex')
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]))
}
