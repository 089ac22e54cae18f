import { z } from 'zod'
import { type App, reads } from '../../kernel/http.ts'
import { refuse } from '../../kernel/refusal.ts'
import { detectStore } from '../../storage/index.ts'
import type { Config } from '../config.ts'
import { addressOf } from '../limits.ts'
import { requireReady, type State } from '../state.ts'
import { examine } from './examine.ts'
import { makeMark, removeMark, requireMark } from './persistence/marks.ts'
import { examinationSchema, markSchema, tokenSchema } from './schema.ts'

const HOUR_MS = 3_600_000
const MARKS_PER_HOUR = 12

/**
 * The doctor for administrators, and marks for anybody who proves that this deployment keeps its data. `env` and `cwd` are
 * those of the process.
 */
export function doctorRoutes(app: App, { config, state }: { config: Config; state: State }): void {
  app.get(
    '/api/admin/doctor',
    {
      ...reads('admin', false),
      schema: {
        tags: ['operation'],
        summary: 'How everything is that Mosaic needs, and what to do where it is not well',
        description: 'Connects to nobody; `mosaic doctor --live` does.',
        response: { 200: examinationSchema },
      },
    },
    async ({ ctx }) => {
      const { store } = requireReady(state)
      return await examine({ env: process.env, live: false, config, where: whereOf(store.kind), store, ctx })
    },
  )

  const count = app.createRateLimit({
    max: MARKS_PER_HOUR,
    timeWindow: HOUR_MS,
    keyGenerator: request => `mark ${addressOf(request)}`,
  })
  const tags = ['operation']
  app.post(
    '/api/persistence-marks',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Write a mark, to be read after a redeploy: what `mosaic doctor --persistence` does',
        description: 'It holds nothing, lasts six hours, and its token alone reads it.',
        response: { 201: markSchema },
      },
    },
    async (request, reply) => {
      const counted = await count(request)
      if (!counted.isAllowed && counted.isExceeded)
        refuse('limit', 'request.too_many', {
          message: 'That were many marks from this address. Please wait a little.',
          retryAfterSeconds: Math.ceil(counted.ttl / 1000),
        })
      return reply.status(201).send(await makeMark(request.ctx))
    },
  )
  app.get(
    '/api/persistence-marks/:token',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'When the mark of a token was made',
        params: tokenSchema,
        response: { 200: markSchema.omit({ token: true }).meta({ id: 'KeptPersistenceMark' }) },
      },
    },
    async ({ ctx, params }) => await requireMark(ctx, params.token),
  )
  app.delete(
    '/api/persistence-marks/:token',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Take a mark away',
        params: tokenSchema,
        response: { 204: z.null() },
      },
    },
    async ({ ctx, params }, reply) => {
      await removeMark(ctx, params.token)
      return reply.status(204).send(null)
    },
  )
}

/** What the process was started on: a store that is open is of the kind that its settings name, or the page could not ask. */
function whereOf(kind: string) {
  const where = detectStore(process.env, process.cwd())
  return where.kind === kind ? where : undefined
}
