import { z } from 'zod'
import { MESSAGE_LIMIT } from '../conversations/index.ts'
import { fileLimitsSchema } from '../files/schema.ts'
import type { App } from '../kernel/http.ts'
import { ANSWER_MAX, ANSWER_MIN } from '../programmes/index.ts'
import { readMigrations } from '../storage/index.ts'
import { boot, placeOf } from './boot.ts'
import { type Config, fileLimits, waysOut } from './config.ts'
import { noticeOf } from './first-start/index.ts'
import { receivers, receiversSchema } from './receivers.ts'
import { commitOf, release } from './release.ts'
import type { State } from './state.ts'

const verdict = z.object({
  survives: z.enum(['yes', 'no', 'unknown']),
  sentence: z.string(),
  advice: z.string().nullable(),
})

const readiness = z
  .object({
    status: z.enum([
      'ready',
      'starting',
      'upgrading',
      'waiting',
      'migrating',
      'undecided',
      'moving',
      'held',
      'stopping',
      'store_unreachable',
      'outage',
    ]),
    notice: z
      .string()
      .nullable()
      .describe('What a status waits for, where somebody can do something about it. Names no place and no person.'),
    store: z.enum(['embedded', 'memory', 'server']).nullable(),
    migrations: z.enum(['current', 'pending']),
    worker: z
      .object({ status: z.enum(['running', 'failing', 'stopped']), failing: z.array(z.string()) })
      .describe('What happens without anybody asking: reminders, calendars, files, feeds.'),
    live: z
      .enum(['notify', 'poll', 'starting'])
      .describe(
        'How open pages hear of other processes: at once (`notify`), or by looking every few seconds (`poll`): LISTEN does not work, as behind a pooler in transaction mode.',
      ),
    outage: z
      .object({
        entries: z.int(),
        bytes: z.int(),
        oldest: z.iso.datetime().nullable(),
        taken: z.int(),
        refused: z.int(),
        survives: z.enum(['yes', 'no', 'unknown']).describe('A deploy in an outage.'),
      })
      .nullable()
      .describe(
        'With MOSAIC_OUTAGE=spool: what this server keeps of what visitors said while the store was away. The status `outage`: it is away, and words of visitors are taken.',
      ),
    standby: z
      .enum(['current', 'behind', 'away'])
      .nullable()
      .describe('How the standby is that long lists are read from (DATABASE_READ_URL); null: there is none.'),
    verdict: verdict.nullable().describe('Whether data survives the next deploy, and why.'),
  })
  .meta({ id: 'Readiness' })

const publicConfig = z.object({
  business: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  logo: z.string().nullable().describe('Address of the picture that stands for the house.'),
  messages: z
    .object({ email: z.boolean(), phone: z.boolean() })
    .describe('By which ways messages can leave the house; a page promises no others.'),
  desks: z.array(z.enum(['sales', 'career'])),
  model: z.boolean().describe('Whether a model answers beside the rules.'),
  signUp: z.enum(['open', 'invitation', 'closed']).describe('Who may make an account.'),
  receivers: receiversSchema,
  limits: z.object({
    message: z.int(),
    answer: z.object({ min: z.int(), max: z.int() }),
    files: fileLimitsSchema.describe('Bytes of one file, files of one person, bytes of them together.'),
  }),
})

const REMEMBERED_MS = 1_000

/** For load balancers and people: these answer without the store. */
export async function healthRoutes(app: App, config: Config, state: State): Promise<void> {
  const commit = commitOf(process.env)
  const place = placeOf(process.env)
  const schema = (await readMigrations()).at(-1)!.name.replace(/\.sql$/, '')
  const answers = remembered(() => asked(state), REMEMBERED_MS)
  app.get('/healthz', {
    config: { access: 'public', store: false },
    schema: {
      tags: ['operation'],
      summary: 'The process lives',
      response: { 200: z.object({ status: z.literal('ok') }) },
    },
    handler: async () => ({ status: 'ok' as const }),
  })

  app.get('/readyz', {
    config: { access: 'public', store: false },
    schema: {
      tags: ['operation'],
      summary: 'The store answers and is migrated',
      response: { 200: readiness, 503: readiness },
    },
    handler: async (_request, reply) => {
      // What the store knows to be away is away now, whatever it answered a moment ago.
      const standing = state.phase === 'ready' && state.store?.reachable() === true ? await answers() : 'away'
      // A balancer that took it away would leave nobody to listen.
      const away = state.outage?.spool.isOpen() ? ('outage' as const) : ('store_unreachable' as const)
      const status =
        state.phase === 'ready' && standing !== 'well' ? (standing === 'held' ? 'held' : away) : state.phase
      const facts = state.outage?.facts()
      const failing = state.later?.failing() ?? []
      const worker = !state.later ? 'stopped' : failing.length > 0 ? 'failing' : 'running'
      if (status !== 'ready') reply.header('retry-after', '5')
      return reply.status(status === 'ready' || status === 'outage' ? 200 : 503).send({
        status,
        notice: status === 'held' && state.phase === 'ready' ? HELD : noticeOf(state),
        store: state.store?.kind ?? null,
        migrations: state.later ? 'current' : 'pending',
        worker: { status: worker, failing },
        live: state.live?.mode() ?? 'starting',
        standby: state.store?.replica?.facts().state ?? null,
        outage: facts ? { ...facts, oldest: facts.oldest?.toString() ?? null, survives: state.outage!.survives } : null,
        verdict: state.verdict
          ? { survives: state.verdict.survives, sentence: state.verdict.sentence, advice: state.verdict.advice ?? null }
          : null,
      })
    },
  })

  app.get('/version', {
    config: { access: 'public', store: false },
    schema: {
      tags: ['operation'],
      summary: 'Which release runs',
      response: {
        200: z.object({
          name: z.literal('mosaic'),
          version: z.string(),
          commit: z.string().nullable(),
          schema: z.string().describe('The newest migration of this release.'),
          node: z.string(),
          boot: z.string().describe('Another one with each process.'),
          place: z
            .string()
            .describe('Stands for the container or machine: on a platform another one after each deploy.'),
        }),
      },
    },
    handler: async () => ({
      name: 'mosaic' as const,
      version: release,
      commit,
      schema,
      node: process.versions.node,
      boot,
      place,
    }),
  })

  app.get('/api/config', {
    config: { access: 'public', store: false },
    schema: {
      tags: ['operation'],
      summary: 'What a page needs to know before it asks anything',
      response: { 200: publicConfig },
    },
    handler: async () => ({
      ...shownBusiness(state),
      messages: waysOut(config),
      desks: config.DESKS,
      model: config.OPENAI_API_KEY !== undefined,
      signUp: config.SIGN_UP,
      receivers: receivers(config),
      limits: { message: MESSAGE_LIMIT, answer: { min: ANSWER_MIN, max: ANSWER_MAX }, files: fileLimits(config) },
    }),
  })
}

/** As it was chosen, which every process follows within seconds. */
function shownBusiness({ house }: State) {
  const { name, timeZone, currency, brand } = house!.business
  return { business: name, timeZone, currency, logo: brand?.logo ? `/api/pictures/${brand.logo}` : null }
}

/** Asks at most once in so many milliseconds, and once at a time: whoever comes meanwhile shares the answer. */
export function remembered<Answer>(ask: () => Promise<Answer>, forMs: number): () => Promise<Answer> {
  let answer: Promise<Answer> | undefined
  let until = Number.POSITIVE_INFINITY
  return () => {
    if (answer && performance.now() < until) return answer
    until = Number.POSITIVE_INFINITY
    answer = ask().finally(() => {
      until = performance.now() + forMs
    })
    return answer
  }
}

type Standing = 'well' | 'held' | 'away'

const HELD =
  'The database takes no writes: its data is being moved, was moved to another one, or it is a standby. It is served again once that is over.'

/** Who cannot write is not ready: a move holds writes while it copies, and for good once it has arrived. */
async function asked(state: State): Promise<Standing> {
  try {
    const answer = await state.store?.pool.query<{ held: boolean }>(
      `select current_setting('transaction_read_only') = 'on' as held`,
    )
    return answer?.rows[0]?.held ? 'held' : 'well'
  } catch {
    return 'away'
  }
}
