import { z } from 'zod'
import { type App, reads } from '../../kernel/http.ts'
import { listOutbox, makeOutboxLink } from './outbox.ts'

const Entry = z
  .object({
    id: z.uuid(),
    kind: z.enum(['verification', 'reset', 'email_change', 'email_changed', 'erasure']),
    name: z.string(),
    email: z.string(),
    createdAt: z.string(),
    reason: z.string(),
  })
  .meta({ id: 'OutboxEntry' })

/** What could not be sent and waits for an administrator to hand it over. */
export function accountMailRoutes(app: App): void {
  const config = { access: 'admin' as const }
  app.get(
    '/api/admin/outbox',
    {
      ...reads('admin', { action: 'outbox.listed', list: 'links to hand over' }),
      schema: {
        tags: ['accounts'],
        summary: 'Links that wait to be handed over',
        response: { 200: z.object({ items: z.array(Entry) }) },
      },
    },
    async request => ({ items: await listOutbox(request.ctx) }),
  )
  app.post(
    '/api/admin/outbox/:id/link',
    {
      config,
      schema: {
        tags: ['accounts'],
        summary: 'Make a fresh link of one, shown once',
        params: z.object({ id: z.uuid() }),
        response: { 200: z.object({ id: z.uuid(), path: z.string(), url: z.string(), expiresAt: z.string() }) },
      },
    },
    async request => {
      const link = await makeOutboxLink(request.ctx, request.params)
      return { ...link, url: new URL(link.path, request.ctx.business.publicUrl).href }
    },
  )
}
