import { z } from 'zod'
import type { App } from '../../kernel/http.ts'
import { markCard } from './mark-card.ts'
import { readCoaching } from './read-coaching.ts'
import { cardMarkInputSchema, coachingQuerySchema, coachingSchema } from './schema.ts'

const tags = ['coaching']
const person = z.object({ id: z.uuid() })

/** Coaching, for staff of the sales desk. */
export function coachingRoutes(app: App): void {
  app.get(
    '/api/staff/leads/:id/cards',
    {
      config: { access: 'staff', audit: { action: 'coaching.read', subject: 'person', param: 'id' } },
      schema: {
        tags,
        summary: 'What helps to sell: stage, mood, objections, cards, market and urgency',
        params: person,
        querystring: coachingQuerySchema,
        response: { 200: coachingSchema },
      },
    },
    async ({ ctx, params, query }) => readCoaching(ctx, { personId: params.id, conversationId: query.conversation }),
  )

  app.put(
    '/api/staff/leads/:id/cards/:card/mark',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        summary: 'Say that a card is done or not useful, or take that back with null',
        params: person.extend({ card: z.uuid() }),
        body: cardMarkInputSchema,
        response: { 204: z.null() },
      },
    },
    async ({ ctx, params, body }, reply) => {
      await markCard(ctx, { personId: params.id, cardId: params.card, mark: body.mark })
      return reply.code(204).send(null)
    },
  )
}
