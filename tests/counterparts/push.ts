import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { selfSignedCertificate } from './certificate.ts'
import { type BrowserKeys, decrypt, newBrowserKeys, readVapid, type Vapid } from './push-crypto.ts'

export type TakenPush = {
  endpoint: string
  /** What the browser reads, and as JSON where it is that. */
  text: string
  json: unknown
  ttl: number
  topic: string | null
  urgency: string | null
  vapid: Vapid
  /** Size of what was posted. */
  bytes: number
}

export type PushBehaviour =
  | { kind: 'take' }
  | { kind: 'error'; status: number; retryAfter?: number; body?: string }
  /** Reads the message and never answers, or ends the connection; it was taken all the same. */
  | { kind: 'silent' }
  | { kind: 'drop' }

export type PushService = {
  url: string
  /** For PUSH_HOSTS. */
  host: string
  /** Who signed the service, in PEM, and as a file for NODE_EXTRA_CA_CERTS. */
  ca: string
  caFile: string
  /** As a browser would: what it sends to its site. With `applicationServerKey` only that key may write to it. */
  subscribe(applicationServerKey?: string): { endpoint: string; keys: { p256dh: string; auth: string } }
  /** The browser withdraws. */
  unsubscribe(endpoint: string): void
  messages: TakenPush[]
  /** What a browser that was away finds: of one topic only the newest. */
  waiting(endpoint: string): TakenPush[]
  /** Requests so far, taken or not. */
  requests(): number
  behave(behaviour: PushBehaviour, times?: number): void
  until(count: number, ms?: number): Promise<TakenPush[]>
  close(): Promise<void>
}

const MOST_BYTES = 4_096
const DAY = 86_400

/**
 * A push service (RFC 8030) over TLS on 127.0.0.1, together with the browsers that subscribed at it: it checks who writes
 * (RFC 8292) and reads what only the browser can read (RFC 8291).
 */
export async function startPushService(options: { port?: number } = {}): Promise<PushService> {
  const { key, cert } = selfSignedCertificate()
  const subscriptions = new Map<string, { keys: BrowserKeys; serverKey?: string }>()
  const messages: TakenPush[] = []
  let behaviour: PushBehaviour = { kind: 'take' }
  let left = Number.POSITIVE_INFINITY
  let requests = 0
  let origin = ''

  async function serve(request: IncomingMessage, response: ServerResponse) {
    requests++
    const body = await bytes(request)
    const answer = (status: number, text = '', headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'text/plain', ...headers })
      response.end(text)
    }
    const now: PushBehaviour = left-- > 0 ? behaviour : { kind: 'take' }
    if (now.kind === 'error')
      return answer(
        now.status,
        now.body ?? 'not now',
        now.retryAfter === undefined ? {} : { 'retry-after': String(now.retryAfter) },
      )
    const endpoint = origin + request.url
    const subscription = subscriptions.get(endpoint)
    if (!subscription) return answer(410, 'push subscription has unsubscribed or expired')
    const read = readRequest(request, body, subscription)
    if ('status' in read) return answer(read.status, read.why)
    messages.push({ endpoint, ...read })
    if (now.kind === 'silent') return
    if (now.kind === 'drop') return void request.socket.destroy()
    answer(201, '', { location: `${origin}/message/${randomBytes(9).toString('base64url')}`, ttl: String(read.ttl) })
  }

  function readRequest(
    request: IncomingMessage,
    body: Buffer,
    subscription: { keys: BrowserKeys; serverKey?: string },
  ): Omit<TakenPush, 'endpoint'> | { status: number; why: string } {
    const no = (status: number, why: string) => ({ status, why })
    const header = (name: string) => (request.headers[name] as string | undefined) ?? null
    if (request.method !== 'POST') return no(405, 'POST only')
    const ttl = header('ttl')
    if (!ttl || !/^\d+$/.test(ttl)) return no(400, 'TTL is missing')
    const topic = header('topic')
    if (topic !== null && !/^[\w-]{1,32}$/.test(topic)) return no(400, 'Topic is malformed')
    const urgency = header('urgency')
    if (urgency !== null && !/^(very-low|low|normal|high)$/.test(urgency)) return no(400, 'Urgency is malformed')
    if (header('content-encoding') !== 'aes128gcm') return no(415, 'aes128gcm only')
    if (body.length > MOST_BYTES) return no(413, 'too large')
    const vapid = readVapid(header('authorization') ?? '')
    if (!vapid) return no(401, 'VAPID is missing or its signature is wrong')
    const seconds = Date.now() / 1000
    if (vapid.aud !== origin) return no(403, 'VAPID is for another audience')
    if (vapid.exp <= seconds || vapid.exp > seconds + DAY) return no(403, 'VAPID expired or lasts too long')
    if (!/^(mailto:|https:)/.test(vapid.sub ?? '')) return no(403, 'VAPID names no contact')
    if (subscription.serverKey && subscription.serverKey !== vapid.publicKey)
      return no(403, 'VAPID key is not that of the subscription')
    let text: string
    try {
      text = decrypt(body, subscription.keys)
    } catch (error) {
      return no(400, `the browser cannot read it: ${(error as Error).message}`)
    }
    return { text, json: parsed(text), ttl: Number(ttl), topic, urgency, vapid, bytes: body.length }
  }

  const server = https.createServer({ key, cert }, (request, response) => void serve(request, response))
  server.on('tlsClientError', () => {})
  await new Promise<void>(done => server.listen(options.port ?? 0, '127.0.0.1', done))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  origin = `https://${host}`
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-push-'))
  const caFile = path.join(folder, 'ca.pem')
  fs.writeFileSync(caFile, cert)

  return {
    url: origin,
    host,
    ca: cert,
    caFile,
    messages,
    requests: () => requests,
    subscribe(serverKey) {
      const keys = newBrowserKeys()
      const endpoint = `${origin}/push/${randomBytes(18).toString('base64url')}`
      subscriptions.set(endpoint, { keys, ...(serverKey && { serverKey }) })
      return { endpoint, keys: { p256dh: keys.publicKey.toString('base64url'), auth: keys.auth.toString('base64url') } }
    },
    unsubscribe(endpoint) {
      subscriptions.delete(endpoint)
    },
    waiting(endpoint) {
      const mine = messages.filter(message => message.endpoint === endpoint && message.ttl > 0)
      return mine.filter(({ topic }, at) => topic === null || at === mine.findLastIndex(other => other.topic === topic))
    },
    behave(next, times = Number.POSITIVE_INFINITY) {
      behaviour = next
      left = times
    },
    async until(count, ms = 10_000) {
      const end = Date.now() + ms
      while (messages.length < count) {
        if (Date.now() > end) throw new Error(`${messages.length} notifications instead of ${count} after ${ms} ms`)
        await sleep(20)
      }
      return messages
    },
    async close() {
      await new Promise<void>(done => {
        server.close(() => done())
        server.closeAllConnections()
      })
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

async function bytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
