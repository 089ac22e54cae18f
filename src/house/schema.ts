import { z } from 'zod'
import { isColour } from '../kernel/colour.ts'
import { line, versionNumber, words } from '../kernel/input.ts'

/** Groups of settings that are kept in rows, by how addresses name them. */
export const groupSchema = z.enum(['business', 'sales', 'sessions', 'reminders', 'brand', 'retention', 'backups'])
export type Group = z.infer<typeof groupSchema>

export const businessSchema = z.object({
  name: z.string().describe('Shown to visitors'),
  timeZone: z.string().max(60).describe('IANA name'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .describe('ISO 4217'),
})
export const businessInputSchema = businessSchema.extend({ name: line(80) })
export type BusinessSettings = z.infer<typeof businessSchema>

/** What the environment sets, and so cannot be changed here: the field and the name of its variable. */
export const locksSchema = z.record(z.string(), z.string())

export const brandSchema = z.object({
  accent: z.string().nullable().describe('Of buttons and links; null: as it comes'),
  greeting: z.string().nullable().describe('What the sales desk says to an empty thread'),
  logo: z.uuid().nullable().describe('A picture that was uploaded'),
})
export const brandInputSchema = brandSchema.extend({
  accent: z.string().refine(isColour, 'is not a colour such as #0d5c4b').nullable(),
  greeting: words(500).nullable(),
})
export type Brand = z.infer<typeof brandSchema>

export const retentionSchema = z.object({
  months: z.int().min(3).max(120).nullable().describe('null: nobody is erased by time'),
})
export type Retention = z.infer<typeof retentionSchema>

/** What is to be written says which version it was made from: 0 before the first. */
export const basedOn = { version: versionNumber }

export const versionSchema = z
  .object({
    version: z.int(),
    at: z.string(),
    by: z.string().nullable().describe('Null: the system, or an account that is gone'),
    restored: z.int().nullable().describe('The version that was brought back'),
    changes: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
  })
  .meta({ id: 'SettingVersion' })
export type SettingVersion = z.infer<typeof versionSchema>

export const channelSchema = z.enum(['email', 'sms', 'whatsapp', 'push'])
export type ChannelName = z.infer<typeof channelSchema>

export const channelStateSchema = z
  .object({
    channel: channelSchema,
    on: z.boolean(),
    from: z.string().nullable().describe('Whom messages come from'),
    by: z.string().nullable().describe('Host that takes them'),
    needs: z.array(z.string()).describe('Variables of the environment that switch it on'),
    lastAccepted: z.string().nullable(),
    lastRefused: z.object({ at: z.string(), code: z.string().nullable() }).nullable(),
    lastTest: z.object({ at: z.string(), outcome: z.enum(['accepted', 'refused', 'unclear']) }).nullable(),
    to: z.string().nullable().describe('Where a test of one’s own would go'),
  })
  .meta({ id: 'ChannelState' })
export type ChannelState = z.infer<typeof channelStateSchema>

export const testResultSchema = z.object({
  outcome: z.enum(['accepted', 'refused', 'unclear']),
  code: z.string().nullable(),
  note: z.string().nullable().describe('What the provider answered'),
  to: z.string(),
})
export type TestResult = z.infer<typeof testResultSchema>
