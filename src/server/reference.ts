import swagger from '@fastify/swagger'
import scalar from '@scalar/fastify-api-reference'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { App } from '../kernel/http.ts'
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
          account: { type: 'apiKey', in: 'cookie', name: 'mosaic.session_token', description: 'Set by signing in.' },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
  app.get('/openapi.json', { config: { access: 'public', store: false }, schema: { hide: true } }, async () =>
    app.swagger(),
  )
  await app.register(async scope => {
    scope.addHook('onRoute', route => {
      route.config = { ...route.config, access: 'public', store: false }
    })
    // The reference page writes its settings and styles inline.
    scope.addHook('onSend', async (_request, reply) => {
      reply.header(
        'content-security-policy',
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
      )
    })
    await scope.register(scalar, {
      routePrefix: '/docs',
      configuration: { url: '/openapi.json', withDefaultFonts: false, telemetry: false, hideClientButton: true },
    })
  })
}
