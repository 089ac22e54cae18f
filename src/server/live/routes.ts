import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { refuseUnknown, requireOwnConversation, requireStaff, standings } from '../../conversations/index.ts'
import { type App, reads } from '../../kernel/http.ts'
import { refuse } from '../../kernel/refusal.ts'
import { findPerson } from '../../people/index.ts'
import { addressOf } from '../limits.ts'
import { requireReady, type State } from '../state.ts'
import { liveHeaders } from './event-stream.ts'
import { type Credential, mayHear, type Who } from './reader.ts'
import { liveQuerySchema, staffLiveQuerySchema } from './schema.ts'

const tags = ['live']

/** Server-sent events: what happens in one conversation, and to staff what changed elsewhere. */
export function liveRoutes(app: App, state: State): void {
  app.get(
    '/api/live/conversations/:id',
    {
      config: { access: 'visitor' },
      schema: {
        tags,
        summary: 'What happens in one’s own conversation, as server-sent events (text/event-stream)',
        params: z.object({ id: z.uuid() }),
        querystring: liveQuerySchema,
      },
    },
    async (request, reply) => {
      const { ctx, params, query } = request
      const conversation = await requireOwnConversation(ctx, params.id)
      const personId = (await findPerson(ctx))!
      return open(request, reply, { kind: 'visitor', personId }, conversation.id, query.after)
    },
  )

  app.get(
    '/api/staff/live',
    {
      ...reads('staff', { action: 'conversation.read', subject: 'conversation', answer: 'conversation' }),
      schema: {
        tags,
        summary: 'What happens in a conversation and what changed elsewhere, as server-sent events (text/event-stream)',
        querystring: staffLiveQuerySchema,
      },
    },
    async (request, reply) => {
      const { role } = requireStaff(request.ctx)
      const id = request.query.conversation ?? null
      if (id) {
        const standing = (await standings(request.ctx, [id])).get(id)
        if (!standing || !mayHear(role, standing)) return refuseUnknown()
      }
      // Without a conversation it says which rows changed, and shows none of them.
      request.shown = id
      return open(request, reply, { kind: 'staff', role }, id, request.query.after)
    },
  )

  async function open(
    request: FastifyRequest,
    reply: FastifyReply,
    who: Who,
    conversationId: string | null,
    after: number | undefined,
  ) {
    reply.headers(liveHeaders)
    if (request.method === 'HEAD') return reply.send()
    const { live } = requireReady(state)
    if (!live) refuse('unavailable', 'server.not_ready', { message: 'Mosaic is starting.', retryAfterSeconds: 5 })
    const credential = await credentialOf(request)
    const free = live.places.take(credential.kind === 'key' ? credential.hash : credential.id, addressOf(request))
    const { body } = live.hub.open({ credential, who, conversationId, after: lastEventId(request) ?? after, free })
    // They left while we looked: nobody will read it to its end.
    if (request.raw.destroyed) body.destroy()
    return reply.send(body)
  }

  async function credentialOf(request: FastifyRequest): Promise<Credential> {
    const { actor } = request.ctx
    if (actor.kind === 'visitor') return { kind: 'key', hash: actor.keyHash }
    const session = await requireReady(state).accounts.sessionOf(request.headers)
    // Ended between two looks.
    if (!session) refuse('unauthenticated', 'request.sign_in', 'Please sign in.')
    return { kind: 'session', id: session.id }
  }
}

/** What a browser that opens the stream anew by itself has heard last; it is newer than what stands in the address. */
function lastEventId({ headers }: FastifyRequest): number | undefined {
  const id = headers['last-event-id']
  return typeof id === 'string' && /^\d{1,9}$/.test(id) ? Number(id) : undefined
}
