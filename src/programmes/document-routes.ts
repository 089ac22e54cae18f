import type { App } from '../kernel/http.ts'
import { named, ofId, tags, visitor } from './http.ts'
import { readSummary } from './read-summary.ts'
import { summarySchema } from './schema.ts'

/** Summary, export and import, and moving to another version. */
export function documentRoutes(app: App): void {
  app.get(
    '/api/enrolments/:id/summary',
    { ...visitor, schema: { tags, params: ofId, response: { 200: summarySchema } } },
    async ({ ctx, params }) => readSummary(ctx, await named(ctx, params)),
  )
}
