import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type App, reads } from '../../kernel/http.ts'
import { Refusal, refuse } from '../../kernel/refusal.ts'
import { addressOf } from '../limits.ts'
import type { State } from '../state.ts'
import { detailsSchema, shownSchema } from './schema.ts'
import { type FirstStart, shownPhase } from './wait.ts'

const WRONG_PER_MINUTE = 10
const tags = ['operation']
/** Before the store is served there is nobody else to ask: the link's token alone says who may. */
const open = { config: { access: 'public', store: false } } as const

/** What the page of a first start asks and sends. The token of the link comes as a bearer, never in an address. */
export function firstStartRoutes(app: App, state: State): void {
  const countWrong = app.createRateLimit({
    max: WRONG_PER_MINUTE,
    timeWindow: 60_000,
    keyGenerator: request => `first start ${addressOf(request as FastifyRequest)}`,
    // What costs no query is otherwise not counted.
    allowList: [],
  })

  app.get(
    '/api/first-start',
    { ...open, schema: { tags, summary: 'Whether Mosaic is served yet', response: { 200: shownSchema } } },
    async () => state.firstStart?.shown() ?? { phase: shownPhase(state.phase), percent: null },
  )

  app.get(
    '/api/first-start/details',
    {
      ...open,
      schema: {
        tags,
        summary: 'What lies where, and how far a move is, for who holds the link in the log',
        response: { 200: detailsSchema },
      },
    },
    async request => (await requireLink(request)).describe(),
  )

  app.post(
    '/api/first-start/decisions',
    {
      ...open,
      schema: {
        tags,
        summary: 'Moves the data folder into the database, or begins with an empty house',
        body: z.object({ decision: z.enum(['move', 'empty_house']) }),
        response: { 200: detailsSchema },
      },
    },
    async request => {
      const firstStart = await requireLink(request)
      await firstStart.decide(request.body.decision)
      return firstStart.describe()
    },
  )

  app.get(
    '/api/admin/data-folder',
    {
      ...reads('admin', false),
      schema: {
        tags,
        summary: 'What lies in a data folder beside the database that is used, where somebody should know',
        response: { 200: z.object({ notice: z.string().nullable() }) },
      },
    },
    async () => ({ notice: (await state.firstStart?.beside()) ?? null }),
  )

  async function requireLink(request: FastifyRequest): Promise<FirstStart> {
    const { firstStart } = state
    const token = request.headers.authorization?.match(/^Bearer (\S+)$/i)?.[1]
    const waits = state.phase === 'undecided' || state.phase === 'moving'
    if (firstStart && waits && token && (await firstStart.opens(token))) return firstStart
    const counted = await countWrong(request)
    if (!counted.isAllowed && counted.isExceeded)
      throw new Refusal('limit', 'request.too_many', {
        message: 'Too many wrong keys from this address. Please wait a little.',
        retryAfterSeconds: Math.ceil(counted.ttl / 1000),
      })
    return refuse(
      'unauthenticated',
      'first_start.link_unknown',
      waits
        ? 'This link does not open what is asked here. Take the newest one from the log, in full.'
        : 'Nothing is asked here any more.',
    )
  }
}
