import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type App, reads } from '../../kernel/http.ts'
import { Refusal, refuse } from '../../kernel/refusal.ts'
import type { Report } from '../../storage/copy/index.ts'
import { addressOf } from '../limits.ts'
import { requireReady, type State } from '../state.ts'
import { listProofs, proofAs, provenOf } from './proof.ts'
import { detailsSchema, provenSchema, shownSchema } from './schema.ts'
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
    '/api/first-start/report',
    {
      ...open,
      schema: {
        tags,
        summary: 'The proof of the move, for who holds the link in the log, for an hour after it',
        response: { 200: provenSchema },
      },
    },
    async request => provenOf(await requireProof(request)),
  )

  app.get(
    '/api/first-start/report-file',
    {
      ...open,
      schema: { tags, summary: 'The same, as a page to read or for `mosaic verify`', querystring: asSchema },
    },
    async (request, reply) => sendFile(reply, proofAs(await requireProof(request), request.query.as)),
  )

  app.get(
    '/api/admin/moves',
    {
      ...reads('admin', false),
      schema: {
        tags,
        summary: 'The moves that filled this database, newest first',
        response: { 200: z.object({ items: z.array(provenSchema) }) },
      },
    },
    async () => ({ items: (await listProofs(requireReady(state).store.pool)).map(provenOf) }),
  )

  app.get(
    '/api/admin/moves/:id/report',
    {
      ...reads('admin', false),
      schema: {
        tags,
        summary: 'The report of a move, as a page to read or for `mosaic verify`',
        params: z.object({ id: z.uuid() }),
        querystring: asSchema,
      },
    },
    async ({ params, query }, reply) => {
      const reports = await listProofs(requireReady(state).store.pool)
      const report = reports.find(({ id }) => id === params.id)
      if (!report) return refuse('not_found', 'move.report', 'There is no report of such a move.')
      return sendFile(reply, proofAs(report, query.as))
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
    const token = tokenOf(request)
    const waits = state.phase === 'undecided' || state.phase === 'moving'
    if (firstStart && waits && token && (await firstStart.opens(token))) return firstStart
    return refuseLink(
      request,
      waits
        ? 'This link does not open what is asked here. Take the newest one from the log, in full.'
        : 'Nothing is asked here any more.',
    )
  }

  async function requireProof(request: FastifyRequest): Promise<Report> {
    const token = tokenOf(request)
    const report = state.phase === 'ready' && token ? await state.firstStart?.proof(token) : undefined
    return report ?? refuseLink(request, 'This link shows nothing any more. The console has the report, under Health.')
  }

  async function refuseLink(request: FastifyRequest, sentence: string): Promise<never> {
    const counted = await countWrong(request)
    if (!counted.isAllowed && counted.isExceeded)
      throw new Refusal('limit', 'request.too_many', {
        message: 'Too many wrong keys from this address. Please wait a little.',
        retryAfterSeconds: Math.ceil(counted.ttl / 1000),
      })
    return refuse('unauthenticated', 'first_start.link_unknown', sentence)
  }
}

const asSchema = z.object({ as: z.enum(['page', 'json']).default('page') })

function tokenOf({ headers }: FastifyRequest): string | undefined {
  return headers.authorization?.match(/^Bearer (\S+)$/i)?.[1]
}

/** The page is read where it opens: nothing of it runs, and its own styles are all that it needs. */
function sendFile(reply: FastifyReply, { type, name, body }: ReturnType<typeof proofAs>): FastifyReply {
  const isPage = type.startsWith('text/html')
  return reply
    .type(type)
    .header('content-disposition', `${isPage ? 'inline' : 'attachment'}; filename="${name}"`)
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    .send(body)
}
