import { z } from 'zod'
import type { App } from '../../kernel/http.ts'
import { refuse } from '../../kernel/refusal.ts'
import { isTimeZone } from '../../kernel/zones.ts'
import type { Context } from '../../storage/index.ts'
import { InstantText, LocalDate, SessionSlot, SlotDays } from '../schema.ts'
import { freeSessions } from './free-sessions.ts'
import { freeSlots } from './free-slots.ts'

const SlotQuery = z.object({
  kind: z.enum(['site_visit', 'coaching_session']).default('site_visit'),
  /** A date; of sessions also an instant. */
  from: z.union([LocalDate, InstantText]).optional(),
  /** Of sessions: a date, whose whole day is meant, or an instant, which is not. 14 days unless told, 93 at most. */
  to: z.union([LocalDate, InstantText]).optional(),
  /** Of visits. */
  days: z.coerce.number().int().min(1).max(31).optional(),
  staff: z.uuid().optional(),
  /** Of sessions: in which dates are meant and starts are told; that of each coach unless told. */
  timeZone: z.string().max(60).optional(),
  listing: z.string().max(200).optional(),
})
type SlotQuery = z.infer<typeof SlotQuery>

export function slotRoutes(app: App): void {
  app.get(
    '/api/slots',
    {
      config: { access: 'public' },
      schema: {
        tags: ['appointments'],
        summary: 'Starts that can be booked',
        description:
          'Of visits day by day, of coaching sessions (`kind=coaching_session`) as a list, one for each coach who is free. Every home is shown by the same staff: `listing` may be told and changes nothing.',
        querystring: SlotQuery,
        response: { 200: z.union([SlotDays, z.array(SessionSlot)]) },
      },
    },
    async ({ ctx, query }) => {
      if (query.kind === 'coaching_session') return sessionsOf(ctx, query)
      const { from, days, staff } = query
      if (from !== undefined && isInstant(from)) refuseDate('from')
      return freeSlots(ctx, { from, days, staffId: staff })
    },
  )
}

async function sessionsOf(ctx: Context, { from, to, staff, timeZone }: SlotQuery) {
  if (timeZone !== undefined && !isTimeZone(timeZone))
    refuse('invalid', 'appointments.time_zone', {
      field: 'timeZone',
      message: `“${timeZone}” is not a time zone such as America/Toronto.`,
    })
  const zone = timeZone ?? ctx.business.timeZone
  const begins = from === undefined ? ctx.now() : instantOf(from, zone)
  const until = to === undefined ? begins.add({ hours: 14 * 24 }) : instantOf(to, zone, 1)
  if (Temporal.Instant.compare(begins, until) > 0) refuseDate('to')
  return freeSessions(ctx, { from: begins, until, staffId: staff, timeZone })
}

const isInstant = (text: string) => text.includes('T')

/** An instant, or when a date begins, `days` later. */
function instantOf(text: string, timeZone: string, days = 0): Temporal.Instant {
  if (isInstant(text)) return Temporal.Instant.from(text)
  return Temporal.PlainDate.from(text).add({ days }).toZonedDateTime(timeZone).toInstant()
}

function refuseDate(field: 'from' | 'to'): never {
  refuse('invalid', 'appointments.date', { field, message: 'Give a date such as 2026-11-28, and an end after it.' })
}
