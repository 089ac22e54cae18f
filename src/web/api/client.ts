import { sourceHeader, sourceTold } from './source.ts'

/** A refusal or failure of the server, in its own words (RFC 9457). `status` 0 means that no answer came at all. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly requestId: string | null
  /** seconds after which the server asks to be tried again */
  readonly retryAfter: number | null
  readonly fields: { field: string; message: string }[]
  /** everything that the answer said, for what only some refusals carry */
  readonly more: Record<string, unknown>

  constructor(detail: {
    status: number
    code?: string
    message: string
    requestId?: string | null
    retryAfter?: number | null
    fields?: { field: string; message: string }[]
    more?: Record<string, unknown>
  }) {
    super(detail.message)
    this.status = detail.status
    this.code = detail.code ?? 'web.unknown'
    this.requestId = detail.requestId ?? null
    this.retryAfter = detail.retryAfter ?? null
    this.fields = detail.fields ?? []
    this.more = detail.more ?? {}
  }

  /** Whether the same request may well succeed later without any change. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status === 502 || this.status === 503 || this.status === 504
  }
}

const SENTENCES: Record<number, string> = {
  0: 'We could not reach the server. Please check your connection.',
  401: 'Please sign in to continue.',
  403: 'Your account does not have the right to do this.',
  404: 'We could not find what you were looking for.',
  413: 'That is too large to send.',
  429: 'That was a lot at once. We will try again in a moment.',
  503: 'The service is taking a short break. We will try again by ourselves.',
}

/** Reads the problem that an answer carries; anything unreadable gets a plain sentence by its status. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null)
  const of = (body && typeof body === 'object' ? body : {}) as Record<string, unknown>
  const text = [of.detail, of.message, of.title].find(value => typeof value === 'string' && value.length > 0)
  const seconds = Number(response.headers.get('retry-after'))
  return new Problem({
    status: response.status,
    code: typeof of.code === 'string' ? of.code : undefined,
    message:
      (text as string | undefined) ??
      SENTENCES[response.status] ??
      'Something went wrong on our side. Nothing you wrote was lost; please try again.',
    requestId: typeof of.requestId === 'string' ? of.requestId : response.headers.get('x-request-id'),
    retryAfter: Number.isFinite(seconds) && seconds > 0 ? seconds : null,
    fields: Array.isArray(of.errors) ? (of.errors as { field: string; message: string }[]) : [],
    more: of,
  })
}

/** Routes that introduce a visitor. A single appointment is none of them: its key opens it for whoever has that. */
const VISITORS_OWN =
  /^\/api\/(sales|me|holds|site-visits|callbacks|enrolments|conversations|coach|files|resumes|matches|notes)\b|^\/api\/appointments(\?|$)|\/events$|^\/api\/listings\/[^/]+\/(state|states|notes)$/

let introduction: Promise<unknown> | undefined

/**
 * The first answer to a new visitor brings the key by which they are known. Until it is there, whatever else concerns the
 * visitor waits: otherwise each request would be given a key of its own, and the last would hide what the others wrote.
 */
async function introduced(path: string, send: () => Promise<Response>): Promise<Response> {
  if (!VISITORS_OWN.test(path)) return send()
  while (introduction) {
    const known = await introduction
    if (known) return send()
  }
  const first = send()
  introduction = first.then(
    response => {
      if (!response.ok) introduction = undefined
      return response.ok
    },
    () => {
      introduction = undefined
      return false
    },
  )
  return first
}

/** After the key was ended (everything erased) the next request introduces anew. */
export function forgetIntroduction(): void {
  introduction = undefined
}

/** What a page in a frame does for its requests, which may have no cookie. */
type Carrier = {
  /** Before each: waits for whatever must come first, and gives the headers that it adds. */
  before(method: string | undefined, path: string): Promise<Record<string, string>>
  refused(problem: Problem): void
}
let carrier: Carrier | undefined

export function carryBy(one: Carrier): void {
  carrier = one
}

/** `fetch` whose every failure is a Problem. */
export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response
  const carried = carrier ? await carrier.before(init.method, path) : {}
  const headers = { ...sourceHeader(init.method, path), ...(init.headers as Record<string, string>), ...carried }
  try {
    response = await introduced(path, () => fetch(path, { credentials: 'same-origin', ...init, headers }))
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new Problem({ status: 0, code: 'web.unreachable', message: SENTENCES[0]! })
  }
  if (!response.ok) {
    const problem = await problemOf(response)
    carrier?.refused(problem)
    throw problem
  }
  sourceTold(headers)
  return response
}

export async function getJson<T>(path: string, signal?: AbortSignal, headers?: Record<string, string>): Promise<T> {
  const response = await ask(path, { headers: { accept: 'application/json', ...headers }, ...(signal && { signal }) })
  return (await response.json()) as T
}

/** Sends JSON and reads JSON; an empty answer gives undefined. */
export async function sendJson<T>(
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<T> {
  const response = await ask(path, {
    method,
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return (text ? JSON.parse(text) : undefined) as T
}

export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Something went wrong. Please try again.'
  // A fault of ours is found in the log by its request.
  const of = error instanceof Problem && error.code === 'server.internal' && error.requestId
  return of ? `${error.message} (${of})` : error.message
}
