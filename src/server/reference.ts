import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { App } from '../kernel/http.ts'
import { refuse } from '../kernel/refusal.ts'
import { release } from './release.ts'

/** OpenAPI 3.1 at /openapi.json, made from the schemas that requests are checked with, and a page to read it at /docs. */
export async function reference(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Mosaic', version: release, description: 'A self-hosted front desk for conversations.' },
      components: {
        securitySchemes: {
          visitor: {
            type: 'apiKey',
            in: 'cookie',
            name: 'mosaic-visitor',
            description: 'Handed out by the first visitor route.',
          },
          account: {
            type: 'apiKey',
            in: 'cookie',
            name: 'mosaic.session_token',
            description: 'Set by signing in; `__Host-mosaic.session_token` on https.',
          },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: document => withProblems(jsonSchemaTransformObject(document)),
  })
  app.get('/openapi.json', { config: { access: 'public', store: false }, schema: { hide: true } }, async () =>
    app.swagger(),
  )
  for (const url of ['/docs', '/docs/*'])
    app.get(url, { config: { access: 'public', store: false }, schema: { hide: true } }, async (request, reply) => {
      const page = await (reader ??= loadReader())
      const { statusCode, headers, rawPayload } = await page.inject({ method: 'GET', url: request.url })
      if (statusCode >= 400) refuse('not_found', 'request.not_found', 'There is nothing at this address.')
      const { 'content-length': _length, connection: _connection, ...kept } = headers
      // The reference page writes its settings and styles inline.
      return reply.status(statusCode).headers(kept).header('content-security-policy', READER_POLICY).send(rawPayload)
    })
}

type Described = ReturnType<typeof jsonSchemaTransformObject>

/** Every operation may answer a problem, whatever its status: said once, for all of them (RFC 9457). */
function withProblems(document: Described): Described {
  const problem = { description: 'A problem', content: { 'application/problem+json': { schema: PROBLEM } } }
  for (const operations of Object.values(document.paths ?? {}))
    for (const operation of Object.values(operations ?? {}))
      if (isOperation(operation)) operation.responses.default = problem
  return document
}

const isOperation = (value: unknown): value is { responses: Record<string, unknown> } =>
  typeof value === 'object' && value !== null && 'responses' in value

const text = { type: 'string' }
const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
  properties: {
    ...{ type: text, title: text, status: { type: 'integer' }, code: text, detail: text, requestId: text },
    errors: {
      type: 'array',
      items: { type: 'object', required: ['field', 'message'], properties: { field: text, message: text } },
    },
  },
}

const READER_POLICY =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'"

let reader: Promise<FastifyInstance> | undefined

/** Four megabytes of script that few starts need: loaded when somebody first reads the page. */
async function loadReader(): Promise<FastifyInstance> {
  const { default: scalar } = await import('@scalar/fastify-api-reference')
  const page = Fastify()
  await page.register(scalar, {
    routePrefix: '/docs',
    configuration: {
      url: '/openapi.json',
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      // These lead to somebody else's service.
      showDeveloperTools: 'never',
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  })
  return page
}
