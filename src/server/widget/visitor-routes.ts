import { z } from 'zod'
import type { App } from '../../kernel/http.ts'
import { refuse } from '../../kernel/refusal.ts'
import { issueVisitorKey, noteSource, readSource, readVisitorKey } from '../../people/index.ts'
import { forgetVisitor, keepFramedKey, visitorKeyOf } from '../access.ts'
import type { Config } from '../config.ts'
import { requireReady, type State } from '../state.ts'
import { identifyVisitor } from './identify.ts'
import { identitySchema, variablesSchema, variablesTakenSchema } from './schema.ts'
import { openSecrets } from './secrets.ts'
import { setVariables } from './set-variables.ts'
import { readToken } from './token.ts'

const tags = ['widget']
const keyAnswer = z.object({ key: z.string().nullable().describe('Only where `keep` was `key`') })

/** What the page in the frame asks for on behalf of its visitor. Other routes are those of any page. */
export function widgetVisitorRoutes(app: App, { state, config }: { state: State; config: Config }): void {
  app.get(
    '/api/widget/visitor',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Whether the browser brought a key along',
        response: { 200: z.object({ known: z.boolean(), account: z.boolean() }) },
      },
    },
    async request => ({
      known: visitorKeyOf(request, requireReady(state)) !== undefined,
      account: request.ctx.actor.kind === 'account',
    }),
  )

  app.post(
    '/api/widget/visitor',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'A key for a page in a frame',
        description:
          'By cookie: partitioned, for this site alone; ask again whether the browser kept it. With `keep: "key"` in the answer, for `Authorization: Visitor KEY`. Writes no row.',
        body: z.strictObject({ keep: z.enum(['cookie', 'key']).default('cookie') }),
        response: { 200: keyAnswer },
      },
    },
    async (request, reply) => {
      const key = issueVisitorKey(requireReady(state).visitorSecret)
      if (request.body.keep === 'key') return { key }
      keepFramedKey(request, reply, key, config)
      return { key: null }
    },
  )

  app.delete(
    '/api/widget/visitor',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'The browser forgets its key: the site’s user has signed out there',
        response: { 200: z.object({ forgotten: z.literal(true) }) },
      },
    },
    async (_request, reply) => {
      forgetVisitor(reply)
      return { forgotten: true as const }
    },
  )

  app.put(
    '/api/widget/variables',
    {
      config: { access: 'visitor' },
      schema: {
        tags,
        summary: 'What the site fills in for its visitor',
        description:
          'Sent with the first message. Facts with the source `form`, never proven; what the person said themselves stands.',
        body: variablesSchema,
        response: { 200: variablesTakenSchema },
      },
    },
    ({ ctx, body }) => setVariables(ctx, body),
  )

  app.post(
    '/api/widget/identity',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Whose user this is, by the site’s signature',
        body: identitySchema,
        response: { 200: keyAnswer },
      },
    },
    async (request, reply) => {
      const { ctx, body } = request
      const { visitorSecret } = requireReady(state)
      if (ctx.actor.kind === 'account')
        refuse('conflict', 'widget.signed_in', 'Somebody is signed in here by their own account.')
      const secrets = await openSecrets(ctx, visitorSecret)
      if (secrets.length === 0)
        refuse(
          'conflict',
          'widget.identity_off',
          'This house has made no secret for its sites: see the widget’s settings.',
        )
      const audience = new URL(config.publicUrl).origin
      const user = readToken(body.token, { secrets, now: ctx.now(), audience })
      const key = issueVisitorKey(visitorSecret)
      const { exchanged } = await identifyVisitor(ctx, {
        user,
        keyHash: visitorKeyOf(request, requireReady(state)),
        newKey: readVisitorKey(visitorSecret, key)!,
      })
      if (!exchanged) return { key: null }
      if (body.keep === 'key') return { key }
      keepFramedKey(request, reply, key, config)
      return { key: null }
    },
  )
}

/** By whom a visitor becomes somebody: the first of these carries where they came from. */
const FIRST_WORDS = new Set([
  '/api/sales/messages',
  '/api/conversations/:id/messages',
  '/api/coach/messages',
  '/api/site-visits',
  '/api/callbacks',
])

/** Notes the first touch that a page sends along, once its message is answered: no turn waits for it, or fails of it. */
export function noteSources(app: App): void {
  app.addHook('onResponse', async (request, reply) => {
    const header = request.headers['mosaic-source']
    if (typeof header !== 'string' || request.method !== 'POST' || reply.statusCode >= 400) return
    // It is kept with the words, and noted when they are.
    if (reply.statusCode === 202) return
    if (!FIRST_WORDS.has(request.routeOptions.url ?? '')) return
    const source = readSource(header)
    if (!source) return
    // The next words may be answered sooner than this is noted.
    const at = Temporal.Now.instant().subtract({ milliseconds: Math.round(reply.elapsedTime) })
    await noteSource(request.ctx, source, at).catch(error => request.log.warn({ err: error }, 'a source was not noted'))
  })
}
