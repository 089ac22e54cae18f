import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export type TakenMessage = {
  sid: string
  to: string
  from: string | null
  messagingServiceSid: string | null
  body: string | null
  contentSid: string | null
  contentVariables: string | null
  statusCallback: string | null
}

/** What the service does with the next requests instead of taking the message. */
export type TwilioBehaviour =
  | { kind: 'take' }
  | { kind: 'error'; status: number; code: number; message?: string; retryAfter?: number }
  /** Reads the request and never answers; `keep`: the message was taken all the same. */
  | { kind: 'silent'; keep?: boolean }
  /** Ends the connection without an answer. */
  | { kind: 'drop'; keep?: boolean }
  /** Ends the connection in the middle of its answer. */
  | { kind: 'cut'; keep?: boolean }
  /** Something that is not Twilio answers. */
  | { kind: 'garbage'; status: number; body?: string; keep?: boolean }
  | { kind: 'slow'; ms: number }

export type TwilioServer = {
  /** For TWILIO_API_URL, TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN. */
  url: string
  accountSid: string
  authToken: string
  /** Messages that were taken. */
  messages: TakenMessage[]
  /** Requests for a message so far, taken or not. */
  requests(): number
  /** For the next `times` requests, by default all. */
  behave(behaviour: TwilioBehaviour, times?: number): void
  /** Numbers whose owner has written STOP. */
  stopped: Set<string>
  /** Resolves with the messages once there are so many. */
  until(count: number, ms?: number): Promise<TakenMessage[]>
  /**
   * Tells the message's StatusCallback one status after another, in this order, so that callers repeat and reorder as the
   * real service does. Gives the HTTP statuses that came back.
   */
  report(sid: string, statuses: string[], more?: { errorCode?: number; token?: string }): Promise<number[]>
  /** Posts a message that somebody wrote to us to a webhook. */
  inbound(
    webhook: string,
    message: { from: string; to: string; body: string; sid?: string; optOutType?: string; token?: string },
  ): Promise<{ status: number; type: string; body: string }>
  close(): Promise<void>
}

/**
 * The part of Twilio's REST API that sends messages, on 127.0.0.1, with its checks, error codes and callbacks. `reach`: where
 * an address that was given to Twilio is really found (our public address is not served in tests).
 */
export async function startTwilio(
  options: { accountSid?: string; authToken?: string; port?: number; reach?: (url: string) => string } = {},
): Promise<TwilioServer> {
  const accountSid = options.accountSid ?? `AC${randomBytes(16).toString('hex')}`
  const authToken = options.authToken ?? randomBytes(16).toString('hex')
  const messages: TakenMessage[] = []
  const stopped = new Set<string>()
  let behaviour: TwilioBehaviour = { kind: 'take' }
  let left = Number.POSITIVE_INFINITY
  let requests = 0

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const fields = new URLSearchParams(await text(request))
    const isAccount = request.method === 'GET' && request.url === `/2010-04-01/Accounts/${accountSid}.json`
    const refusal = isAccount ? refuseStranger(request) : refuse(request, fields)
    if (refusal) return error(response, ...refusal)
    if (isAccount) return json(response, 200, { sid: accountSid, status: 'active', type: 'Full' })
    requests++
    const now: TwilioBehaviour = left-- > 0 ? behaviour : { kind: 'take' }
    if (now.kind === 'error') return error(response, now.status, now.code, now.message ?? 'Refused', now.retryAfter)
    if (now.kind === 'slow') await sleep(now.ms)
    const message = messageOf(fields)
    if (now.kind === 'take' || now.kind === 'slow' || now.keep) messages.push(message)
    if (now.kind === 'silent') return
    if (now.kind === 'drop') return void request.socket.destroy()
    if (now.kind === 'cut') {
      response.writeHead(201, { 'content-type': 'application/json', 'content-length': '1000' })
      return void response.write('{"sid":"SM', () => request.socket.destroy())
    }
    if (now.kind === 'garbage') {
      response.writeHead(now.status, { 'content-type': 'text/html' })
      return void response.end(now.body ?? '<html><body>Bad gateway</body></html>')
    }
    json(response, 201, resourceOf(message, accountSid))
  }

  function refuseStranger(request: IncomingMessage): [number, number, string] | undefined {
    const wanted = Buffer.from(`Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`)
    const given = Buffer.from(request.headers.authorization ?? '')
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return [401, 20003, 'Authenticate']
    return undefined
  }

  function refuse(request: IncomingMessage, fields: URLSearchParams): [number, number, string] | undefined {
    const stranger = refuseStranger(request)
    if (stranger) return stranger
    const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`
    if (request.url !== path) return [404, 20404, `The requested resource ${request.url} was not found`]
    if (request.method !== 'POST') return [405, 20004, 'Method not allowed']
    if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
      return [415, 20415, 'Unsupported media type']
    const to = fields.get('To')
    const from = fields.get('From')
    if (!to) return [400, 21604, "A 'To' phone number is required."]
    if (!from && !fields.get('MessagingServiceSid')) return [400, 21603, "A 'From' phone number is required."]
    if (!fields.get('Body') && !fields.get('ContentSid')) return [400, 21602, 'Message body is required.']
    if ((fields.get('Body') ?? '').length > 1600)
      return [400, 21617, 'The concatenated message body exceeds the 1600 character limit.']
    if (from && to.startsWith('whatsapp:') !== from.startsWith('whatsapp:'))
      return [400, 63007, 'Twilio could not find a Channel with the specified From address']
    const number = to.replace(/^whatsapp:/, '')
    // The numbers by which the real service lets its errors be tried.
    if (!/^\+[1-9]\d{6,14}$/.test(number) || number === '+15005550001')
      return [400, 21211, `The 'To' number ${to} is not a valid phone number.`]
    if (number === '+15005550009') return [400, 21614, `'To' number ${to} is not a valid mobile number`]
    if (number === '+15005550004' || stopped.has(number))
      return [400, 21610, `Attempt to send to unsubscribed recipient ${to}`]
    return undefined
  }

  async function tell(url: string, fields: Record<string, string>, token = authToken) {
    const response = await fetch(options.reach?.(url) ?? url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'x-twilio-signature': signature(token, url, fields),
        'i-twilio-idempotency-token': randomBytes(16).toString('hex'),
        'user-agent': 'TwilioProxy/1.1',
      },
      body: new URLSearchParams(fields),
    })
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      body: await response.text(),
    }
  }

  const server = http.createServer((request, response) => void serve(request, response))
  await new Promise<void>(done => server.listen(options.port ?? 0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accountSid,
    authToken,
    messages,
    stopped,
    requests: () => requests,
    behave(next, times = Number.POSITIVE_INFINITY) {
      behaviour = next
      left = times
    },
    async until(count, ms = 10_000) {
      const end = Date.now() + ms
      while (messages.length < count) {
        if (Date.now() > end) throw new Error(`${messages.length} messages instead of ${count} after ${ms} ms`)
        await sleep(20)
      }
      return messages
    },
    async report(sid, statuses, more = {}) {
      const message = messages.find(message => message.sid === sid)
      if (!message?.statusCallback) throw new Error('That message wants to hear nothing.')
      const answers: number[] = []
      for (const status of statuses) {
        const fields = {
          SmsSid: sid,
          SmsStatus: status,
          MessageStatus: status,
          To: message.to,
          MessageSid: sid,
          AccountSid: accountSid,
          From: message.from ?? '+15005550006',
          ApiVersion: '2010-04-01',
          ...(more.errorCode && { ErrorCode: String(more.errorCode) }),
        }
        answers.push((await tell(message.statusCallback, fields, more.token)).status)
      }
      return answers
    },
    inbound(webhook, { from, to, body, sid = `SM${randomBytes(16).toString('hex')}`, optOutType, token }) {
      const fields = {
        ToCountry: 'IN',
        SmsMessageSid: sid,
        NumMedia: '0',
        SmsSid: sid,
        SmsStatus: 'received',
        FromCountry: 'IN',
        Body: body,
        To: to,
        NumSegments: '1',
        MessageSid: sid,
        AccountSid: accountSid,
        From: from,
        ApiVersion: '2010-04-01',
        ...(optOutType && { OptOutType: optOutType }),
        ...(from.startsWith('whatsapp:') && { ProfileName: 'A. Visitor', WaId: from.replace(/\D/g, '') }),
      }
      return tell(webhook, fields, token)
    },
    close: () =>
      new Promise(done => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

/** As documented: the address, then every field's name and value, by name; HMAC-SHA1 with the token, in base64. */
export function signature(token: string, url: string, fields: Record<string, string>): string {
  const names = Object.keys(fields).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const signed = url + names.map(name => name + fields[name]).join('')
  return createHmac('sha1', token).update(signed, 'utf8').digest('base64')
}

function messageOf(fields: URLSearchParams): TakenMessage {
  return {
    sid: `SM${randomBytes(16).toString('hex')}`,
    to: fields.get('To')!,
    from: fields.get('From'),
    messagingServiceSid: fields.get('MessagingServiceSid'),
    body: fields.get('Body'),
    contentSid: fields.get('ContentSid'),
    contentVariables: fields.get('ContentVariables'),
    statusCallback: fields.get('StatusCallback'),
  }
}

function resourceOf(message: TakenMessage, accountSid: string) {
  const now = new Date().toUTCString().replace('GMT', '+0000')
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}`
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: message.body ?? '',
    date_created: now,
    date_sent: null,
    date_updated: now,
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: message.from,
    messaging_service_sid: message.messagingServiceSid,
    num_media: '0',
    num_segments: message.messagingServiceSid ? '0' : '1',
    price: null,
    price_unit: 'USD',
    sid: message.sid,
    status: message.messagingServiceSid ? 'accepted' : 'queued',
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  }
}

function error(response: ServerResponse, status: number, code: number, message: string, retryAfter?: number) {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  json(response, status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }, headers)
}

function json(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'application/json;charset=utf-8', ...headers })
  response.end(JSON.stringify(body))
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
