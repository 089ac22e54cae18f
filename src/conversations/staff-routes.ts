import { z } from 'zod'
import { type App, reads, readsMuch } from '../kernel/http.ts'
import { listCannedReplies, removeCannedReply, saveCannedReply } from './canned/replies.ts'
import { listColleagues } from './colleagues.ts'
import { listStaffConversations } from './list-staff-conversations.ts'
import { addConversationNote } from './notes/add-note.ts'
import { postStaffMessage } from './post-staff-message.ts'
import { noteStaffPresence } from './presence/note-presence.ts'
import { readPresence } from './presence/read-presence.ts'
import { closeConversation, releaseConversation } from './release-conversation.ts'
import { reopenConversation } from './reopen-conversation.ts'
import {
  cannedReplyInputSchema,
  cannedReplySchema,
  colleagueSchema,
  conversationQuerySchema,
  deskSchema,
  messageSchema,
  noteInputSchema,
  noteSchema,
  presenceInputSchema,
  staffListQuerySchema,
  staffListSchema,
  staffMessageSchema,
  staffPresenceSchema,
  staffThreadSchema,
  transferSchema,
} from './schema.ts'
import { readStaffConversation } from './staff-queries.ts'
import { takeConversation } from './take-conversation.ts'
import { transferConversation } from './transfer-conversation.ts'

const config = { access: 'staff' } as const
const readsThread = reads('staff', { action: 'conversation.read', subject: 'conversation', param: 'id' })
const tags = ['hand-off']
const params = z.object({ id: z.uuid() })

/** The console's way to conversations in which a human is wanted. Each verb looks whether the desk is the caller's. */
export function staffConversationRoutes(app: App): void {
  app.get(
    '/api/staff/conversations',
    {
      ...readsMuch('staff', { action: 'conversation.listed', list: 'conversations' }),
      schema: {
        tags,
        querystring: staffListQuerySchema,
        response: { 200: staffListSchema },
      },
    },
    ({ ctx, query }) => listStaffConversations(ctx, query),
  )
  app.get(
    '/api/staff/conversations/:id',
    {
      ...readsThread,
      schema: { tags, params, querystring: conversationQuerySchema, response: { 200: staffThreadSchema } },
    },
    ({ ctx, params, query }) => readStaffConversation(ctx, { conversationId: params.id, ...query }),
  )
  // A deed that changes nothing leaves no line of its own, and its answer is the thread all the same.
  for (const [deed, verb] of Object.entries({
    take: takeConversation,
    release: releaseConversation,
    close: closeConversation,
    reopen: reopenConversation,
  }))
    app.post(
      `/api/staff/conversations/:id/${deed}`,
      { ...readsThread, schema: { tags, params, response: { 200: staffThreadSchema } } },
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
      reply.status(201).send(await addConversationNote(ctx, { conversationId: params.id, ...body })),
  )
  app.post(
    '/api/staff/conversations/:id/transfer',
    { ...readsThread, schema: { tags, params, body: transferSchema, response: { 200: staffThreadSchema } } },
    async ({ ctx, params, body }) => {
      await transferConversation(ctx, { conversationId: params.id, ...body })
      return readStaffConversation(ctx, { conversationId: params.id })
    },
  )
  app.post(
    '/api/staff/conversations/:id/presence',
    { config, schema: { tags, params, body: presenceInputSchema, response: { 200: staffPresenceSchema } } },
    async ({ ctx, params, body }) => {
      await noteStaffPresence(ctx, { conversationId: params.id, ...body })
      return readPresence(ctx, params.id)
    },
  )
  app.get(
    '/api/staff/colleagues',
    {
      ...reads('staff', false),
      schema: {
        tags,
        querystring: z.object({ desk: deskSchema }),
        response: { 200: z.object({ items: z.array(colleagueSchema) }) },
      },
    },
    async ({ ctx, query }) => ({ items: await listColleagues(ctx, query.desk) }),
  )
  const replies = z.object({ items: z.array(cannedReplySchema) })
  app.get(
    '/api/staff/canned-replies',
    {
      ...reads('staff', false),
      schema: { tags, querystring: z.object({ desk: deskSchema.optional() }), response: { 200: replies } },
    },
    async ({ ctx, query }) => ({ items: await listCannedReplies(ctx, query) }),
  )
  app.post(
    '/api/staff/canned-replies',
    { config, schema: { tags, body: cannedReplyInputSchema, response: { 201: replies } } },
    async ({ ctx, body }, reply) => reply.status(201).send({ items: await saveCannedReply(ctx, body) }),
  )
  app.put(
    '/api/staff/canned-replies/:id',
    { config, schema: { tags, params, body: cannedReplyInputSchema, response: { 200: replies } } },
    async ({ ctx, params, body }) => ({ items: await saveCannedReply(ctx, { id: params.id, ...body }) }),
  )
  app.delete(
    '/api/staff/canned-replies/:id',
    { config, schema: { tags, params, response: { 200: replies } } },
    async ({ ctx, params }) => ({ items: await removeCannedReply(ctx, params.id) }),
  )
}
