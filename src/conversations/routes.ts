import { z } from 'zod'
import type { App } from '../kernel/http.ts'
import type { Context } from '../storage/index.ts'
import { readConversation } from './read-conversation.ts'
import {
  conversationPageSchema,
  conversationQuerySchema,
  type Greeting,
  greetingSchema,
  type Wish,
  wishPatchSchema,
  wishSchema,
} from './schema.ts'
import { setWish } from './set-wish.ts'

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
}
