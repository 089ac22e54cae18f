import { z } from 'zod'
import { storable } from '../../kernel/text.ts'
import { jobLevelSchema, jobTypeSchema, payPerSchema, remoteSchema } from './schema.ts'

/** What an importer read of one posting, in the words of its file. */
export type RawEntry = {
  /** In a text file the line, in a list the place, from 1 */
  line: number
  fields: Record<string, unknown>
  /** The entry as it came, for who mends it */
  content: string
}

export type Problem = { field: string | null; code: string; message: string }

const text = (longest: number) =>
  z.union([z.string(), z.number().transform(String)]).transform(value => storable(value).trim().slice(0, longest))
const required = (longest: number) => text(longest).pipe(z.string().min(1))
const maybe = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .union([z.null(), z.literal('').transform(() => null), schema])
    .optional()
    .transform(value => value ?? null)
const words = z
  .array(text(200))
  .transform(list => [...new Set(list.filter(Boolean))].slice(0, 100))
  .nullish()
  .transform(value => value ?? [])
const amount = z
  .int()
  .nonnegative()
  .max(Number.MAX_SAFE_INTEGER / 2_080)
const instant = z
  .string()
  .trim()
  .transform((value, ctx) => toInstant(value) ?? ctx.addIssue({ code: 'custom', message: 'no date' }) ?? z.NEVER)

const entrySchema = z.object({
  sourceId: required(300),
  title: required(300),
  company: required(200),
  description: maybe(text(200_000)).transform(value => value ?? ''),
  place: z
    .object({
      text: maybe(text(200)),
      city: maybe(text(80)),
      country: maybe(
        z
          .string()
          .trim()
          .toUpperCase()
          .regex(/^[A-Z]{2}$/),
      ),
    })
    .nullish()
    .transform(value => value ?? { text: null, city: null, country: null }),
  remote: maybe(remoteSchema),
  type: maybe(jobTypeSchema),
  level: maybe(jobLevelSchema).transform(value => value ?? 'unknown'),
  pay: maybe(
    z
      .object({
        min: maybe(amount),
        max: maybe(amount),
        currency: z
          .string()
          .trim()
          .toUpperCase()
          .regex(/^[A-Z]{3}$/),
        per: maybe(payPerSchema).transform(value => value ?? 'year'),
      })
      .refine(({ min, max }) => min === null || max === null || min <= max, 'The least is more than the most.')
      .transform(pay => (pay.min === null && pay.max === null ? null : pay)),
  ),
  skills: words,
  values: words,
  url: maybe(
    z
      .string()
      .trim()
      .max(2_000)
      .refine(
        value => value === storable(value) && ['https:', 'http:'].includes(URL.parse(value)?.protocol ?? ''),
        'no address',
      ),
  ),
  postedAt: maybe(instant),
  closedAt: maybe(instant),
})
export type PostingDraft = z.output<typeof entrySchema>

const MESSAGES: Record<string, string> = {
  sourceId: 'The id of its source is missing.',
  title: 'The title is missing.',
  company: 'The company is missing.',
  remote: 'Say onsite, hybrid or remote, or leave it empty.',
  type: 'Say full_time, part_time, contract, internship or temporary, or leave it empty.',
  level: 'Say entry, mid, senior, lead or unknown, or leave it empty.',
  pay: 'Pay needs whole minor units, a currency such as EUR, and year, month, day or hour; the least is not more than the most.',
  place: 'The place needs texts, and a country of two letters such as DE.',
  url: 'The address is not http or https.',
  postedAt: 'The date cannot be read: write 2026-11-30 or 2026-11-30T09:00:00Z.',
  closedAt: 'The date cannot be read: write 2026-11-30 or 2026-11-30T09:00:00Z.',
}

/** A posting, or what is wrong with the entry: the first thing, with its field. */
export function judgeEntry(entry: RawEntry): PostingDraft | Problem {
  const parsed = entrySchema.safeParse(entry.fields)
  if (parsed.success) return parsed.data
  const field = String(parsed.error.issues[0]?.path[0] ?? '')
  const isMissing = ['sourceId', 'title', 'company'].includes(field)
  return {
    field: field || null,
    code: isMissing ? 'catalogue.posting_incomplete' : 'catalogue.posting_field',
    message: MESSAGES[field] ?? `The field ${field} cannot be read.`,
  }
}

/** RFC 3339 or a date, which is the start of that day in UTC; undefined for neither, and for what no database keeps. */
export function toInstant(value: string): Temporal.Instant | undefined {
  if (!/^(?!0000)\d{4}-/.test(value)) return undefined
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return Temporal.Instant.from(`${value}T00:00Z`)
    return Temporal.Instant.from(value.replace(/ (?=\d\d:)/, 'T'))
  } catch {
    return undefined
  }
}
