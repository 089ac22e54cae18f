import { z } from 'zod'
import type { App } from '../kernel/http.ts'
import { repeatable } from '../kernel/input.ts'
import { ensurePerson } from '../people/index.ts'
import { enrolmentDocumentSchema } from './document.ts'
import { exportEnrolment } from './export-enrolment.ts'
import { named, ofId, tags, visitor } from './http.ts'
import { checkDocument, importEnrolment } from './import-enrolment.ts'
import { toMarkdown } from './markdown.ts'
import { readSummary } from './read-summary.ts'
import { enrolmentSchema, summarySchema, upgradedSchema, upgradeSchema } from './schema.ts'
import { undoUpgrade, upgradeEnrolment } from './upgrade-enrolment.ts'

/** A document holds every revision: more than a request usually may. */
const DOCUMENT_BYTES = 8 * 1024 * 1024

/** Summary, export and import, and moving to another version. */
export function documentRoutes(app: App): void {
  app.get(
    '/api/enrolments/:id/summary',
    { ...visitor, schema: { tags, params: ofId, response: { 200: summarySchema } } },
    async ({ ctx, params }) => readSummary(ctx, await named(ctx, params)),
  )

  app.get(
    '/api/enrolments/:id/export',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Everything written, as JSON that can be loaded again, or to read as Markdown',
        params: ofId,
        querystring: z.object({ format: z.enum(['json', 'md']).default('json') }),
      },
    },
    async ({ ctx, params, query }, reply) => {
      const mine = await named(ctx, params)
      const document = await exportEnrolment(ctx, mine)
      const name = `${document.programme}-${document.exportedAt.slice(0, 10)}.${query.format}`
      reply.header('content-disposition', `attachment; filename="${name}"`).header('cache-control', 'no-store')
      if (query.format === 'json') return reply.type('application/json; charset=utf-8').send(document)
      return reply.type('text/markdown; charset=utf-8').send(toMarkdown(await readSummary(ctx, mine)))
    },
  )

  app.post(
    '/api/enrolments/imports',
    {
      ...visitor,
      bodyLimit: DOCUMENT_BYTES,
      schema: {
        tags,
        summary: 'Load an exported enrolment as one more',
        headers: repeatable,
        body: enrolmentDocumentSchema,
        response: { 201: enrolmentSchema },
      },
    },
    async ({ ctx, body, headers }, reply) => {
      checkDocument(body)
      const personId = await ensurePerson(ctx)
      const requestKey = headers['idempotency-key']
      return reply.status(201).send(await importEnrolment(ctx, { personId, document: body, requestKey }))
    },
  )

  app.post(
    '/api/enrolments/:id/upgrade',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Move to a newer version, or see what would move',
        params: ofId,
        body: upgradeSchema,
        response: { 200: upgradedSchema },
      },
    },
    async ({ ctx, params, body }) => upgradeEnrolment(ctx, { ...(await named(ctx, params)), ...body }),
  )

  app.delete(
    '/api/enrolments/:id/upgrade',
    {
      ...visitor,
      schema: { tags, summary: 'Undo the last upgrade', params: ofId, response: { 200: enrolmentSchema } },
    },
    async ({ ctx, params }) => undoUpgrade(ctx, await named(ctx, params)),
  )
}
