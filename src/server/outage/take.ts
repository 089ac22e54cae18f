import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { checkContact } from '../../appointments/index.ts'
import type { CallbackInput, VisitInput } from '../../appointments/schema.ts'
import { type Assistant, crisisLinesOfZone, isCrisis } from '../../assistant/index.ts'
import { messageText } from '../../conversations/schema.ts'
import { type Files, readUpload, typeOf } from '../../files/index.ts'
import type { App } from '../../kernel/http.ts'
import { refuse } from '../../kernel/refusal.ts'
import {
  type EntryKind,
  GATHER_SECONDS,
  type Intent,
  type KeptAnswer,
  keptSchema,
  laneOf,
  type Speaker,
} from '../../outage/index.ts'
import { asUnavailable } from '../../storage/index.ts'
import { giveVisitorKeyTo } from '../access.ts'
import type { Config } from '../config.ts'
import { answerError } from '../errors.ts'
import type { State } from '../state.ts'
import type { Outage } from './index.ts'
import { speakerOf } from './speaker.ts'
import { watchUpload } from './upload.ts'
import { KEPT } from './words.ts'

/** What visitors may say, wish and send while the store is away. */
const TAKEN: Record<string, EntryKind> = {
  '/api/sales/messages': 'message',
  '/api/conversations/:id/messages': 'message',
  '/api/coach/messages': 'message',
  '/api/site-visits': 'visit',
  '/api/callbacks': 'callback',
  '/api/files': 'file',
}

type Taking = { kind: EntryKind; speaker: Speaker | undefined; at: Temporal.Instant; end: () => void }

declare module 'fastify' {
  interface FastifyRequest {
    /** Is kept instead of being answered: the store is away, or what was kept before it is not done yet. */
    kept?: Taking
    /** Goes to the store, and is kept if the store goes away meanwhile. */
    spoolable?: Taking
  }
}

/** Takes what the routes of visitors are sent while the store is away. Declared before them. */
export function takeInOutage(app: App, options: { config: Config; state: State; assistant: Assistant }) {
  const { config, state, assistant } = options

  app.addHook('onRoute', (route: RouteOptions) => {
    if (route.method !== 'POST' || !TAKEN[route.url]) return
    const { response } = (route.schema ?? {}) as { response?: Record<string, unknown> }
    route.schema = { ...route.schema, response: { ...response, 202: keptSchema } }
    route.preHandler = [...[route.preHandler ?? []].flat(), keepInstead] as RouteOptions['preHandler']
  })
  // Once there is an answer, whether or not anybody is left to take it: of a connection that has broken nothing is heard later.
  app.addHook('onSend', async request => request.spoolable?.end())

  async function keepInstead(request: FastifyRequest, reply: FastifyReply) {
    if (!request.kept) return
    return reply
      .status(202)
      .header('cache-control', 'no-store')
      .send(await keep(request, request.kept))
  }

  async function keep(request: FastifyRequest, taking: Taking): Promise<KeptAnswer> {
    const { kind, at } = taking
    const outage = state.outage!
    const speaker = taking.speaker!
    const told = { kind, speaker, at }
    const entry =
      kind === 'file' ? await keepFile(request, told) : await outage.spool.keep({ ...told, ...said(request, kind, at) })
    const text = kind === 'message' ? String((request.body as { text: string }).text) : ''
    const help = text && isCrisis(text) ? crisisLinesOfZone(config.BUSINESS_TIME_ZONE, assistant.settings.coach) : null
    request.log.info({ kind, entry: entry.id }, 'kept: the store is away')
    return { kept: true, id: entry.id, receivedAt: entry.at, sentence: KEPT[kind], help }
  }

  async function keepFile(request: FastifyRequest, told: Pick<Intent, 'kind' | 'speaker' | 'at'>) {
    const { spool } = state.outage!
    const { limits } = state.files as Files
    const unpin = spool.pin()
    try {
      const upload = await readUpload(request, limits)
      const watch = watchUpload(limits.fileBytes)
      const blob = await spool.keepBytes(upload.stream, watch.see)
      try {
        const { sha256, size, ...body } = watch.end()
        await typeOf({ ...body, size }, upload.name, upload.declaredType)
        const clientId = typeof upload.clientId === 'function' ? upload.clientId() : upload.clientId
        const { name, declaredType } = upload
        const content = { name, declaredType, clientId, size, sha256, blob }
        const entry = await spool.keep({ ...told, content, clientId, sameness: sha256 })
        if (entry.content.blob !== blob) await spool.dropBytes(blob)
        return entry
      } catch (error) {
        await spool.dropBytes(blob)
        throw error
      }
    } finally {
      unpin()
    }
  }

  /** What can be known to be wrong without the store is refused now, while somebody is there to mend it. */
  function said(
    request: FastifyRequest,
    kind: EntryKind,
    at: Temporal.Instant,
  ): Pick<Intent, 'content' | 'clientId' | 'sameness'> {
    const source = request.headers['mosaic-source']
    const touch = typeof source === 'string' ? { source: source.slice(0, 4_000) } : {}
    if (kind === 'message') {
      const { id, text, ui } = request.body as { id: string; text: string; ui?: object }
      if (!messageText(text))
        refuse('invalid', 'conversations.empty_text', { message: 'Write something first.', field: 'text' })
      const { id: conversationId } = request.params as { id?: string }
      const isCoach = request.routeOptions.url !== '/api/sales/messages'
      const where = isCoach ? { desk: 'career', ...(conversationId && { conversationId }) } : { desk: 'sales', ui }
      return { content: { ...where, clientId: id, text, ...touch }, clientId: id, sameness: messageText(text) }
    }
    const body = request.body as VisitInput & CallbackInput
    checkContact({ ...request.ctx }, body.contact, { call: kind === 'callback' })
    const wished = kind === 'visit' ? body.start : body.preferred
    if (wished !== undefined && Temporal.Instant.compare(Temporal.Instant.from(wished), at) <= 0)
      refuse('invalid', 'appointments.start', { message: 'That time is past. Please choose another.', why: 'past' })
    if (kind === 'visit' && !body.start && !body.hold)
      refuse('invalid', 'appointments.start', { message: 'Please choose a time.', why: 'no_slot' })
    const key = request.headers['idempotency-key'] ?? `kept ${request.id}`
    return { content: { requestKey: `key:${key}`, body, ...touch }, clientId: String(key), sameness: body }
  }

  /**
   * Whether the store can be spoken to; undefined where this process must not take anything. Just after it came back, another one
   * may hold words of whoever speaks, of which nothing is in the store yet: what comes now is brought with them, and behind them.
   */
  function isServed(outage: Outage): boolean | undefined {
    if (!outage.spool.isOpen()) return undefined
    const { store, phase } = state
    if (phase === 'ready') return store?.reachable() === true && !store.cameBackWithin(GATHER_SECONDS * 1_000)
    return phase === 'starting' || phase === 'waiting' ? false : undefined
  }

  function keptBy(request: FastifyRequest, reply: FastifyReply, taking: Taking): void {
    const { visitorSecret } = state.outage!.secrets!
    const speaker = taking.speaker ?? { keyHash: giveVisitorKeyTo(request, reply, visitorSecret, config) }
    request.kept = { ...taking, speaker }
    // For the limits, which count whoever speaks.
    request.ctx.actor = { kind: 'visitor', keyHash: speaker.tokenHash ?? speaker.keyHash! }
  }

  return {
    /** Whether the request is kept instead of being answered by the store. */
    takes(request: FastifyRequest, reply: FastifyReply): boolean {
      const { outage } = state
      const kind = request.method === 'POST' ? TAKEN[request.routeOptions.url ?? ''] : undefined
      if (!outage || !kind) return false
      const served = isServed(outage)
      if (served === undefined) return false
      const { spool } = outage
      const speaker = speakerOf(request, outage.secrets!)
      const lane = speaker && laneOf(speaker)
      const at = spool.received(lane)
      const taking = { kind, speaker, at, end: () => {} }
      if (!served || (lane && spool.isBehind(lane))) {
        keptBy(request, reply, taking)
        return true
      }
      request.spoolable = { ...taking, end: lane ? spool.begin(lane, at) : taking.end }
      endWithHijack(request, reply)
      return false
    },
    /** The store went away while it was looked up who asks. */
    takesAfter(error: unknown, request: FastifyRequest, reply: FastifyReply): boolean {
      if (!request.spoolable || !isAway(error, state)) return false
      keptBy(request, reply, request.spoolable)
      return true
    },
    /** The store went away while it was written: whether the words are kept instead. A file has been read and cannot be again. */
    async rescues(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
      const { spoolable: taking } = request
      if (!taking || taking.kind === 'file' || reply.sent || request.body === undefined || !isAway(error, state))
        return false
      const { actor } = request.ctx
      const speaker = taking.speaker ?? (actor.kind === 'visitor' ? { keyHash: actor.keyHash } : undefined)
      if (!speaker) return false
      try {
        const answer = await keep(request, { ...taking, speaker })
        reply.status(202).header('cache-control', 'no-store').send(answer)
      } catch (problem) {
        answerError(problem as Error, request, reply)
      }
      return true
    },
  }
}

/** An answer that is streamed begins when what it answers is written; no hook hears of it. */
function endWithHijack(request: FastifyRequest, reply: FastifyReply): void {
  const { hijack } = reply
  reply.hijack = () => {
    request.spoolable?.end()
    return hijack.call(reply)
  }
}

/** Taken, or not reached: whoever is refused for a busy store that is well tries again. */
function isAway(error: unknown, { store }: State): boolean {
  const code = asUnavailable(error)?.code
  return code === 'storage.unreachable' || (code === 'storage.busy' && store?.reachable() === false)
}
