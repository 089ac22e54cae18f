import { z } from 'zod'
import type { App } from '../../kernel/http.ts'
import { LocalDate, SlotDays } from '../schema.ts'
import { freeSlots } from './free-slots.ts'

export function slotRoutes(app: App): void {
  app.get(
    '/api/slots',
    {
      config: { access: 'public' },
      schema: {
        tags: ['appointments'],
        summary: 'Starts that can be booked',
        description: 'Every home is shown by the same staff: `listing` may be told and changes nothing.',
        querystring: z.object({
          from: LocalDate.optional(),
          days: z.coerce.number().int().min(1).max(31).optional(),
          listing: z.string().max(200).optional(),
        }),
        response: { 200: SlotDays },
      },
    },
    async ({ ctx, query }) => freeSlots(ctx, { from: query.from, days: query.days }),
  )
}
