import http, { type IncomingHttpHeaders } from 'node:http'
import https from 'node:https'
import { rootCertificates } from 'node:tls'

export type Answer = { status: number; headers: IncomingHttpHeaders; body: string }

/** No whole answer came. `isWritten`: the connection stood, so that the request may have been read. */
export class NoAnswer extends Error {
  override name = 'NoAnswer'
  readonly isWritten: boolean
  readonly reason: string
  constructor(isWritten: boolean, reason: string) {
    super(`no answer: ${reason}`)
    this.isWritten = isWritten
    this.reason = reason
  }
}

const CONNECT_MS = 10_000
/** How long the answer to something that was sent is waited for. */
export const ANSWER_MS = 20_000
/** What the services answer is a few hundred bytes. */
const MOST_BYTES = 65_536

/**
 * Posts once, on a connection of its own: one that was kept from before may have died, and then nobody could say whether
 * the request was read. Follows no redirect. Throws `NoAnswer`.
 */
export function post(
  url: URL,
  request: {
    headers: Record<string, string | number>
    body: string | Buffer
    ca?: string
    answerMs?: number
    signal?: AbortSignal
  },
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  let isWritten = false
  const isSafe = url.protocol === 'https:'
  const outgoing = (isSafe ? https : http).request(url, {
    method: 'POST',
    agent: false,
    headers: { ...request.headers, 'content-length': Buffer.byteLength(request.body) },
    ...(isSafe && request.ca && { ca: [...rootCertificates, request.ca] }),
  })
  const give = (reason: string) => {
    reject(new NoAnswer(isWritten, reason))
    outgoing.destroy()
  }
  const stop = () => give('stopped')
  if (request.signal?.aborted) stop()
  request.signal?.addEventListener('abort', stop)
  let timer = setTimeout(give, CONNECT_MS, 'ETIMEDOUT')
  outgoing.on('socket', socket =>
    socket.once(isSafe ? 'secureConnect' : 'connect', () => {
      isWritten = true
      clearTimeout(timer)
      timer = setTimeout(give, request.answerMs ?? ANSWER_MS, 'ETIMEDOUT')
    }),
  )
  outgoing.on('error', error => give((error as NodeJS.ErrnoException).code ?? 'unknown'))
  outgoing.on('response', incoming => {
    const chunks: Buffer[] = []
    let size = 0
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > MOST_BYTES) give('too long')
      else chunks.push(chunk)
    })
    incoming.on('error', () => give('cut off'))
    incoming.on('end', () =>
      resolve({
        status: incoming.statusCode!,
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      }),
    )
  })
  outgoing.end(request.body)
  return promise.finally(() => {
    clearTimeout(timer)
    request.signal?.removeEventListener('abort', stop)
  })
}

/** Seconds of a Retry-After (RFC 9110, 10.2.3), given as a number or as a date. */
export function retryAfter(headers: IncomingHttpHeaders): { retryAfterSeconds?: number } {
  const text = headers['retry-after']
  if (!text) return {}
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - Date.now()) / 1000)
  return Number.isFinite(seconds) ? { retryAfterSeconds: Math.min(Math.max(seconds, 0), 86_400) } : {}
}
