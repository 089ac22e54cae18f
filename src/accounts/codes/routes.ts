import { z } from 'zod'
import { type App, reads } from '../../kernel/http.ts'
import * as schema from '../schema.ts'
import { addCode, changeCode } from './add-code.ts'
import { describeCode, listCodes } from './queries.ts'

const Code = z.object({ code: z.string().trim().min(1).max(100) })

/** Codes: what one is good for, and what administrators do with them. */
export function codeRoutes(app: App): void {
  const config = { access: 'admin' as const }
  app.get(
    '/api/codes/:code',
    {
      config: { access: 'public' },
      schema: {
        tags: ['accounts'],
        summary: 'Whether a code can be used, and what it grants',
        params: Code,
        response: { 200: schema.CodeAnswer },
      },
    },
    request => describeCode(request.ctx, request.params.code),
  )
  app.get(
    '/api/admin/codes',
    {
      ...reads('admin', false),
      schema: {
        tags: ['accounts'],
        summary: 'Every code and how often it was used',
        querystring: z.object({ cursor: z.uuid().optional() }),
        response: { 200: z.object({ items: z.array(schema.CodeEntry), cursor: z.string().nullable() }) },
      },
    },
    request => listCodes(request.ctx, request.query),
  )
  app.post(
    '/api/admin/codes',
    {
      config,
      schema: { tags: ['accounts'], summary: 'Make a code', body: schema.AddCode, response: { 201: schema.CodeEntry } },
    },
    async (request, reply) => reply.status(201).send(await addCode(request.ctx, request.body)),
  )
  app.patch(
    '/api/admin/codes/:code',
    {
      config,
      schema: {
        tags: ['accounts'],
        summary: 'Switch a code off or on, or move its limits',
        params: Code,
        body: schema.ChangeCode,
        response: { 200: schema.CodeEntry },
      },
    },
    request => changeCode(request.ctx, { ...request.body, code: request.params.code }),
  )
}
