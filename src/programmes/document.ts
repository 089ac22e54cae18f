import { z } from 'zod'
import { storable } from '../kernel/text.ts'
import {
  actionSchema,
  enrolmentStateSchema,
  experimentSchema,
  learningSchema,
  obstacleSchema,
  programmeKeySchema,
  promptKeySchema,
  reflectionSchema,
} from './schema.ts'

const clean = (longest: number) => z.string().transform(storable).pipe(z.string().max(longest))
const moment = z.iso.datetime({ offset: true })
/** What was brought from before is as long as it was. */
const LONGEST = 2 * 1024 * 1024
const said = z.object({
  text: clean(LONGEST),
  value: z.int().min(1).max(10).nullable(),
  revision: z.int().positive().max(1_000_000_000),
  state: z.enum(['draft', 'final']),
  savedAt: moment,
})

/** An enrolment as a file: all that somebody wrote in it, loadable again. Instants are RFC 3339. */
export const enrolmentDocumentSchema = z.object({
  format: z.literal('mosaic-enrolment'),
  formatVersion: z.literal(1),
  exportedAt: moment,
  programme: programmeKeySchema,
  title: z.string(),
  version: z.int().positive(),
  state: enrolmentStateSchema,
  position: promptKeySchema.nullable(),
  createdAt: moment,
  completedAt: moment.nullable(),
  answers: z
    .array(
      said.extend({
        version: z.int().positive(),
        prompt: promptKeySchema,
        question: z.string(),
        answeredAt: moment.nullable(),
        private: z.boolean(),
        byOrder: z.boolean().optional(),
        /** What it said before, oldest first */
        revisions: z.array(said).max(10_000),
      }),
    )
    .max(1000),
  notes: z
    .array(z.object({ label: clean(500).nullable(), text: clean(LONGEST), at: moment.nullable() }))
    .max(10_000)
    .optional(),
  skips: z.array(z.object({ version: z.int().positive(), prompt: promptKeySchema, at: moment })).max(1000),
  experiments: z
    .array(
      experimentSchema.extend({
        title: clean(200),
        hypothesis: clean(2000),
        metric: clean(2000),
        resources: clean(2000),
        createdAt: moment,
        startedAt: moment.nullable(),
        endedAt: moment.nullable(),
        obstacles: z.array(obstacleSchema.extend({ label: clean(500), strategy: clean(2000) })).max(100),
        actions: z
          .array(actionSchema.extend({ label: clean(500), who: clean(200), doneAt: moment.nullable() }))
          .max(100),
        learnings: z.array(learningSchema.extend({ text: clean(2000), at: moment })).max(100),
        reflections: z
          .array(reflectionSchema.extend({ outcome: clean(4000), learning: clean(4000), at: moment }))
          .max(1000),
      }),
    )
    .max(100),
})
export type EnrolmentDocument = z.infer<typeof enrolmentDocumentSchema>
