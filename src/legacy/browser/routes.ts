import { z } from 'zod'
import type { App } from '../../kernel/http.ts'
import { ensurePerson, requirePerson } from '../../people/index.ts'
import { bringLocalState } from './bring-local-state.ts'
import { broughtSchema, localStateSchema, takeTicketSchema, ticketSchema } from './schema.ts'
import { giveTicketBack, listTickets, takeTicket } from './tickets.ts'

/** A state in its longest form, as JSON within JSON. */
const STATE_BYTES = 4 * 1024 * 1024

/** What an earlier application left in the browser of somebody who is signed in. */
export function legacyBrowserRoutes(app: App): void {
  const config = { access: 'member' as const }
  const tags = ['programmes']
  app.post(
    '/api/legacy/local-states',
    {
      config,
      bodyLimit: STATE_BYTES,
      schema: {
        tags,
        summary: 'Bring along what an earlier application left in this browser',
        body: localStateSchema,
        response: { 200: broughtSchema },
      },
    },
    async ({ ctx, body }) => bringLocalState(ctx, { ...body, personId: await ensurePerson(ctx) }),
  )
  app.get(
    '/api/legacy/tickets',
    {
      config,
      schema: {
        tags,
        summary: 'Sessions of before that became mine',
        response: { 200: z.object({ items: z.array(ticketSchema) }) },
      },
    },
    async ({ ctx }) => ({ items: await listTickets(ctx, { personId: await requirePerson(ctx) }) }),
  )
  app.post(
    '/api/legacy/tickets',
    {
      config,
      schema: {
        tags,
        summary: 'Make what an imported session left mine, by the name that this browser kept of it',
        body: takeTicketSchema,
        response: { 201: ticketSchema },
      },
    },
    async ({ ctx, body }, reply) =>
      reply.status(201).send(await takeTicket(ctx, { ...body, personId: await ensurePerson(ctx) })),
  )
  app.delete(
    '/api/legacy/tickets/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Give it back, within 30 days',
        params: z.object({ id: z.uuid() }),
        response: { 204: z.null() },
      },
    },
    async ({ ctx, params }, reply) => {
      await giveTicketBack(ctx, { ...params, personId: await requirePerson(ctx) })
      return reply.status(204).send(null)
    },
  )
}
