import { z } from 'zod'
import { type App, reads } from '../kernel/http.ts'
import { listReviews, readReviewFile, readStanding, settleReview } from './review.ts'
import { reviewsSchema, standingSchema } from './schema.ts'

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
        response: { 200: reviewsSchema },
      },
    },
    ({ ctx }) => listReviews(ctx),
  )
  app.get(
    '/api/admin/outage-entries/count',
    {
      ...reads('admin', false),
      schema: {
        tags,
        summary: 'How much waits for review, and how much is on its way',
        response: { 200: standingSchema },
      },
    },
    ({ ctx }) => readStanding(ctx),
  )
  app.get(
    '/api/admin/outage-entries/:id/file',
    {
      ...reads('admin', { action: 'outage.file_read', subject: 'outage_entry', param: 'id' }),
      schema: { tags, summary: 'The bytes of a file that waits for review, as they were sent', params },
    },
    async ({ ctx, params }, reply) => {
      const { name, bytes } = await readReviewFile(ctx, params.id)
      // Nobody has looked at what it is: it is taken to a disk, and never shown.
      return reply
        .header(
          'content-disposition',
          `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, escaped)}`,
        )
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'private, no-store')
        .type('application/octet-stream')
        .send(bytes)
    },
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

/** What RFC 8187 does not let stand by itself. */
const escaped = (sign: string) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`
