import { z } from 'zod'

const many = (most: number) => z.int().min(0).max(most)

/** When backups are made by themselves, where they go and how many stay. */
export const backupSettingsSchema = z.object({
  on: z.boolean(),
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .describe('By the clock of the business'),
  place: z.enum(['folder', 's3']).describe('`folder`: in the data folder; `s3`: in the object store of the files'),
  daily: z.int().min(1).max(366).describe('The newest of so many days stay'),
  weekly: many(260).describe('The newest of so many weeks stay'),
  monthly: many(120).describe('The newest of so many months stay'),
})
export type BackupSettings = z.infer<typeof backupSettingsSchema>

export const KEEP = { daily: 7, weekly: 4, monthly: 6 } as const

export const backupSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    place: z.enum(['folder', 's3']),
    reason: z.enum(['schedule', 'asked']),
    outcome: z.enum(['asked', 'running', 'made', 'failed']),
    askedAt: z.string(),
    finishedAt: z.string().nullable(),
    bytes: z.int().nullable(),
    rows: z.int().nullable(),
    encrypted: z.boolean().nullable(),
    checkedAt: z.string().nullable().describe('Restored into a throwaway database then, and found equal'),
    checkError: z.string().nullable().describe('Why it could not be checked'),
    error: z.string().nullable(),
    there: z.boolean().describe('Can be downloaded'),
    restore: z.string().describe('The command that restores it'),
  })
  .meta({ id: 'Backup' })
export type Backup = z.infer<typeof backupSchema>

export const backupStateSchema = z
  .object({
    possible: z.boolean().describe('False: nothing of this store is kept'),
    on: z.boolean(),
    byDefault: z.boolean().describe('False: a server of its own, whose provider keeps backups too'),
    next: z.string().nullable().describe('When the next one is made'),
    where: z.string().describe('The folder, or bucket and prefix'),
    s3: z.boolean().describe('An object store is set'),
    encrypted: z.boolean(),
    trouble: z.string().nullable().describe('Why there is no good newest one'),
    items: z.array(backupSchema),
  })
  .meta({ id: 'Backups' })
export type BackupState = z.infer<typeof backupStateSchema>

/** `412 kB`, `3.1 GB`: as disks are sold. */
export function sizeWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1)
  const value = bytes / 1000 ** power
  return `${power > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[power]}`
}
