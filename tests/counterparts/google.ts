import { createHash, randomBytes } from 'node:crypto'
import http, { type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

type Time = { dateTime?: string; date?: string; timeZone?: string }
type Stored = {
  id: string
  etag: string
  status: string
  changed: number
  start: Time
  end: Time
  recurrence?: string[]
  [field: string]: unknown
}

const SCOPE = 'https://www.googleapis.com/auth/calendar.events'

export type GoogleServer = {
  /** For GOOGLE_API_URL. */
  url: string
  clientId: string
  clientSecret: string
  events: Map<string, Stored>
  /** What the owner does in their calendar. */
  write(id: string, event: Partial<Stored>): void
  remove(id: string): void
  /** Opens the page of consent as a browser would and agrees: gives the address that it leads back to. */
  consent(url: string, answer?: { deny?: boolean; untick?: boolean }): Promise<URL>
  /** The owner withdraws the consent. */
  withdraw(): void
  revoked: string[]
  /** All sync tokens so far are too old. */
  forgetTokens(): void
  /** Answers everything of the calendar with this status and reason; undefined: as it should. */
  fail(failure: { status: number; reason: string } | undefined): void
  /** Does the next write and then ends the connection. */
  crashOnce(): void
  requests: string[]
  close(): Promise<void>
}

/**
 * The parts of Google's OAuth 2.0 and Calendar API (v3) that are used, on 127.0.0.1: PKCE, refresh, client-chosen ids, etags,
 * sync tokens, pages and repeating events as single ones.
 */
export async function googleServer(): Promise<GoogleServer> {
  const clientId = 'client.apps.example'
  const clientSecret = 'client secret'
  const events = new Map<string, Stored>()
  const requests: string[] = []
  const revoked: string[] = []
  const codes = new Map<string, { challenge: string; redirectUri: string; scope: string }>()
  const refreshTokens = new Map<string, string>()
  const accessTokens = new Set<string>()
  let change = 1
  let oldest = 0
  let crash = false
  let failure: { status: number; reason: string } | undefined

  const stamp = () => ({ etag: `"${++change}00"`, changed: change })

  const server = http.createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://google')
    const body = await textOf(request)
    requests.push(`${request.method} ${url.pathname}`)
    const answer = (status: number, content?: unknown) => {
      if (crash && request.method !== 'GET' && url.pathname.startsWith('/calendar')) {
        crash = false
        return request.socket.destroy()
      }
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(content === undefined ? '' : JSON.stringify(content))
    }
    if (url.pathname === '/token' && request.method === 'POST') return token(new URLSearchParams(body), answer)
    if (url.pathname === '/revoke') {
      const given = url.searchParams.get('token') ?? new URLSearchParams(body).get('token') ?? ''
      revoked.push(given)
      return answer(refreshTokens.delete(given) ? 200 : 400, {})
    }
    if (!url.pathname.startsWith('/calendar/v3/')) return answer(404, {})
    if (failure) return answer(failure.status, errorOf(failure.status, failure.reason))
    if (!accessTokens.has(request.headers.authorization?.replace(/^Bearer /, '') ?? ''))
      return answer(401, errorOf(401, 'authError'))
    calendar(request, url, body, answer)
  })

  type Answer = (status: number, content?: unknown) => void

  function token(form: URLSearchParams, answer: Answer) {
    if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret)
      return answer(401, { error: 'invalid_client' })
    const access = () => {
      const made = randomBytes(16).toString('base64url')
      accessTokens.add(made)
      return { access_token: made, expires_in: 3_599, token_type: 'Bearer' }
    }
    if (form.get('grant_type') === 'refresh_token') {
      const scope = refreshTokens.get(form.get('refresh_token') ?? '')
      return scope === undefined
        ? answer(400, { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' })
        : answer(200, { ...access(), scope })
    }
    const code = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (!code || code.challenge !== challenge || code.redirectUri !== form.get('redirect_uri'))
      return answer(400, { error: 'invalid_grant' })
    const refresh = `refresh-${randomBytes(16).toString('base64url')}`
    refreshTokens.set(refresh, code.scope)
    answer(200, { ...access(), refresh_token: refresh, scope: code.scope })
  }

  function calendar(request: IncomingMessage, url: URL, body: string, answer: Answer) {
    const match = /^\/calendar\/v3\/calendars\/primary\/events(?:\/([^/]+))?$/.exec(url.pathname)
    if (!match) return answer(404, errorOf(404, 'notFound'))
    const id = match[1] && decodeURIComponent(match[1])
    if (!id && request.method === 'GET') return list(url.searchParams, answer)
    if (!id && request.method === 'POST') {
      const event = JSON.parse(body) as Stored
      if (!/^[a-v0-9]{5,1024}$/.test(event.id)) return answer(400, errorOf(400, 'invalid'))
      // An id that was used stays used, also by an event that was deleted.
      if (events.has(event.id)) return answer(409, errorOf(409, 'duplicate'))
      const made = { ...event, status: 'confirmed', ...stamp() }
      events.set(event.id, made)
      return answer(200, made)
    }
    const there = id ? events.get(id) : undefined
    if (!id || !there) return answer(404, errorOf(404, 'notFound'))
    if (request.method === 'GET') return answer(200, there)
    const wanted = request.headers['if-match']
    if (wanted && wanted !== there.etag) return answer(412, errorOf(412, 'conditionNotMet'))
    if (request.method === 'PUT') {
      const next = { ...(JSON.parse(body) as Stored), id, ...stamp() }
      events.set(id, next)
      return answer(200, next)
    }
    if (request.method !== 'DELETE') return answer(405, {})
    if (there.status === 'cancelled') return answer(410, errorOf(410, 'deleted'))
    events.set(id, { ...there, status: 'cancelled', ...stamp() })
    answer(204)
  }

  function list(query: URLSearchParams, answer: Answer) {
    const syncToken = query.get('syncToken')
    if (syncToken && ['timeMin', 'timeMax', 'orderBy', 'q'].some(name => query.has(name)))
      return answer(400, errorOf(400, 'invalid'))
    const since = syncToken ? Number(/^sync-(\d+)$/.exec(syncToken)?.[1] ?? -1) : 0
    if (syncToken && since < oldest) return answer(410, errorOf(410, 'fullSyncRequired'))
    const asked = /items\(([^)]*(?:\([^)]*\)[^)]*)*)\)/.exec(query.get('fields') ?? '')?.[1]?.split(/[,(]/)
    const found = [...events.values()]
      .filter(({ changed }) => changed > since)
      .flatMap(event => (query.get('singleEvents') === 'true' ? single(event) : [event]))
      .filter(({ status }) => syncToken || status !== 'cancelled')
      .filter(event => {
        if (syncToken) return true
        const [from, to] = [query.get('timeMin'), query.get('timeMax')]
        return (!to || instant(event.start) < Date.parse(to)) && (!from || instant(event.end) > Date.parse(from))
      })
    // Small pages, so that more than one is asked for.
    const at = Number(query.get('pageToken') ?? 0)
    const page = found.slice(at, at + 2)
    const isLast = at + 2 >= found.length
    answer(200, {
      kind: 'calendar#events',
      summary: 'asha@homes.example',
      timeZone: 'Asia/Kolkata',
      items: page.map(event =>
        asked ? Object.fromEntries(Object.entries(event).filter(([name]) => asked.includes(name))) : event,
      ),
      ...(isLast ? { nextSyncToken: `sync-${change}` } : { nextPageToken: String(at + 2) }),
    })
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clientId,
    clientSecret,
    events,
    requests,
    revoked,
    write(id, event) {
      const there = events.get(id)
      const start = event.start ?? there?.start ?? {}
      const end = event.end ?? there?.end ?? {}
      events.set(id, { status: 'confirmed', ...there, ...event, start, end, id, ...stamp() })
    },
    remove(id) {
      const there = events.get(id)
      if (there) events.set(id, { ...there, status: 'cancelled', ...stamp() })
    },
    async consent(address, { deny = false, untick = false } = {}) {
      const url = new URL(address)
      const ask = (name: string) => url.searchParams.get(name)
      const redirectUri = ask('redirect_uri')!
      const isRight =
        url.pathname === '/o/oauth2/v2/auth' &&
        ask('client_id') === clientId &&
        ask('response_type') === 'code' &&
        ask('scope') === SCOPE &&
        ask('access_type') === 'offline' &&
        ask('code_challenge_method') === 'S256'
      if (!isRight) throw new Error(`Error 400: invalid_request ${address}`)
      const back = new URL(redirectUri)
      back.searchParams.set('state', ask('state')!)
      if (deny) back.searchParams.set('error', 'access_denied')
      else {
        const code = randomBytes(16).toString('base64url')
        codes.set(code, { challenge: ask('code_challenge')!, redirectUri, scope: untick ? 'openid' : SCOPE })
        back.searchParams.set('code', code)
      }
      return back
    },
    withdraw() {
      refreshTokens.clear()
      accessTokens.clear()
    },
    forgetTokens() {
      oldest = ++change
    },
    fail(next) {
      failure = next
    },
    crashOnce() {
      crash = true
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const instant = ({ dateTime, date }: Time) => Date.parse(dateTime ?? `${date}T00:00:00+05:30`)

/** A repeating event of so many weeks, each one by itself. */
function single(event: Stored): Stored[] {
  const count = Number(/FREQ=WEEKLY;COUNT=(\d+)/.exec(event.recurrence?.[0] ?? '')?.[1] ?? 0)
  if (count === 0) return [event]
  const later = ({ dateTime }: Time, week: number) => ({
    dateTime: new Date(Date.parse(dateTime!) + week * 7 * 86_400_000).toISOString(),
  })
  return Array.from({ length: count }, (_, week) => ({
    ...event,
    id: `${event.id}_${week}`,
    recurringEventId: event.id,
    start: later(event.start, week),
    end: later(event.end, week),
  }))
}

function errorOf(code: number, reason: string) {
  return { error: { code, message: reason, errors: [{ domain: 'global', reason, message: reason }] } }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
