import { z } from 'zod'
import type { App } from '../kernel/http.ts'
import { repeatable } from '../kernel/input.ts'
import { ensurePerson, findPerson } from '../people/index.ts'
import { completeEnrolment } from './complete-enrolment.ts'
import { confirmPlaces } from './confirm-places.ts'
import { documentRoutes } from './document-routes.ts'
import { enrol } from './enrol.ts'
import { experimentRoutes } from './experiments/routes.ts'
import { named, ofId, tags, visitor } from './http.ts'
import { listRevisions } from './list-revisions.ts'
import { movePosition } from './move-position.ts'
import { pauseEnrolment, resumeEnrolment } from './pause-enrolment.ts'
import { listEnrolments, readEnrolment } from './queries.ts'
import { newestDefinitions, programmeOf } from './registry.ts'
import { saveAnswer } from './save-answer.ts'
import {
  confirmPlacesSchema,
  enrolmentLineSchema,
  enrolmentSchema,
  enrolSchema,
  positionSchema,
  programmeKeySchema,
  programmeSchema,
  promptKeySchema,
  revisionSchema,
  saveAnswerSchema,
  savedAnswerSchema,
  sharingSchema,
} from './schema.ts'
import { shareEnrolment } from './share-enrolment.ts'
import { skipPrompt } from './skip-prompt.ts'

const ofAnswer = z.object({ id: z.uuid(), prompt: promptKeySchema })

export function programmeRoutes(app: App): void {
  app.get(
    '/api/programmes',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Programmes that can be begun',
        response: { 200: z.object({ items: z.array(programmeSchema), cursor: z.null() }) },
      },
    },
    async () => ({ items: newestDefinitions(), cursor: null }),
  )

  app.get(
    '/api/programmes/:key',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'A version of a programme, the newest unless told',
        params: z.object({ key: programmeKeySchema }),
        querystring: z.object({ version: z.coerce.number().int().positive().max(1_000_000).optional() }),
        response: { 200: programmeSchema },
      },
    },
    async ({ params, query }) => programmeOf(params.key, query.version),
  )

  app.post(
    '/api/enrolments',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Begin a programme, or get the enrolment that is open',
        headers: repeatable,
        body: enrolSchema,
        response: { 200: enrolmentSchema, 201: enrolmentSchema },
      },
    },
    async ({ ctx, body, headers }, reply) => {
      // Nobody is made for a programme that there is not.
      programmeOf(body.programme)
      const { enrolment, created } = await enrol(ctx, {
        ...body,
        personId: await ensurePerson(ctx),
        requestKey: headers['idempotency-key'],
      })
      return reply.status(created ? 201 : 200).send(enrolment)
    },
  )

  app.get(
    '/api/enrolments',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'One’s enrolments, newest first',
        querystring: z.object({ cursor: z.uuid().optional() }),
        response: { 200: z.object({ items: z.array(enrolmentLineSchema), cursor: z.string().nullable() }) },
      },
    },
    async ({ ctx, query }) => {
      const personId = await findPerson(ctx)
      return personId ? listEnrolments(ctx, { personId, ...query }) : { items: [], cursor: null }
    },
  )

  app.get(
    '/api/enrolments/:id',
    { ...visitor, schema: { tags, params: ofId, response: { 200: enrolmentSchema } } },
    async ({ ctx, params }) => readEnrolment(ctx, await named(ctx, params)),
  )

  app.put(
    '/api/enrolments/:id/answers/:prompt',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Save what was written; `final` when Next is pressed',
        params: ofAnswer,
        body: saveAnswerSchema,
        response: { 200: savedAnswerSchema },
      },
    },
    async ({ ctx, params, body }) => {
      const { final, ...rest } = { ...body, prompt: params.prompt }
      const { actor } = ctx
      if (!final && actor.kind === 'visitor' && !actor.personId)
        return saveAnswer(ctx, { ...rest, enrolmentId: params.id, keyHash: actor.keyHash })
      return saveAnswer(ctx, { ...rest, ...(await named(ctx, params)), final })
    },
  )

  app.get(
    '/api/enrolments/:id/answers/:prompt/revisions',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'What an answer said, newest first',
        params: ofAnswer,
        querystring: z.object({ cursor: z.coerce.number().int().positive().max(2_147_483_647).optional() }),
        response: { 200: z.object({ items: z.array(revisionSchema), cursor: z.string().nullable() }) },
      },
    },
    async ({ ctx, params, query }) =>
      listRevisions(ctx, { ...(await named(ctx, params)), prompt: params.prompt, ...query }),
  )

  app.put(
    '/api/enrolments/:id/position',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Go to a prompt, or to the nearest that is reached',
        params: ofId,
        body: positionSchema,
        response: { 200: enrolmentSchema },
      },
    },
    async ({ ctx, params, body }) => movePosition(ctx, { ...(await named(ctx, params)), ...body }),
  )

  app.post(
    '/api/enrolments/:id/skips',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Leave a prompt open and go on',
        params: ofId,
        body: positionSchema,
        response: { 200: enrolmentSchema },
      },
    },
    async ({ ctx, params, body }) => skipPrompt(ctx, { ...(await named(ctx, params)), ...body }),
  )

  app.post(
    '/api/enrolments/:id/pause',
    { ...visitor, schema: { tags, params: ofId, response: { 200: enrolmentSchema } } },
    async ({ ctx, params }) => pauseEnrolment(ctx, await named(ctx, params)),
  )

  app.delete(
    '/api/enrolments/:id/pause',
    { ...visitor, schema: { tags, params: ofId, response: { 200: enrolmentSchema } } },
    async ({ ctx, params }) => resumeEnrolment(ctx, await named(ctx, params)),
  )

  app.post(
    '/api/enrolments/:id/completion',
    { ...visitor, schema: { tags, params: ofId, response: { 200: enrolmentSchema } } },
    async ({ ctx, params }) => completeEnrolment(ctx, await named(ctx, params)),
  )

  app.post(
    '/api/enrolments/:id/places',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Answers that were put in place by their order belong there',
        params: ofId,
        body: confirmPlacesSchema,
        response: { 200: enrolmentSchema },
      },
    },
    async ({ ctx, params, body }) => confirmPlaces(ctx, { ...(await named(ctx, params)), ...body }),
  )

  app.put(
    '/api/enrolments/:id/sharing',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'What coaches may read',
        params: ofId,
        body: sharingSchema,
        response: { 200: enrolmentSchema },
      },
    },
    async ({ ctx, params, body }) => shareEnrolment(ctx, { ...(await named(ctx, params)), ...body }),
  )

  experimentRoutes(app)
  documentRoutes(app)
}
