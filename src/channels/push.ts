import { createECDH, createHash } from 'node:crypto'
import { NoAnswer, post, retryAfter } from './post.ts'
import { safeNote } from './safe-text.ts'
import type { ChannelSettings, PushChannel, PushMessage, Sent } from './types.ts'

/** The push services of the usual browsers: nothing else is posted to because a browser said so. */
const SERVICES = [
  /^fcm\.googleapis\.com$/,
  /^jmt17\.google\.com$/,
  /(^|\.)push\.services\.mozilla\.com$/,
  /\.notify\.windows\.com$/,
  /\.push\.apple\.com$/,
]

/** What fits one record of 4,096 bytes (RFC 8291, 4). */
const MOST_BYTES = 3_993
/** Four weeks: what push services keep at most. */
const MOST_SECONDS = 2_419_200

/**
 * Notifications by Web Push (RFC 8030), encrypted for the browser (RFC 8291) and signed with our keys (RFC 8292). The
 * browser is given the JSON `{ title, body, path, tag }`; one key is one topic at the service and one tag on the device, so
 * that a repeated message replaces itself.
 */
export function pushChannel(
  settings: NonNullable<ChannelSettings['push']>,
  options: { ca?: string; answerMs?: number; signal?: AbortSignal } = {},
): PushChannel {
  const allows = (endpoint: string) => isAllowed(endpoint, settings.hosts)
  return {
    honoursKey: true,
    publicKey: settings.keys.publicKey,
    allows,
    async send(message: PushMessage): Promise<Sent> {
      const { endpoint, p256dh, auth } = message.subscription
      if (!allows(endpoint)) return refused('push.endpoint', 'That address belongs to no known push service.', true)
      const topic = createHash('sha256').update(message.key).digest('base64url').slice(0, 32)
      try {
        const { default: webPush } = await import('web-push')
        const details = webPush.generateRequestDetails(
          { endpoint, keys: { p256dh, auth } },
          payloadOf(message, topic),
          {
            vapidDetails: { subject: settings.contact, ...settings.keys },
            TTL: Math.min(Math.max(Math.floor(message.ttlSeconds), 0), MOST_SECONDS),
            topic,
            urgency: 'high',
          },
        )
        const answer = await post(new URL(endpoint), { headers: details.headers, body: details.body, ...options })
        return explain(answer)
      } catch (error) {
        if (!(error instanceof NoAnswer))
          return refused('push.subscription', 'The keys of the browser are not valid.', true)
        return error.isWritten
          ? { outcome: 'unclear', code: 'push.no_answer', note: `No answer to what was sent (${error.reason}).` }
          : refused('push.connection', `The push service could not be reached (${error.reason}).`)
      }
    },
  }
}

function explain(answer: {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}): Sent {
  const { status } = answer
  if (status >= 200 && status < 300) {
    const id = String(answer.headers.location ?? '')
      .split('/')
      .at(-1)
    return { outcome: 'accepted', providerId: id ? id.slice(0, 200) : null }
  }
  const note = safeNote(`Status ${status}. ${answer.body}`)
  if (status === 404 || status === 410) return refused('push.gone', note, true)
  if (status === 502 || status === 504) return { outcome: 'unclear', code: `push.${status}`, note }
  // Another time of day, key or load may change these; everything else of the 400s is about this very request.
  const mayPass = status >= 500 || status < 400 || [401, 408, 425, 429].includes(status)
  return { ...refused(`push.${status}`, note, !mayPass), ...retryAfter(answer.headers) }
}

function refused(code: string, note: string, permanent = false): Extract<Sent, { outcome: 'refused' }> {
  return { outcome: 'refused', permanent, code, note }
}

/** The text is cut by whole characters until everything fits. */
function payloadOf(message: PushMessage, tag: string): string {
  const json = (title: string, body: string) => JSON.stringify({ title, body, path: message.path, tag })
  const title = [...message.title].slice(0, 200).join('')
  const letters = [...message.body].slice(0, MOST_BYTES)
  let payload = json(title, letters.join(''))
  while (Buffer.byteLength(payload) > MOST_BYTES && letters.length > 0) {
    // Each letter is at least a byte of what is too much, six when it is escaped.
    letters.length -= Math.max(1, Math.ceil((Buffer.byteLength(payload) - MOST_BYTES + 3) / 6))
    payload = json(title, `${letters.join('')}…`)
  }
  return payload
}

function isAllowed(endpoint: string, hosts: string[]): boolean {
  const url = URL.parse(endpoint)
  if (url?.protocol !== 'https:' || url.username || url.password || endpoint.length > 2_000) return false
  if (hosts.includes(url.host) || hosts.includes(`${url.hostname}:${url.port || 443}`)) return true
  return url.port === '' && SERVICES.some(service => service.test(url.hostname))
}

/** A new pair of VAPID keys (RFC 8292), in base64url. */
export function newPushKeys(): { publicKey: string; privateKey: string } {
  const curve = createECDH('prime256v1')
  const publicKey = curve.generateKeys('base64url')
  // Numbers with leading zeros come out shorter than the 32 bytes that a key is.
  const privateKey = Buffer.concat([Buffer.alloc(32), curve.getPrivateKey()]).subarray(-32)
  return { publicKey, privateKey: privateKey.toString('base64url') }
}
