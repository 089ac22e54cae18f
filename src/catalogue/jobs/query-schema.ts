import { z } from 'zod'
import { storable } from '../../kernel/text.ts'
import {
  type JobWish,
  jobLevelSchema,
  jobTypeSchema,
  payPerSchema,
  postingStateSchema,
  remoteSchema,
} from './schema.ts'

/** `?type=part_time,contract` and `?type=part_time&type=contract` say the same. */
const list = <Item extends z.ZodType<string>>(item: Item) =>
  z
    .union([z.string(), z.array(z.string()).max(20)])
    .transform(given =>
      [given]
        .flat()
        .flatMap(text => text.split(','))
        .map(text => text.trim())
        .filter(Boolean),
    )
    .pipe(z.array(item).max(20) as unknown as z.ZodType<z.output<Item>[], string[]>)
    .optional()

/** The part of a search that only jobs know. Amounts are in minor units, `payMin` for a year unless `payPer` says. */
export const jobQueryShape = {
  kind: z.enum(['home', 'job']).default('home'),
  q: z.string().max(500).optional(),
  remote: list(remoteSchema),
  type: list(jobTypeSchema),
  level: list(jobLevelSchema),
  payMin: z.coerce
    .number()
    .int()
    .positive()
    .max(Number.MAX_SAFE_INTEGER / 2_080)
    .optional(),
  payPer: payPerSchema.optional(),
  currency: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  postedWithin: z.coerce.number().int().min(1).max(3_650).optional(),
  source: z.string().transform(storable).pipe(z.string().trim().min(1).max(100)).optional(),
  state: list(z.union([postingStateSchema, z.literal('any')])),
  order: z.enum(['relevance', 'newest']).optional(),
}
const jobQuerySchema = z.object(jobQueryShape)
type JobQuery = z.output<typeof jobQuerySchema>

/** Splits a query into what it asks of jobs and what is left for homes. */
export function splitQuery<Query extends JobQuery & { place?: string[] | undefined }>(query: Query) {
  const { kind, q, remote, type, level, payMin, payPer, currency, postedWithin, source, state, order, ...homes } = query
  const job: JobWish = {
    ...{ q, place: query.place, remote, type, level, payMin, payPer, currency, postedWithin, source, state, order },
  }
  return { kind, job, homes }
}
