import { z } from 'zod'

/** How much of people's data lies somewhere, for who decides what becomes of it. */
export const holdingsSchema = z.object({
  people: z.int(),
  accounts: z.int(),
  conversations: z.int(),
  appointments: z.int(),
  files: z.int(),
  newestAt: z.string().nullable().describe('Instant of the newest message, appointment or file.'),
})

export const progressSchema = z.object({
  step: z.string().describe('What is done just now, as one or two words.'),
  rows: z.int().nullable().describe('Carried so far.'),
  share: z.number().nullable().describe('Of the bytes; 1 is all of it.'),
  secondsLeft: z.int().nullable(),
})

/** What a process knows that sees the folder. For the operator alone: it names places and counts. */
export const toldSchema = z.object({
  folder: z.object({
    path: z.string(),
    /** System identifier of its cluster; null where it could not be read. */
    source: z.string().nullable(),
    holdings: holdingsSchema.nullable(),
    movedTo: z.string().nullable().describe('Where its data went before, if it did.'),
    trouble: z.string().nullable().describe('Why it could not be looked into.'),
  }),
  command: z.string().describe('Moves the folder into the database, from a terminal.'),
  progress: progressSchema.nullable(),
  failure: z.string().nullable().describe('Why the last move did not come to its end.'),
})

const phaseSchema = z
  .enum(['ready', 'starting', 'undecided', 'moving', 'held'])
  .describe('`undecided`: waits to be told; `moving`: the data is on its way; `held`: this store was moved elsewhere.')

/** What anybody may know: no places, names or counts. */
export const shownSchema = z.object({
  phase: phaseSchema,
  percent: z.int().nullable().describe('Of a move.'),
})

/** What who holds the link sees besides. */
export const detailsSchema = shownSchema.extend({
  database: z.object({
    label: z.string(),
    unfinished: z.boolean().describe('A move into it was begun and not ended.'),
  }),
  told: toldSchema.nullable().describe('Null while no process with a folder runs.'),
})

/** The proof of a move, in short: both sides were compared table by table. No personal data. */
export const provenSchema = z.object({
  id: z.uuid(),
  from: z.string(),
  to: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
  rows: z.int(),
  tables: z.int(),
  seconds: z.number(),
  equal: z.boolean(),
  file: z.string().describe('Name of the report, without its ending.'),
  command: z.string().describe('Computes the fingerprints again and compares them.'),
})
export type Proven = z.infer<typeof provenSchema>

export type Holdings = z.infer<typeof holdingsSchema>
export type Progress = z.infer<typeof progressSchema>
export type Told = z.infer<typeof toldSchema>
export type Shown = z.infer<typeof shownSchema>
export type Details = z.infer<typeof detailsSchema>
export type Decision = 'move' | 'empty_house'
