import { z } from 'zod'
import type { App } from '../kernel/http.ts'
import type { Context } from '../storage/index.ts'
import { refuseUnknown } from './hand-off.ts'
import { listOwnConversations, messagesAfter, openConversation } from './own-conversation.ts'
import { noteOwnPresence } from './presence/note-presence.ts'
import { readOwnPresence } from './presence/read-presence.ts'
import { readConversation } from './read-conversation.ts'
import { requestHandOff } from './request-hand-off.ts'
import {
  conversationPageSchema,
  conversationQuerySchema,
  conversationSchema,
  deskSchema,
  type Greeting,
  greetingSchema,
  handOffSchema,
  messagesQuerySchema,
  messagesSchema,
  ownPresenceSchema,
  presenceInputSchema,
  type Wish,
  wishPatchSchema,
  wishSchema,
} from './schema.ts'
import { setWish } from './set-wish.ts'
import { staffConversationRoutes } from './staff-routes.ts'

const visitor = { config: { access: 'visitor' } } as const

const plainGreeting: Greeting = { text: 'Hello! What are you looking for?', chips: [] }

/**
 * The visitor's thread at the sales desk. What the desk says to an empty thread and what its wish looks like come from the
 * composition root: this domain knows neither. `parseWish` throws for a wish that is none.
 */
export function conversationRoutes(
  app: App,
  desk: { greeting?: (ctx: Context) => Greeting | Promise<Greeting>; parseWish?: (wish: unknown) => Wish } = {},
): void {
  app.get(
    '/api/sales/conversation',
    {
      ...visitor,
      schema: {
        tags: ['conversation'],
        querystring: conversationQuerySchema,
        response: { 200: conversationPageSchema.extend({ greeting: greetingSchema }) },
      },
    },
    async ({ ctx, query }) => ({
      ...(await readConversation(ctx, { desk: 'sales', ...query })),
      greeting: (await desk.greeting?.(ctx)) ?? plainGreeting,
    }),
  )

  app.patch(
    '/api/sales/wish',
    {
      ...visitor,
      schema: { tags: ['conversation'], body: wishPatchSchema, response: { 200: z.object({ wish: wishSchema }) } },
    },
    async ({ ctx, body }) => {
      const set = body.set && (desk.parseWish?.(body.set) ?? body.set)
      return { wish: await setWish(ctx, { desk: 'sales', set, clear: body.clear }) }
    },
  )

  const tags = ['conversation']
  const params = z.object({ id: z.uuid() })
  app.post(
    '/api/conversations',
    {
      ...visitor,
      schema: { tags, body: z.object({ desk: deskSchema }), response: { 200: conversationSchema } },
    },
    ({ ctx, body }) => openConversation(ctx, body),
  )
  app.get(
    '/api/conversations',
    {
      ...visitor,
      schema: {
        tags,
        querystring: z.object({ desk: deskSchema.optional() }),
        response: { 200: z.object({ items: z.array(conversationSchema), cursor: z.null() }) },
      },
    },
    async ({ ctx, query }) => ({ items: await listOwnConversations(ctx, query), cursor: null }),
  )
  app.get(
    '/api/conversations/:id/messages',
    { ...visitor, schema: { tags, params, querystring: messagesQuerySchema, response: { 200: messagesSchema } } },
    ({ ctx, params, query }) => messagesAfter(ctx, { conversationId: params.id, ...query }),
  )
  app.post(
    '/api/conversations/:id/hand-off',
    { ...visitor, schema: { tags, params, response: { 200: z.object({ handOff: handOffSchema }) } } },
    ({ ctx, params }) => requestHandOff(ctx, { conversationId: params.id, reason: 'requested' }),
  )
  app.post(
    '/api/conversations/:id/presence',
    { ...visitor, schema: { tags, params, body: presenceInputSchema, response: { 200: ownPresenceSchema } } },
    async ({ ctx, params, body }) => {
      if (!(await noteOwnPresence(ctx, { conversationId: params.id, ...body }))) refuseUnknown()
      return readOwnPresence(ctx, params.id)
    },
  )
  app.post(
    '/api/sales/presence',
    {
      ...visitor,
      schema: { tags, body: presenceInputSchema, response: { 200: ownPresenceSchema } },
    },
    async ({ ctx, body }) => {
      await noteOwnPresence(ctx, { desk: 'sales', ...body })
      const [open] = await listOwnConversations(ctx, { desk: 'sales' })
      return open?.status === 'open' ? readOwnPresence(ctx, open.id) : { typing: null, read: 0 }
    },
  )
  app.post(
    '/api/sales/hand-off',
    { ...visitor, schema: { tags, response: { 200: z.object({ handOff: handOffSchema }) } } },
    async ({ ctx }) => {
      const { id } = await openConversation(ctx, { desk: 'sales' })
      return requestHandOff(ctx, { conversationId: id, reason: 'requested' })
    },
  )
  staffConversationRoutes(app)
}
