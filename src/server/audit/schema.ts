import { z } from 'zod'
import { LocalDate } from '../../appointments/schema.ts'

export const auditQuerySchema = z.object({
  who: z.uuid().optional().describe('An account'),
  action: z
    .string()
    .regex(/^[a-z_.]{1,80}$/)
    .optional(),
  kind: z.enum(['reads', 'changes']).optional(),
  person: z
    .uuid()
    .optional()
    .describe('Everything about a person: themselves, their conversations, bookings and account'),
  subject: z.string().max(200).optional().describe('`kind:id`'),
  from: LocalDate.optional().describe('A date of the business’s zone'),
  to: LocalDate.optional().describe('The last date, with all of it'),
})
export type AuditQuery = z.infer<typeof auditQuerySchema>

export const auditLineSchema = z
  .object({
    number: z.int(),
    at: z.string(),
    who: z.object({
      kind: z.enum(['nobody', 'visitor', 'account', 'system']),
      id: z.string().nullable(),
      name: z.string(),
    }),
    action: z.string(),
    /** What was done, before and after the name of what it was done to */
    did: z.tuple([z.string(), z.string()]),
    subject: z.object({
      kind: z.string(),
      id: z.string(),
      label: z.string(),
      path: z.string().nullable().describe('Where the console shows it'),
    }),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditLine' })
export type AuditLine = z.infer<typeof auditLineSchema>

export const auditPageSchema = z.object({ items: z.array(auditLineSchema), cursor: z.string().nullable() })

export const auditChoicesSchema = z.object({
  who: z.array(z.object({ id: z.uuid(), name: z.string(), role: z.string() })),
  actions: z.array(z.object({ action: z.string(), label: z.string() })),
})
export type AuditChoices = z.infer<typeof auditChoicesSchema>
