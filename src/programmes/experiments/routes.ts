import { z } from 'zod'
import type { App } from '../../kernel/http.ts'
import { repeatable } from '../../kernel/input.ts'
import { findPerson } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import { named, ofId, tags, visitor } from '../http.ts'
import {
  actionInputSchema,
  actionPatchSchema,
  actionSchema,
  experimentInputSchema,
  experimentPatchSchema,
  experimentSchema,
  learningInputSchema,
  learningSchema,
  obstacleInputSchema,
  obstaclePatchSchema,
  obstacleSchema,
  reflectionInputSchema,
  reflectionSchema,
} from '../schema.ts'
import { addAction, changeAction, removeAction } from './actions.ts'
import { addExperiment } from './add-experiment.ts'
import { addLearning } from './add-learning.ts'
import { changeExperiment } from './change-experiment.ts'
import { refuseUnknownExperiment, refuseUnknownPart } from './lock.ts'
import { addObstacle, changeObstacle, removeObstacle } from './obstacles.ts'
import { reflect } from './reflect.ts'

async function namedExperiment(ctx: Context, { id }: { id: string }) {
  return { personId: (await findPerson(ctx)) ?? refuseUnknownExperiment(), experimentId: id }
}

async function namedPart(ctx: Context, { id }: { id: string }) {
  return { personId: (await findPerson(ctx)) ?? refuseUnknownPart(), partId: id }
}

export function experimentRoutes(app: App): void {
  const params = ofId

  app.post(
    '/api/enrolments/:id/experiments',
    {
      ...visitor,
      schema: { tags, params, headers: repeatable, body: experimentInputSchema, response: { 201: experimentSchema } },
    },
    async ({ ctx, params, body, headers }, reply) => {
      const requestKey = headers['idempotency-key']
      const made = await addExperiment(ctx, { ...(await named(ctx, params)), experiment: body, requestKey })
      return reply.status(201).send(made)
    },
  )

  app.patch(
    '/api/experiments/:id',
    { ...visitor, schema: { tags, params, body: experimentPatchSchema, response: { 200: experimentSchema } } },
    async ({ ctx, params, body }) => changeExperiment(ctx, { ...(await namedExperiment(ctx, params)), change: body }),
  )

  app.post(
    '/api/experiments/:id/obstacles',
    {
      ...visitor,
      schema: { tags, params, headers: repeatable, body: obstacleInputSchema, response: { 201: obstacleSchema } },
    },
    async ({ ctx, params, body, headers }, reply) => {
      const requestKey = headers['idempotency-key']
      const made = await addObstacle(ctx, { ...(await namedExperiment(ctx, params)), obstacle: body, requestKey })
      return reply.status(201).send(made)
    },
  )

  app.post(
    '/api/experiments/:id/actions',
    {
      ...visitor,
      schema: { tags, params, headers: repeatable, body: actionInputSchema, response: { 201: actionSchema } },
    },
    async ({ ctx, params, body, headers }, reply) => {
      const requestKey = headers['idempotency-key']
      const made = await addAction(ctx, { ...(await namedExperiment(ctx, params)), action: body, requestKey })
      return reply.status(201).send(made)
    },
  )

  app.post(
    '/api/experiments/:id/learnings',
    {
      ...visitor,
      schema: { tags, params, headers: repeatable, body: learningInputSchema, response: { 201: learningSchema } },
    },
    async ({ ctx, params, body, headers }, reply) => {
      const requestKey = headers['idempotency-key']
      const made = await addLearning(ctx, { ...(await namedExperiment(ctx, params)), learning: body, requestKey })
      return reply.status(201).send(made)
    },
  )

  app.put(
    '/api/experiments/:id/reflection',
    { ...visitor, schema: { tags, params, body: reflectionInputSchema, response: { 200: reflectionSchema } } },
    async ({ ctx, params, body }) => reflect(ctx, { ...(await namedExperiment(ctx, params)), reflection: body }),
  )

  app.patch(
    '/api/obstacles/:id',
    { ...visitor, schema: { tags, params, body: obstaclePatchSchema, response: { 200: obstacleSchema } } },
    async ({ ctx, params, body }) => changeObstacle(ctx, { ...(await namedPart(ctx, params)), change: body }),
  )

  app.delete(
    '/api/obstacles/:id',
    { ...visitor, schema: { tags, params, response: { 204: z.null() } } },
    async ({ ctx, params }, reply) => {
      await removeObstacle(ctx, await namedPart(ctx, params))
      return reply.status(204).send(null)
    },
  )

  app.patch(
    '/api/actions/:id',
    { ...visitor, schema: { tags, params, body: actionPatchSchema, response: { 200: actionSchema } } },
    async ({ ctx, params, body }) => changeAction(ctx, { ...(await namedPart(ctx, params)), change: body }),
  )

  app.delete(
    '/api/actions/:id',
    { ...visitor, schema: { tags, params, response: { 204: z.null() } } },
    async ({ ctx, params }, reply) => {
      await removeAction(ctx, await namedPart(ctx, params))
      return reply.status(204).send(null)
    },
  )
}
