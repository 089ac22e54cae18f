import { Readable } from 'node:stream'
import { z } from 'zod'
import { csvLine } from '../../catalogue/index.ts'
import { type App, reads, readsMuch } from '../../kernel/http.ts'
import type { Context } from '../../storage/index.ts'
import { auditChoices, listAudit } from './list-audit.ts'
import { type AuditQuery, auditChoicesSchema, auditPageSchema, auditQuerySchema } from './schema.ts'

const tags = ['audit log']
const PAGE_OF_FILE = 1_000
/** Rows of one file; who needs more narrows the days. */
const LONGEST_FILE = 100_000

/** The audit log, for administrators. Reading it is a line of it. */
export function auditRoutes(app: App): void {
  app.get(
    '/api/admin/audit',
    {
      ...readsMuch('admin', { action: 'audit_log.read', list: 'audit log' }),
      schema: {
        tags,
        summary: 'Who did what to what, newest first',
        querystring: auditQuerySchema.extend({ cursor: z.string().max(200).optional() }),
        response: { 200: auditPageSchema },
      },
    },
    async ({ ctx, query }) => listAudit(ctx, query),
  )
  app.get(
    '/api/admin/audit/choices',
    {
      ...reads('admin', false),
      schema: { tags, summary: 'What can be asked for', response: { 200: auditChoicesSchema } },
    },
    async ({ ctx }) => auditChoices(ctx),
  )
  app.get(
    '/api/admin/audit.csv',
    {
      ...readsMuch('admin', { action: 'audit_log.read', list: 'audit log, as a file' }),
      schema: { tags, summary: 'The same as a file, 100,000 rows at most', querystring: auditQuerySchema },
    },
    async ({ ctx, query }, reply) => {
      // A wrong question is refused before the first byte.
      await listAudit(ctx, { ...query, limit: 1 })
      return reply
        .header('content-disposition', 'attachment; filename="audit-log.csv"')
        .type('text/csv; charset=utf-8')
        .send(Readable.from(asCsv(ctx, query)))
    },
  )
}

async function* asCsv(ctx: Context, query: AuditQuery): AsyncGenerator<string> {
  yield csvLine(['number', 'at', 'who', 'who id', 'action', 'sentence', 'subject kind', 'subject id', 'detail'])
  let cursor: string | undefined
  for (let rows = 0; rows < LONGEST_FILE; rows += PAGE_OF_FILE) {
    const page = await listAudit(ctx, { ...query, limit: PAGE_OF_FILE, cursor })
    yield page.items
      .map(({ number, at, who, action, did, subject, detail }) => {
        const sentence = [who.name, did[0], subject.label, did[1]].filter(Boolean).join(' ')
        const more = Object.keys(detail).length > 0 ? JSON.stringify(detail) : ''
        return csvLine([number, at, who.name, who.id, action, sentence, subject.kind, subject.id, more])
      })
      .join('')
    if (!page.cursor) return
    cursor = page.cursor
  }
}
