import { randomUUID } from 'node:crypto'

export type Message = { id: string; number: number; author: string; text: string; createdAt: string }
export type Thread = {
  conversation: { id: string } | null
  messages: Message[]
  older: number | null
  pending: boolean
}
export type Answered = { message: Message; answer: Message }

/** What came back, whatever its status. `json` is undefined where the body is none. */
export type Answer = { status: number; headers: Headers; text: string; json: unknown }

/** Where to ask: the server may be another one after a restart. */
export type Address = string | (() => string)

/** A client that keeps cookies as a browser does: one browser, so one person. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly address: Address

  constructor(address: Address) {
    this.address = address
  }

  /** The same browser, asking elsewhere. */
  at(address: Address): Browser {
    const moved = new Browser(address)
    for (const [name, value] of this.cookies) moved.cookies.set(name, value)
    return moved
  }

  async request(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const response = await this.fetch(method, path, options)
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: parse(text) }
  }

  async fetch(method: string, path: string, { json, body, headers, signal, patience = 60_000 }: RequestOptions) {
    const base = typeof this.address === 'string' ? this.address : this.address()
    const limit = AbortSignal.timeout(patience)
    const response = await fetch(new URL(path, base), {
      method,
      redirect: 'manual',
      headers: {
        ...(this.cookies.size > 0 && {
          cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      ...(json !== undefined ? { body: JSON.stringify(json) } : body !== undefined ? { body } : {}),
    })
    for (const line of response.headers.getSetCookie()) this.keep(line)
    return response
  }

  private keep(line: string) {
    const [pair = '', ...attributes] = line.split(';')
    const cut = pair.indexOf('=')
    const name = pair.slice(0, cut).trim()
    const value = pair.slice(cut + 1).trim()
    const isEnd = value === '' || attributes.some(attribute => /^\s*max-age=0\s*$/i.test(attribute))
    if (isEnd) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }

  /** Gets the visitor key by looking at the thread, which is what the page does first. */
  async arrive(): Promise<Thread> {
    return (await this.expect(200, 'GET', '/api/sales/conversation')) as Thread
  }

  /** Posts and waits for the answer. */
  async say(text: string, id: string = randomUUID()): Promise<Answered> {
    const json = { id, text }
    return (await this.expect(200, 'POST', '/api/sales/messages', {
      json,
      headers: { accept: 'application/json' },
    })) as Answered
  }

  /** The whole thread, read page by page from its end. */
  async thread(limit = 200): Promise<Message[]> {
    const messages: Message[] = []
    for (let before: number | null = null; ; ) {
      const query: string = before === null ? `limit=${limit}` : `limit=${limit}&before=${before}`
      const page = (await this.expect(200, 'GET', `/api/sales/conversation?${query}`)) as Thread
      messages.unshift(...page.messages)
      if (page.older === null) return messages
      before = page.older
    }
  }

  async expect(status: number, method: string, path: string, options: RequestOptions = {}): Promise<unknown> {
    const answer = await this.request(method, path, options)
    if (answer.status !== status)
      throw new Error(`${method} ${path} answered ${answer.status} instead of ${status}: ${answer.text.slice(0, 500)}`)
    return answer.json
  }
}

export type RequestOptions = {
  json?: unknown
  body?: BodyInit
  headers?: Record<string, string>
  signal?: AbortSignal
  /** Milliseconds until the request is given up. */
  patience?: number
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const PASSWORD = 'correct horse battery'

/** Makes the first administrator by the link of the start block, and signs them in. */
export async function firstAdministrator(url: string, link: string): Promise<Browser> {
  const browser = new Browser(url)
  const token = tokenOf(link)
  const email = 'admin@example.com'
  await browser.expect(200, 'POST', '/api/first-administrator', {
    json: { token, name: 'Asha Admin', email, password: PASSWORD },
  })
  if (!(await isSignedIn(browser))) await signIn(browser, email)
  return browser
}

export async function signIn(browser: Browser, email: string, password = PASSWORD): Promise<void> {
  await browser.expect(200, 'POST', '/api/session', { json: { email, password } })
}

async function isSignedIn(browser: Browser): Promise<boolean> {
  const answer = await browser.request('GET', '/api/session')
  return answer.status === 200 && JSON.stringify(answer.json).includes('admin@example.com')
}

/** The secret stands behind `#`, or in the query of older links. */
function tokenOf(link: string): string {
  const url = new URL(link, 'http://localhost')
  const inHash = new URLSearchParams(url.hash.slice(1)).get('token') ?? url.hash.slice(1)
  return inHash || url.searchParams.get('token')!
}
