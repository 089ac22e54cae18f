import { randomUUID } from 'node:crypto'
import type { InjectOptions, LightMyRequestResponse as InjectResponse } from 'fastify'
import { afterAll, beforeAll } from 'vitest'
import { type Running, start } from '../../src/server/start.ts'

/** The part of `testStore()` that a server needs. */
type Database = { url: string }

/**
 * The whole server in this process, on the database of the test file, started as `npm start` does. Its settings are the
 * test's own: nothing of the environment. Limits are out of the way unless a test asks for them.
 */
export function testServer(database: Database, settings: Record<string, string> = {}) {
  let running: Running
  let link: string | undefined
  beforeAll(async () => {
    running = await start(
      {
        DATABASE_URL: database.url,
        // No folder at all: nothing of the working directory is looked at, and no backup is written anywhere.
        MOSAIC_DATA: '/dev/null/none',
        DATABASE_POOL_MAX: '5',
        PORT: '0',
        HOST: '127.0.0.1',
        LOG_LEVEL: 'silent',
        RATE_LIMIT_PER_MINUTE: '1000000',
        BOOKINGS_PER_HOUR: '1000000',
        VISITOR_UPLOADS_PER_HOUR: '1000000',
        MESSAGES_PER_MINUTE: '1000000',
        ...settings,
      },
      import.meta.dirname,
    )
    link = (await running.ready).firstAdministrator
  }, 60_000)
  afterAll(async () => {
    await running?.close()
  })

  let administrator: Promise<Caller> | undefined
  const server = {
    get app() {
      return running.app
    },
    get address() {
      return running.address
    },
    get config() {
      return running.config
    },
    get state() {
      return running.state
    },
    get firstAdministratorLink() {
      return link!
    },
    nobody: () => new Caller(running.app),
    /** Somebody with a visitor key, of whom no row exists yet. */
    async visitor(): Promise<Caller> {
      const caller = new Caller(running.app)
      await caller.expect(200, 'GET', '/api/sales/conversation')
      return caller
    },
    administrator: (): Promise<Caller> => (administrator ??= makeAdministrator()),
    /** Somebody with an account of this role, signed in; invited by the first administrator unless by another. */
    async account(role: 'member' | 'coach' | 'agent' | 'admin', by?: Caller): Promise<Caller> {
      const admin = by ?? (await server.administrator())
      const email = `${role}-${randomUUID()}@example.com`
      const invitation = await admin.expect(200, 'POST', '/api/admin/invitations', { json: { role, email } })
      const caller = new Caller(running.app)
      await caller.expect(200, 'POST', '/api/invitations/accept', {
        json: { token: tokenOf((invitation as { url: string }).url), name: `Some ${role}`, password: PASSWORD },
      })
      return caller
    },
  }

  async function makeAdministrator(): Promise<Caller> {
    const caller = new Caller(running.app)
    await caller.expect(200, 'POST', '/api/first-administrator', {
      json: { token: tokenOf(link!), name: 'Asha Admin', email: 'admin@example.com', password: PASSWORD },
    })
    return caller
  }
  return server
}

export type TestServer = ReturnType<typeof testServer>

export const PASSWORD = 'correct horse battery'

/** What follows `#token=` in a link. */
export function tokenOf(link: string): string {
  return new URLSearchParams(new URL(link).hash.slice(1)).get('token')!
}

export type CallOptions = {
  json?: unknown
  payload?: string | Buffer
  headers?: Record<string, string>
  query?: Record<string, string>
  /** The client's network address as the socket has it. */
  from?: string
}

export type Answer = {
  status: number
  headers: Record<string, string | string[] | number | undefined>
  text: string
  json: unknown
}

/** A client that keeps cookies; its requests go into the server without a socket. */
export class Caller {
  readonly cookies = new Map<string, string>()
  readonly app: Running['app']

  constructor(app: Running['app']) {
    this.app = app
  }

  async call(method: string, path: string, { json, payload, headers, query, from }: CallOptions = {}): Promise<Answer> {
    const response = await this.app.inject({
      ...(isLive(path) && { payloadAsStream: true }),
      method: method as InjectOptions['method'],
      url: path,
      ...(query && { query }),
      ...(from && { remoteAddress: from }),
      headers: {
        ...(this.cookies.size > 0 && {
          cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json !== undefined ? { payload: JSON.stringify(json) } : payload !== undefined ? { payload } : {}),
    })
    for (const cookie of response.cookies)
      if (cookie.value === '' || cookie.maxAge === 0) this.cookies.delete(cookie.name)
      else this.cookies.set(cookie.name, encodeURIComponent(cookie.value))
    const text = isLive(path) ? await firstOf(response) : response.payload
    return {
      status: response.statusCode,
      headers: response.headers as Answer['headers'],
      text,
      json: parse(text),
    }
  }

  async expect(status: number, method: string, path: string, options: CallOptions = {}): Promise<unknown> {
    const answer = await this.call(method, path, options)
    if (answer.status !== status)
      throw new Error(`${method} ${path} answered ${answer.status} instead of ${status}: ${answer.text.slice(0, 500)}`)
    return answer.json
  }

  /** Posts a message and waits for its answer. */
  async say(text: string, id: string = randomUUID()) {
    return (await this.expect(200, 'POST', '/api/sales/messages', {
      json: { id, text },
      headers: { accept: 'application/json' },
    })) as { message: { id: string; number: number }; answer: { id: string; number: number; text: string } }
  }
}

/** A live stream has no end of its own. */
const isLive = (path: string) => /^\/api\/(staff\/)?live\b/.test(path)

/** What a stream says first, and then its reader leaves; any other answer whole. */
async function firstOf(response: InjectResponse): Promise<string> {
  const isStream = String(response.headers['content-type']).startsWith('text/event-stream')
  let text = ''
  for await (const chunk of response.stream()) {
    text += chunk
    if (isStream) break
  }
  if (isStream) response.raw.res.destroy()
  return text
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
