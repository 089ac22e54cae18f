import { z } from 'zod'
import { line, words } from '../kernel/input.ts'

/** `3` in the short programme, `6.2` in the long one: step and place in it. */
export const promptKeySchema = z.string().regex(/^\d{1,2}(\.\d{1,2})?$/)
export const programmeKeySchema = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)

export const formKindSchema = z.enum(['experiment', 'obstacle', 'action', 'reflection'])
export type FormKind = z.infer<typeof formKindSchema>

/** Whole answers are kept; longer ones are refused. In UTF-16 units. */
export const ANSWER_MIN = 10
export const ANSWER_MAX = 4000

export const promptSchema = z.object({
  key: promptKeySchema,
  /** The question itself */
  text: z.string(),
  /** One or two sentences that help to begin */
  help: z.string().nullable(),
  /** `rating`: a number from 1 to 10, with or without words */
  kind: z.enum(['text', 'rating']),
  /** Advice only, never a bar: how much makes a good answer, and how many items where a list is asked for */
  advice: z.object({ characters: z.int(), items: z.int().nullable() }),
  /** The form that stands beside the text box */
  form: formKindSchema.nullable(),
})
export type Prompt = z.infer<typeof promptSchema>

/**
 * One released version of a programme: data that never changes. A programme of one step asks questions (`Question 3 of 8`),
 * one of several steps has prompts (`Step 6 of 10, prompt 2 of 4`). Every count shown is counted here.
 */
export const programmeSchema = z.object({
  key: programmeKeySchema,
  version: z.int().positive(),
  title: z.string(),
  /** What it is for, in two or three sentences, shown at the welcome */
  summary: z.string(),
  /** About how long it takes, in minutes */
  minutes: z.int().positive(),
  steps: z.array(
    z.object({
      number: z.int().positive(),
      title: z.string(),
      intro: z.string(),
      prompts: z.array(promptSchema).min(1),
    }),
  ),
})
export type Programme = z.infer<typeof programmeSchema>

export const enrolmentStateSchema = z.enum(['active', 'paused', 'waiting', 'completed', 'archived'])
export type EnrolmentState = z.infer<typeof enrolmentStateSchema>

export const answerSchema = z.object({
  prompt: promptKeySchema,
  text: z.string(),
  /** The rating, where the prompt asks for one */
  value: z.int().nullable(),
  /** Counts up with every write of this answer, from 1 */
  revision: z.int(),
  state: z.enum(['draft', 'final', 'skipped']),
  /** It was fixed by Next once; a draft upon it does not open the question again */
  answered: z.boolean(),
  /** RFC 3339 */
  savedAt: z.string(),
  /** Kept from the coach although the enrolment is shared */
  private: z.boolean(),
  /** Brought from before and put here by its order: the person has not said yet whether this is its question */
  byOrder: z.boolean(),
})
export type Answer = z.infer<typeof answerSchema>

/** What somebody wrote before, that has no place among the answers. `label` says where it stood; `at` is RFC 3339. */
export const earlierNoteSchema = z.object({
  id: z.uuid(),
  label: z.string().nullable(),
  text: z.string(),
  at: z.string().nullable(),
})
export type EarlierNote = z.infer<typeof earlierNoteSchema>

const day = z.iso.date()
const id = z.uuid()

export const experimentStatusSchema = z.enum(['draft', 'active', 'reviewed', 'abandoned'])
export type ExperimentStatus = z.infer<typeof experimentStatusSchema>

export const reflectionSchema = z.object({
  id,
  outcome: z.string(),
  learning: z.string(),
  confidence: z.int().min(1).max(10),
  next: z.enum(['continue', 'pivot', 'archive']),
  /** RFC 3339 */
  at: z.string(),
})
export type Reflection = z.infer<typeof reflectionSchema>

const obstacleKind = z.enum(['external', 'internal'])
export const obstacleSchema = z.object({ id, kind: obstacleKind, label: z.string(), strategy: z.string() })
export type Obstacle = z.infer<typeof obstacleSchema>
/** `who` holds the person to account; `doneAt` is RFC 3339. */
export const actionSchema = z.object({
  id,
  label: z.string(),
  dueOn: day.nullable(),
  who: z.string(),
  doneAt: z.string().nullable(),
})
export type Action = z.infer<typeof actionSchema>
export const learningSchema = z.object({ id, text: z.string(), at: z.string() })
export type Learning = z.infer<typeof learningSchema>

export const experimentSchema = z.object({
  id,
  title: z.string(),
  hypothesis: z.string(),
  metric: z.string(),
  resources: z.string(),
  startOn: day.nullable(),
  reviewOn: day.nullable(),
  /** Changes by an explicit act only: draft → active → reviewed or abandoned; a draft may be abandoned too */
  status: experimentStatusSchema,
  /** Whether what is required is filled in */
  complete: z.boolean(),
  obstacles: z.array(obstacleSchema),
  actions: z.array(actionSchema),
  learnings: z.array(learningSchema),
  /** Newest first */
  reflections: z.array(reflectionSchema),
  version: z.int(),
  createdAt: z.string(),
})
export type Experiment = z.infer<typeof experimentSchema>

/** Derived from the rows whenever it is read; never stored. */
export const progressSchema = z.object({
  prompts: z.object({ done: z.int(), skipped: z.int(), total: z.int() }),
  steps: z.object({ done: z.int(), total: z.int() }),
  confidence: z.object({ before: z.int().nullable(), after: z.int().nullable() }),
  experiments: z.object({ started: z.int(), reviewed: z.int() }),
  /** Done at most two days after due, of those due or done */
  actions: z.object({ kept: z.int(), of: z.int() }),
  /** Whole days since the last answer, reflection or action, in the person's zone; null before the first */
  quietDays: z.int().nullable(),
  /** For the plots: confidence by day, prompts done by day, experiments by what happened; RFC 3339 or YYYY-MM-DD */
  timeline: z.object({
    confidence: z.array(z.object({ at: z.string(), value: z.int(), source: z.enum(['rating', 'reflection']) })),
    done: z.array(z.object({ on: day, prompts: z.int() })),
    experiments: z.array(
      z.object({
        id,
        title: z.string(),
        startOn: day.nullable(),
        reviewOn: day.nullable(),
        status: experimentStatusSchema,
      }),
    ),
  }),
})
export type Progress = z.infer<typeof progressSchema>

export const enrolmentSchema = z.object({
  id,
  programme: programmeKeySchema,
  title: z.string(),
  version: z.int(),
  /** A newer version that the person may move to */
  newerVersion: z.int().nullable(),
  /** Until when an upgrade can be undone; RFC 3339 */
  upgradeUndoUntil: z.string().nullable(),
  state: enrolmentStateSchema,
  /** The current prompt; null at the welcome */
  position: promptKeySchema.nullable(),
  /** Prompts that may be jumped to, in order */
  reached: z.array(promptKeySchema),
  /** What stands between this person and the next step, in words; null where nothing does */
  gate: z.object({ step: z.int(), message: z.string() }).nullable(),
  answers: z.array(answerSchema),
  /** Answers of questions that a newer version no longer asks, with the question as it was */
  earlier: z.array(answerSchema.extend({ question: z.string(), version: z.int() })),
  /** Kept from before, to read */
  notes: z.array(earlierNoteSchema),
  experiments: z.array(experimentSchema),
  shared: z.boolean(),
  progress: progressSchema,
  createdAt: z.string(),
  completedAt: z.string().nullable(),
})
export type Enrolment = z.infer<typeof enrolmentSchema>

export const enrolmentLineSchema = enrolmentSchema
  .pick({
    id: true,
    programme: true,
    title: true,
    version: true,
    state: true,
    position: true,
    createdAt: true,
    completedAt: true,
  })
  .extend({ done: z.int(), total: z.int() })
export type EnrolmentLine = z.infer<typeof enrolmentLineSchema>

export const saveAnswerSchema = z.object({
  text: z.string().max(ANSWER_MAX),
  value: z.int().min(1).max(10).nullish(),
  /** The revision that this text was written upon; needed once there is one */
  basedOn: z.int().nonnegative().optional(),
  /** Next was pressed: the revision is fixed */
  final: z.boolean().default(false),
  /** The version whose prompt is meant: an enrolment that is on another refuses the words */
  version: z.int().positive().max(1_000_000).optional(),
  /** The revision that this is based on was written in another place: it is fixed first, and stays readable */
  settles: z.boolean().optional(),
})
/** Revision 0: nothing was there and nothing was written, so nothing is stored. */
export const savedAnswerSchema = z.object({ revision: z.int(), savedAt: z.string(), state: z.enum(['draft', 'final']) })
export type SavedAnswer = z.infer<typeof savedAnswerSchema>
/** What comes with `programmes.version_changed`: the version that holds now, and the prompt that asks the same in it, if any. */
export type VersionChanged = { version: number; prompt: string | null }
/** What comes with the problem `programmes.answer_changed`: the answer as it stands. */
export const currentAnswerSchema = answerSchema.omit({ prompt: true, private: true, answered: true, byOrder: true })
export type CurrentAnswer = z.infer<typeof currentAnswerSchema>

export const revisionSchema = z.object({
  revision: z.int(),
  text: z.string(),
  value: z.int().nullable(),
  state: z.enum(['draft', 'final']),
  savedAt: z.string(),
})
export type Revision = z.infer<typeof revisionSchema>

export const enrolSchema = z.object({
  programme: programmeKeySchema,
  /** Archives the open enrolment, which stays readable, and begins another */
  startAnew: z.boolean().default(false),
})
export const positionSchema = z.object({ prompt: promptKeySchema })
/** Whose places are right: these prompts, or all where none is named. */
export const confirmPlacesSchema = z.object({ prompts: z.array(promptKeySchema).max(200).optional() })
export const sharingSchema = z.object({
  shared: z.boolean(),
  /** All the prompts whose answers stay private; as before where it is left out */
  private: z.array(promptKeySchema).max(200).optional(),
})
export const upgradeSchema = z.object({ toVersion: z.int().positive(), dryRun: z.boolean().default(false) })

const carried = z.object({ prompt: promptKeySchema, question: z.string(), text: z.string() })
/** What an upgrade does, or with `dryRun` would do. */
export const upgradedSchema = z.object({
  dryRun: z.boolean(),
  from: z.int(),
  to: z.int(),
  /** Answers that move to a question of the new version; `question` is the new one */
  moved: z.array(carried.extend({ from: promptKeySchema })),
  /** Answers that stay as earlier questions */
  retired: z.array(carried),
  /** Questions that are new and wait for an answer */
  fresh: z.array(z.object({ prompt: promptKeySchema, question: z.string() })),
  enrolment: enrolmentSchema,
})
export type Upgraded = z.infer<typeof upgradedSchema>

/** Everything may be filled in later: a draft is kept as it is; it begins once it is complete. */
export const experimentInputSchema = z.object({
  title: words(200).default(''),
  hypothesis: words(2000).default(''),
  metric: words(2000).default(''),
  resources: words(2000).default(''),
  startOn: day.nullable().default(null),
  reviewOn: day.nullable().default(null),
})
export const experimentPatchSchema = z.object({
  title: words(200).optional(),
  hypothesis: words(2000).optional(),
  metric: words(2000).optional(),
  resources: words(2000).optional(),
  startOn: day.nullable().optional(),
  reviewOn: day.nullable().optional(),
  status: experimentStatusSchema.optional(),
  /** The version that was changed; where it is told, a stale one is refused */
  version: z.int().optional(),
})
export const obstacleInputSchema = z.object({ kind: obstacleKind, label: line(500), strategy: line(2000) })
export const obstaclePatchSchema = obstacleInputSchema.partial()
export const actionInputSchema = z.object({
  label: line(500),
  dueOn: day.nullable().default(null),
  who: words(200).default(''),
  done: z.boolean().default(false),
})
export const actionPatchSchema = z.object({
  label: line(500).optional(),
  dueOn: day.nullable().optional(),
  who: words(200).optional(),
  done: z.boolean().optional(),
})
export const learningInputSchema = z.object({ text: line(2000) })
export const reflectionInputSchema = z.object({
  outcome: line(4000),
  learning: line(4000),
  confidence: z.int().min(1).max(10),
  next: z.enum(['continue', 'pivot', 'archive']),
})

/** What the summary shows: each question with its own answer. */
export const summarySchema = z.object({
  programme: programmeKeySchema,
  title: z.string(),
  version: z.int(),
  name: z.string().nullable(),
  steps: z.array(
    z.object({
      number: z.int(),
      title: z.string(),
      cards: z.array(
        z.object({
          prompt: promptKeySchema,
          question: z.string(),
          text: z.string().nullable(),
          value: z.int().nullable(),
          state: z.enum(['draft', 'final', 'skipped', 'open']),
          answered: z.boolean(),
          savedAt: z.string().nullable(),
        }),
      ),
    }),
  ),
  earlier: z.array(z.object({ question: z.string(), text: z.string(), version: z.int() })),
  notes: z.array(earlierNoteSchema),
  experiments: z.array(experimentSchema),
  progress: progressSchema,
})
export type Summary = z.infer<typeof summarySchema>
