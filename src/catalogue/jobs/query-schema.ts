import { z } from 'zod'
import { line } from '../../kernel/input.ts'
import { list } from '../query-list.ts'
import {
  type JobWish,
  jobLevelSchema,
  jobTypeSchema,
  payPerSchema,
  postingStateSchema,
  remoteSchema,
} from './schema.ts'

/** The part of a search that only jobs know. Amounts are in minor units, `payMin` for a year unless `payPer` says. */
export const jobQueryShape = {
  kind: z.enum(['home', 'job']).default('home'),
  q: z.string().max(500).optional(),
  remote: list(remoteSchema, 20),
  type: list(jobTypeSchema, 20),
  level: list(jobLevelSchema, 20),
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
  source: line(100).optional(),
  state: list(z.union([postingStateSchema, z.literal('any')]), 20),
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
