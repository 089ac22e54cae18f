import { z } from 'zod'
import { type App, reads } from '../kernel/http.ts'
import { listReviews, settleReview } from './review.ts'
import { reviewSchema } from './schema.ts'

const tags = ['operation']
const params = z.object({ id: z.uuid() })

/** What was kept in an outage and could not be done as it stood: administrators look at it and say that it is settled. */
export function outageRoutes(app: App): void {
  app.get(
    '/api/admin/outage-entries',
    {
      ...reads('admin', { action: 'outage.listed', list: 'outage entries' }),
      schema: {
        tags,
        summary: 'What was kept in an outage and waits for review',
        response: { 200: z.object({ items: z.array(reviewSchema) }) },
      },
    },
    async ({ ctx }) => ({ items: await listReviews(ctx) }),
  )
  app.post(
    '/api/admin/outage-entries/:id/settle',
    {
      config: { access: 'admin' },
      schema: {
        tags,
        summary: 'Say that it is seen to, which takes it away; or try it again',
        params,
        body: z.object({ again: z.boolean().default(false) }),
        response: { 204: z.null() },
      },
    },
    async ({ ctx, params, body }, reply) => {
      await settleReview(ctx, { id: params.id, again: body.again })
      return reply.status(204).send(null)
    },
  )
}
