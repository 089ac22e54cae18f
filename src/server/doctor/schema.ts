import { z } from 'zod'

/** One line of the doctor: what was looked at, how it is, and what to do where it is not well. */
export const findingSchema = z.object({
  check: z.string().describe('What was looked at, in one word: `store`, `clock`, `email`.'),
  state: z.enum(['ok', 'note', 'problem']).describe('`note`: nothing is broken, and yet you should know it.'),
  says: z.string(),
  todo: z.string().nullable(),
})
export type Finding = z.infer<typeof findingSchema>

export const examinationSchema = z
  .object({
    at: z.iso.datetime(),
    well: z.boolean().describe('No finding is a problem.'),
    findings: z.array(findingSchema),
  })
  .meta({ id: 'Examination' })
export type Examination = z.infer<typeof examinationSchema>

/** What a deployment gives when it writes a mark: the token alone reads it back. */
export const markSchema = z
  .object({
    token: z.string().describe('Reads the mark and removes it. It is nowhere kept as it is.'),
    madeAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'PersistenceMark' })

export const tokenSchema = z.object({ token: z.string().regex(/^[\w-]{43}$/, 'is no token of a mark') })
