import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { auditRead, type Subject } from '../accounts/index.ts'
import type { App, AuditedRead } from '../kernel/http.ts'

/** The same reader, action and subject within this time are one row: a page that looks again each second is one reading. */
const SAME_MS = 10 * 60_000
/** Keys that one process remembers; the oldest go first, and would be noted again. */
const REMEMBERED = 20_000

declare module 'fastify' {
  interface FastifyRequest {
    /** What the answer says for its line in the audit log: rows of a list, or the id of what is shown. */
    shown?: number | string | null
  }
}

/**
 * Notes what staff read of people, as the routes declare it (`audit`): after the handler has succeeded and before the answer
 * leaves, so that nobody has read what no row tells of. It is the one thing that a GET writes. A row that cannot be written
 * keeps the answer back. What members and visitors read of their own is not noted.
 */
export function auditReads(app: App): void {
  const recent = createRecent()
  app.decorateRequest('shown', undefined)
  app.decorateRequest('noteRead', async function (this: FastifyRequest) {
    await note(this, recent)
  })
  app.addHook('preSerialization', async (request, _reply, payload) => {
    const { audit } = request.routeOptions.config
    if (audit && 'list' in audit) request.shown = countRows(audit, payload)
    if (audit && 'answer' in audit) request.shown = idIn(payload, audit.answer)
    return payload
  })
  app.addHook('onSend', async (request, reply, payload) => {
    if (!request.routeOptions.config.audit || reply.statusCode >= 300) return payload
    try {
      await request.noteRead()
    } catch (error) {
      if (payload instanceof Readable) payload.destroy()
      throw error
    }
    return payload
  })
}

async function note(request: FastifyRequest, recent: ReturnType<typeof createRecent>): Promise<void> {
  const { audit } = request.routeOptions.config
  const { actor } = request.ctx
  if (!audit || actor.kind !== 'account' || actor.role === 'member') return
  // Nobody was shown this time.
  if (request.shown === null) return
  const subject = subjectOf(audit, request)
  // Another page of a list, or another search in it, shows other rows.
  const which = 'list' in audit ? request.url : ''
  const key = [actor.accountId, audit.action, subject.kind, subject.id, which].join(' ')
  const detail = 'list' in audit && request.shown !== undefined ? { rows: request.shown } : {}
  await recent.once(key, () => auditRead(request.ctx, audit.action, subject, detail))
}

function subjectOf(audit: AuditedRead, request: FastifyRequest): Subject {
  if ('list' in audit) return { kind: 'list', id: audit.list }
  const id = 'param' in audit ? (request.params as Record<string, string>)[audit.param] : request.shown
  if (typeof id !== 'string') throw new Error(`${request.routeOptions.url} does not show whom its audit names`)
  return { kind: audit.subject, id }
}

function countRows(audit: { rows?: string }, payload: unknown): number | undefined {
  const rows = Array.isArray(payload) ? payload : (payload as Record<string, unknown> | null)?.[audit.rows ?? 'items']
  return Array.isArray(rows) ? rows.length : undefined
}

function idIn(payload: unknown, place: string): string | undefined {
  const found = place.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | null)?.[key], payload)
  return typeof found === 'string' ? found : undefined
}

/** Does a thing once in `SAME_MS` for a key; who comes while it is under way waits for it. What fails is not remembered. */
function createRecent() {
  const seen = new Map<string, { until: number; done: Promise<void> }>()
  return {
    once(key: string, write: () => Promise<void>): Promise<void> {
      const before = seen.get(key)
      if (before && performance.now() < before.until) return before.done
      seen.delete(key)
      const done = write()
      seen.set(key, { until: performance.now() + SAME_MS, done })
      done.catch(() => seen.delete(key))
      if (seen.size > REMEMBERED) seen.delete(seen.keys().next().value!)
      return done
    },
  }
}
