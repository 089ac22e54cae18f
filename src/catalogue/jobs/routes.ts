import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { App } from '../../kernel/http.ts'
import { repeatable } from '../../kernel/input.ts'
import { refuse } from '../../kernel/refusal.ts'
import { ensurePerson, findPerson, requirePerson } from '../../people/index.ts'
import { pagingSchema } from '../query-schema.ts'
import { readUnsubscribe } from './match-mail.ts'
import { matchesOf, matchOf } from './matches.ts'
import { addNote, changeNote, ownWorkOf } from './notes.ts'
import { readPreferences, setMatchMail, setPreferences } from './preferences.ts'
import { requirePosting } from './queries.ts'
import {
  matchPageSchema,
  noteInputSchema,
  noteSchema,
  ownStateSchema,
  ownWorkSchema,
  preferencesInputSchema,
  preferencesSchema,
  stateInputSchema,
} from './schema.ts'
import { setState, undoState } from './set-state.ts'

const tags = ['jobs']
const visitor = { config: { access: 'visitor' } } as const
const member = { config: { access: 'member' } } as const
const byId = z.object({ id: z.uuid() })
const heldState = z.object({ state: ownStateSchema.nullable() })

/** What people do with jobs: matches, states, notes, preferences. The search is the catalogue's, by `kind=job`. */
export function jobRoutes(app: App): void {
  app.get(
    '/api/matches',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Jobs that fit best, with the reasons; or how one fits',
        querystring: z.object({
          kind: z.literal('job').default('job'),
          listing: z.uuid().optional(),
          ...pagingSchema.shape,
        }),
        response: { 200: matchPageSchema },
      },
    },
    async ({ ctx, query: { listing, cursor, limit } }) => {
      const personId = await findPerson(ctx)
      if (listing === undefined) return matchesOf(ctx, { personId, cursor, limit })
      const match = await matchOf(ctx, { personId, postingId: listing })
      return { items: match ? [match] : [], cursor: null }
    },
  )

  app.put(
    '/api/listings/:id/state',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Say what became of a job: saved, applied, interviewing, offered, rejected',
        params: byId,
        body: stateInputSchema,
        response: { 200: ownStateSchema },
      },
    },
    async ({ ctx, params, body }) => {
      await requirePosting(ctx, params.id)
      return setState(ctx, { personId: await ensurePerson(ctx), postingId: params.id, ...body })
    },
  )

  app.delete(
    '/api/listings/:id/state',
    {
      ...visitor,
      schema: { tags, summary: 'Take the last state back', params: byId, response: { 200: heldState } },
    },
    async ({ ctx, params }) => {
      await requirePosting(ctx, params.id)
      const personId =
        (await findPerson(ctx)) ?? refuse('conflict', 'catalogue.no_state', 'There is nothing to take back.')
      return { state: await undoState(ctx, { personId, postingId: params.id }) }
    },
  )

  app.get(
    '/api/listings/:id/states',
    {
      ...visitor,
      schema: { tags, summary: 'What you did and wrote about a job', params: byId, response: { 200: ownWorkSchema } },
    },
    async ({ ctx, params }) => {
      await requirePosting(ctx, params.id)
      return ownWorkOf(ctx, { personId: await findPerson(ctx), postingId: params.id })
    },
  )

  app.post(
    '/api/listings/:id/notes',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Write a note about a job',
        params: byId,
        headers: repeatable,
        body: noteInputSchema,
        response: { 201: noteSchema },
      },
    },
    async ({ ctx, params, body, headers }, reply) => {
      await requirePosting(ctx, params.id)
      const personId = await ensurePerson(ctx)
      const requestKey = headers['idempotency-key']
      const note = await addNote(ctx, { personId, postingId: params.id, text: body.text, requestKey })
      return reply.status(201).send(note)
    },
  )

  app.patch(
    '/api/notes/:id',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Reword a note; earlier wordings are kept',
        params: byId,
        body: noteInputSchema,
        response: { 200: noteSchema },
      },
    },
    async ({ ctx, params, body }) =>
      changeNote(ctx, { personId: await requirePerson(ctx), noteId: params.id, text: body.text }),
  )

  app.get(
    '/api/preferences',
    { ...member, schema: { tags, summary: 'What you wish for in work', response: { 200: preferencesSchema } } },
    async ({ ctx }) => readPreferences(ctx, await requirePerson(ctx)),
  )

  app.put(
    '/api/preferences',
    {
      ...member,
      schema: {
        tags,
        summary: 'Say what you wish for in work, and whether matches are mailed',
        description: 'A list that is left out stays as it is; an empty one empties it.',
        body: preferencesInputSchema,
        response: { 200: preferencesSchema },
      },
    },
    async ({ ctx, body }) => setPreferences(ctx, await requirePerson(ctx), body),
  )

  // A mail program that ends it by one click posts a form (RFC 8058), which says no more than the address does.
  app.register(async scope => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 1024 },
      (_request, _body, done) => done(null),
    )
    scope.withTypeProvider<ZodTypeProvider>().post(
      '/api/match-mail/unsubscribe/:token',
      {
        config: { access: 'public' },
        schema: {
          tags,
          summary: 'End the daily mail with the link that stands in it',
          params: z.object({ token: z.string().max(200) }),
          response: { 200: z.object({ matchMail: z.literal(false) }) },
        },
      },
      async ({ ctx, params }) => {
        await setMatchMail(ctx, await readUnsubscribe(ctx, params.token), false)
        return { matchMail: false as const }
      },
    )
  })
}
