import { z } from 'zod'
import { type App, reads } from '../kernel/http.ts'
import { addConversationNote, postStaffMessage } from './post-staff-message.ts'
import { closeConversation, releaseConversation } from './release-conversation.ts'
import {
  conversationQuerySchema,
  messageSchema,
  noteInputSchema,
  noteSchema,
  staffConversationSchema,
  staffListQuerySchema,
  staffMessageSchema,
  staffThreadSchema,
} from './schema.ts'
import { listStaffConversations, readStaffConversation } from './staff-queries.ts'
import { takeConversation } from './take-conversation.ts'

const config = { access: 'staff' } as const
const tags = ['hand-off']
const params = z.object({ id: z.uuid() })

/** The console's way to conversations in which a human is wanted. Each verb looks whether the desk is the caller's. */
export function staffConversationRoutes(app: App): void {
  app.get(
    '/api/staff/conversations',
    {
      ...reads('staff', { action: 'conversation.listed', list: 'conversations' }),
      schema: {
        tags,
        querystring: staffListQuerySchema,
        response: { 200: z.object({ items: z.array(staffConversationSchema), cursor: z.string().nullable() }) },
      },
    },
    ({ ctx, query }) => listStaffConversations(ctx, query),
  )
  app.get(
    '/api/staff/conversations/:id',
    {
      ...reads('staff', { action: 'conversation.read', subject: 'conversation', param: 'id' }),
      schema: { tags, params, querystring: conversationQuerySchema, response: { 200: staffThreadSchema } },
    },
    ({ ctx, params, query }) => readStaffConversation(ctx, { conversationId: params.id, ...query }),
  )
  for (const [deed, verb] of Object.entries({
    take: takeConversation,
    release: releaseConversation,
    close: closeConversation,
  }))
    app.post(
      `/api/staff/conversations/:id/${deed}`,
      { config, schema: { tags, params, response: { 200: staffThreadSchema } } },
      async ({ ctx, params }) => {
        await verb(ctx, params.id)
        return readStaffConversation(ctx, { conversationId: params.id })
      },
    )
  app.post(
    '/api/staff/conversations/:id/messages',
    { config, schema: { tags, params, body: staffMessageSchema, response: { 201: messageSchema } } },
    async ({ ctx, params, body }, reply) =>
      reply
        .status(201)
        .send(await postStaffMessage(ctx, { conversationId: params.id, clientId: body.id, text: body.text })),
  )
  app.post(
    '/api/staff/conversations/:id/notes',
    { config, schema: { tags, params, body: noteInputSchema, response: { 201: noteSchema } } },
    async ({ ctx, params, body }, reply) =>
      reply.status(201).send(await addConversationNote(ctx, { conversationId: params.id, text: body.text })),
  )
}
