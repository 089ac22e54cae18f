import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { auditRead } from '../accounts/index.ts'
import type { App } from '../kernel/http.ts'
import { refuse } from '../kernel/refusal.ts'
import { transact } from '../storage/index.ts'
import { correctFact } from './correct-fact.ts'
import { eraseAllFacts, eraseFact } from './erase-fact.ts'
import { erasePerson } from './erase-person.ts'
import { exportPage } from './export-page.ts'
import { exportPerson, type PersonExport } from './export-person.ts'
import { mergeRoutes } from './merge-routes.ts'
import { findPerson, requirePerson } from './queries.ts'
import { recallMemory } from './recall.ts'
import { erasureSchema, memoryPatchSchema, memoryQuerySchema, memorySchema, receiptSchema } from './schema.ts'
import { setMemory } from './set-memory.ts'

const visitor = { config: { access: 'visitor' } } as const
const erased = z.object({ erased: z.int() })
const exportQuery = z.object({ format: z.enum(['json', 'html']).default('json') })

/** The export of somebody who has not written anything yet. */
function nothing(now: Temporal.Instant): PersonExport {
  return { personId: null, exportedAt: now.toString(), parts: {} }
}

/**
 * `/api/me`: what is remembered, for the person themselves. `forgetVisitor` takes the dead key from the browser after
 * everything was erased.
 */
export function peopleRoutes(app: App, options: { forgetVisitor?: (reply: FastifyReply) => void } = {}): void {
  mergeRoutes(app)
  app.get(
    '/api/me/memory',
    { ...visitor, schema: { tags: ['me'], querystring: memoryQuerySchema, response: { 200: memorySchema } } },
    async ({ ctx, query }) => recallMemory(ctx, await findPerson(ctx), { history: query.history === 'true' }),
  )

  app.patch(
    '/api/me/memory',
    { ...visitor, schema: { tags: ['me'], body: memoryPatchSchema, response: { 200: memorySchema } } },
    async ({ ctx, body }) => {
      const personId = await requirePerson(ctx)
      const { on, correct } = body
      await transact(ctx, async ctx => {
        if (correct) await correctFact(ctx, { personId, factId: correct.id, value: correct.value })
        if (on !== undefined) await setMemory(ctx, { personId, on })
      })
      return recallMemory(ctx, personId)
    },
  )

  app.delete(
    '/api/me/memory',
    { ...visitor, schema: { tags: ['me'], response: { 200: erased } } },
    async ({ ctx }) => ({ erased: await eraseAllFacts(ctx, await requirePerson(ctx)) }),
  )

  app.delete(
    '/api/me/memory/:id',
    { ...visitor, schema: { tags: ['me'], params: z.object({ id: z.uuid() }), response: { 200: erased } } },
    async ({ ctx, params }) => ({
      erased: await eraseFact(ctx, { personId: await requirePerson(ctx), factId: params.id }),
    }),
  )

  app.get(
    '/api/me/export',
    { ...visitor, schema: { tags: ['me'], querystring: exportQuery } },
    async (request, reply) => {
      const personId = await findPerson(request.ctx)
      const data = personId ? await exportPerson(request.ctx, personId) : nothing(request.ctx.now())
      if (personId) await auditRead(request.ctx, 'person.exported', { kind: 'person', id: personId })
      const { format } = request.query
      reply.header('content-disposition', `attachment; filename="what-is-kept-about-me.${format}"`)
      reply.header('cache-control', 'no-store')
      if (format === 'html') return reply.type('text/html; charset=utf-8').send(exportPage(data))
      return reply.type('application/json; charset=utf-8').send(JSON.stringify(data, null, 2))
    },
  )

  app.delete(
    '/api/me',
    { ...visitor, schema: { tags: ['me'], body: erasureSchema, response: { 200: receiptSchema } } },
    async ({ ctx }, reply) => {
      // An account asks for its password, and gives a week to think again.
      if (ctx.actor.kind === 'account')
        refuse(
          'conflict',
          'people.has_account',
          'You have an account: delete it on its page, and everything goes with it.',
        )
      const receipt = await erasePerson(ctx, { personId: await requirePerson(ctx) })
      options.forgetVisitor?.(reply)
      return receipt
    },
  )
}
