import { z } from 'zod'

export const StaffCalendar = z
  .object({
    connected: z
      .object({
        provider: z.enum(['caldav', 'google']),
        name: z.string(),
        state: z.enum(['connected', 'failing']),
        error: z.string().nullable(),
        pulledAt: z.string().nullable(),
      })
      .nullable(),
    /** Whether Google Calendar can be connected here. */
    google: z.boolean(),
  })
  .meta({ id: 'StaffCalendar' })
export type StaffCalendar = z.infer<typeof StaffCalendar>

export const CaldavInput = z.object({
  /** Of a calendar, of an account, or of the server alone. */
  url: z.string().trim().max(2_000),
  username: z.string().min(1).max(254),
  password: z.string().min(1).max(1_000),
  /** Which of the calendars that were found. */
  calendar: z.string().max(2_000).optional(),
})
export type CaldavInput = z.infer<typeof CaldavInput>

/** Calendars to choose from, or what is connected now. */
export const CaldavAnswer = z.union([
  z.object({ calendars: z.array(z.object({ url: z.string(), name: z.string() })) }),
  StaffCalendar,
])
export type CaldavAnswer = z.infer<typeof CaldavAnswer>
