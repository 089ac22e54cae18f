import { z } from 'zod'
import { type App, reads } from '../../kernel/http.ts'
import { repeatable } from '../../kernel/input.ts'
import { changeFeed, createFeed, listFeedRuns, listFeeds, requireFeed } from './feeds.ts'
import { type Fetch, runFeed } from './run-feed.ts'
import { addSamplePostings, removeSamplePostings } from './sample.ts'
import { feedInputSchema, feedPatchSchema, feedRunSchema, feedSchema, sampleCountSchema } from './schema.ts'

const tags = ['catalogue administration']
const admin = { config: { access: 'admin' } } as const
const byId = z.object({ id: z.uuid() })
const page = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), cursor: z.null() })

/** Feeds of jobs, and the sample, for administrators. */
export function feedRoutes(app: App, { fetch }: { fetch: Fetch }): void {
  app.get(
    '/api/admin/feeds',
    { ...reads('admin', false), schema: { tags, summary: 'Feeds of jobs', response: { 200: page(feedSchema) } } },
    async ({ ctx }) => ({ items: await listFeeds(ctx), cursor: null }),
  )

  app.post(
    '/api/admin/feeds',
    {
      ...admin,
      schema: {
        tags,
        summary: 'Add a feed of jobs, off unless told',
        headers: repeatable,
        body: feedInputSchema,
        response: { 201: feedSchema },
      },
    },
    async ({ ctx, body, headers }, reply) =>
      reply.status(201).send(await createFeed(ctx, body, headers['idempotency-key'])),
  )

  app.patch(
    '/api/admin/feeds/:id',
    {
      ...admin,
      schema: { tags, summary: 'Change a feed', params: byId, body: feedPatchSchema, response: { 200: feedSchema } },
    },
    async ({ ctx, params, body }) => changeFeed(ctx, params.id, body),
  )

  app.post(
    '/api/admin/feeds/:id/runs',
    { ...admin, schema: { tags, summary: 'Read a feed now', params: byId, response: { 200: feedRunSchema } } },
    async ({ ctx, params }) => runFeed(ctx, params.id, fetch),
  )

  app.get(
    '/api/admin/feeds/:id/runs',
    {
      ...reads('admin', false),
      schema: {
        tags,
        summary: 'What a feed brought, newest first',
        params: byId,
        response: { 200: page(feedRunSchema) },
      },
    },
    async ({ ctx, params }) => {
      await requireFeed(ctx, params.id)
      return { items: await listFeedRuns(ctx, params.id), cursor: null }
    },
  )

  app.post(
    '/api/admin/sample-postings',
    { ...admin, schema: { tags, summary: 'Add the sample of jobs', response: { 200: sampleCountSchema } } },
    async ({ ctx }) => addSamplePostings(ctx),
  )

  app.delete(
    '/api/admin/sample-postings',
    { ...admin, schema: { tags, summary: 'Take the sample of jobs away', response: { 200: sampleCountSchema } } },
    async ({ ctx }) => removeSamplePostings(ctx),
  )
}
