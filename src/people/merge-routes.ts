import { z } from 'zod'
import { type App, reads } from '../kernel/http.ts'
import { listMerges, undoMerge } from './merge-persons.ts'

const Counts = z.record(z.string(), z.int())

/** Persons that were made one, for administrators. */
export function mergeRoutes(app: App): void {
  const config = { access: 'admin' as const }
  const Entry = z
    .object({
      id: z.uuid(),
      fromPersonId: z.uuid(),
      toPersonId: z.uuid(),
      account: z
        .object({ name: z.string(), email: z.string() })
        .nullable()
        .describe('Of whom they are now; null once erased'),
      counts: Counts,
      mergedAt: z.string(),
      undoneAt: z.string().nullable(),
      undoable: z.boolean(),
    })
    .meta({ id: 'PersonMerge' })
  app.get(
    '/api/admin/person-merges',
    {
      ...reads('admin', { action: 'person_merge.listed', list: 'persons made one' }),
      schema: {
        tags: ['accounts'],
        summary: 'Visitors whose work became an account’s',
        querystring: z.object({ cursor: z.uuid().optional() }),
        response: { 200: z.object({ items: z.array(Entry), cursor: z.string().nullable() }) },
      },
    },
    request => listMerges(request.ctx, request.query),
  )
  app.post(
    '/api/admin/person-merges/:id/undo',
    {
      config,
      schema: {
        tags: ['accounts'],
        summary: 'Take two persons apart again, within 30 days',
        params: z.object({ id: z.uuid() }),
        response: { 200: z.object({ id: z.uuid(), counts: Counts }) },
      },
    },
    request => undoMerge(request.ctx, request.params),
  )
}
