import { createHash } from 'node:crypto'
import http, { type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What the server does with the next requests instead of answering them properly. */
export type CaldavBehaviour =
  | { kind: 'serve' }
  | { kind: 'status'; status: number }
  /** A page of HTML, XML that breaks off, an entity bomb, or whatever is given, as the answer to everything. */
  | { kind: 'garbage'; status?: number; type?: string; body: string }
  | { kind: 'slow'; ms: number }
  /** Until it behaves in another way. */
  | { kind: 'silent' }
  | { kind: 'drop' }
  /** Does what is asked and ends the connection without saying so. */
  | { kind: 'crash' }

type Stored = { text: string; etag: string; changed: number }

export type CaldavServer = {
  url: string
  /** Of the calendar of the account. */
  calendarUrl: string
  username: string
  password: string
  /** File names and texts, as the owner sees them. */
  objects(): Map<string, string>
  /** What the owner does in their own program. */
  write(file: string, text: string): void
  remove(file: string): void
  /** Tokens given so far are no longer good. */
  forgetTokens(): void
  behave(behaviour: CaldavBehaviour): void
  /** Methods and paths so far. */
  requests: string[]
  close(): Promise<void>
}

/**
 * A server of CalDAV (RFC 4791) with sync-collection (RFC 6578) on 127.0.0.1: one account, one calendar. Without `sync` it
 * has a ctag only, without `ctag` neither.
 */
export async function caldavServer(
  options: { sync?: boolean; ctag?: boolean; etags?: boolean } = {},
): Promise<CaldavServer> {
  const { sync = true, ctag = true, etags = true } = options
  const [username, password] = ['asha@homes.example', 'app password']
  const stored = new Map<string, Stored>()
  const removed = new Map<string, number>()
  const requests: string[] = []
  let behaviour: CaldavBehaviour = { kind: 'serve' }
  const waiting = new Set<() => void>()
  let change = 1
  let oldest = 0
  const home = '/asha/'
  const collection = '/asha/visits/'

  function keep(file: string, text: string) {
    const etag = `"${createHash('sha256').update(`${text}${change}`).digest('hex').slice(0, 20)}"`
    stored.set(file, { text, etag, changed: ++change })
    removed.delete(file)
    return etag
  }
  function drop(file: string) {
    if (stored.delete(file)) removed.set(file, ++change)
  }

  const server = http.createServer(async (request, response) => {
    const body = await textOf(request)
    requests.push(`${request.method} ${request.url}`)
    const now = behaviour
    if (now.kind === 'silent') return void waiting.add(() => request.socket.destroy())
    if (now.kind === 'drop') return request.socket.destroy()
    if (now.kind === 'slow') await sleep(now.ms)
    if (now.kind === 'status') return response.writeHead(now.status).end()
    if (now.kind === 'garbage')
      return response.writeHead(now.status ?? 207, { 'content-type': now.type ?? 'application/xml' }).end(now.body)
    const answer = (status: number, text = '', headers: Record<string, string> = {}) => {
      if (now.kind === 'crash') request.socket.destroy()
      else response.writeHead(status, headers).end(text)
    }
    try {
      handle(request, body, answer)
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  })

  type Answer = (status: number, text?: string, headers?: Record<string, string>) => void

  function handle(request: IncomingMessage, body: string, answer: Answer) {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname)
    const method = request.method ?? ''
    if (path === '/.well-known/caldav') return answer(301, '', { location: '/' })
    const right = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
    if (request.headers.authorization !== right)
      return answer(401, '', { 'www-authenticate': 'Basic realm="calendars"' })
    if (method === 'OPTIONS')
      return answer(200, '', { dav: '1, 3, calendar-access', allow: 'OPTIONS, PROPFIND, REPORT' })
    if (method === 'PROPFIND') return propfind(path, body, String(request.headers.depth ?? 'infinity'), answer)
    if (method === 'REPORT') return path === collection ? report(body, answer) : answer(404)
    const file = path.startsWith(collection) ? path.slice(collection.length) : ''
    if (!file || file.includes('/')) return answer(404)
    const there = stored.get(file)
    const { 'if-match': match, 'if-none-match': noneMatch } = request.headers
    if (match && match !== there?.etag) return answer(412)
    if (method === 'GET')
      return there ? answer(200, there.text, { 'content-type': 'text/calendar', etag: there.etag }) : answer(404)
    if (method === 'DELETE') {
      if (!there) return answer(404)
      drop(file)
      return answer(204)
    }
    if (method !== 'PUT') return answer(405)
    if (noneMatch === '*' && there) return answer(412)
    const uid = /^UID:(.+)$/m.exec(body)?.[1]?.trim()
    if (!body.startsWith('BEGIN:VCALENDAR') || !uid || !/^DTSTART/m.test(body)) return answer(400)
    // RFC 4791, 4.1 and 5.3.2.1
    if (/^METHOD:/m.test(body)) return answer(403)
    for (const [name, { text }] of stored) if (name !== file && text.includes(`UID:${uid}\r\n`)) return answer(403)
    const etag = keep(file, body)
    return answer(there ? 204 : 201, '', etags ? { etag } : {})
  }

  function propfind(path: string, body: string, depth: string, answer: Answer) {
    const file = path.startsWith(collection) ? path.slice(collection.length) : ''
    if (file) {
      const there = stored.get(file)
      return there ? answer(207, multistatus([found(path, prop(body, { getetag: there.etag }))]), xml) : answer(404)
    }
    if (path !== '/' && path !== home && path !== collection) return answer(404)
    const paths = path === home && depth === '1' ? [home, collection] : [path]
    answer(207, multistatus(paths.map(one => found(one, prop(body, propertiesOf(one))))), xml)
  }

  function propertiesOf(path: string): Record<string, string> {
    const principal = `<d:href>${home}</d:href>`
    if (path !== collection)
      return {
        'current-user-principal': principal,
        'calendar-home-set': principal,
        resourcetype: path === home ? '<d:collection/><d:principal/>' : '<d:collection/>',
      }
    return {
      'current-user-principal': principal,
      resourcetype: '<d:collection/><c:calendar/>',
      displayname: 'Visits &amp; more',
      'supported-calendar-component-set': '<c:comp name="VEVENT"/>',
      'supported-report-set': `<d:supported-report><d:report><c:calendar-query/></d:report></d:supported-report>`,
      ...(sync && { 'sync-token': tokenOf(change) }),
      ...(ctag && { getctag: `"${change}"` }),
    }
  }

  function report(body: string, answer: Answer) {
    if (body.includes('sync-collection')) {
      if (!sync) return answer(403, '<d:error xmlns:d="DAV:"><d:supported-report/></d:error>', xml)
      const token = /sync-token>([^<]*)</.exec(body)?.[1] ?? ''
      const since = token === '' ? 0 : Number(/(\d+)$/.exec(token)?.[1])
      if (token !== '' && (!token.startsWith('http://calendars.example/') || since < oldest))
        return answer(403, '<d:error xmlns:d="DAV:"><d:valid-sync-token/></d:error>', xml)
      const parts = [...stored]
        .filter(([, { changed }]) => changed > since)
        .map(([file, object]) => full(file, object, body))
      if (since > 0)
        for (const [file, at] of removed)
          if (at > since)
            parts.push(
              `<d:response><d:href>${collection}${file}</d:href><d:status>HTTP/1.1 404 Not Found</d:status></d:response>`,
            )
      return answer(207, multistatus(parts, `<d:sync-token>${tokenOf(change)}</d:sync-token>`), xml)
    }
    if (body.includes('calendar-multiget')) {
      const files = [...body.matchAll(/href>([^<]+)</g)].map(match =>
        decodeURIComponent(match[1]!).slice(collection.length),
      )
      return answer(
        207,
        multistatus(
          files.map(file => {
            const there = stored.get(file)
            if (there) return full(file, there, body)
            return `<d:response><d:href>${collection}${file}</d:href><d:status>HTTP/1.1 404 Not Found</d:status></d:response>`
          }),
        ),
        xml,
      )
    }
    if (!body.includes('calendar-query')) return answer(403)
    const range = /time-range[^>]*start="(\w+)"[^>]*end="(\w+)"/.exec(body)
    const fits = ({ text }: Stored) => !range || overlaps(text, range[1]!, range[2]!)
    answer(
      207,
      multistatus([...stored].filter(([, one]) => fits(one)).map(([file, one]) => full(file, one, body))),
      xml,
    )
  }

  function full(file: string, object: Stored, body: string) {
    return found(
      `${collection}${encodeURIComponent(file)}`,
      prop(body, { getetag: object.etag, 'calendar-data': escaped(object.text) }),
    )
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    calendarUrl: `${url}${collection}`,
    username,
    password,
    requests,
    objects: () => new Map([...stored].map(([file, { text }]) => [file, text])),
    write: (file, text) => void keep(file, text.replace(/\r?\n/g, '\r\n')),
    remove: drop,
    forgetTokens() {
      oldest = ++change
    },
    behave(next) {
      behaviour = next
      for (const end of waiting) end()
      waiting.clear()
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const xml = { 'content-type': 'application/xml; charset=utf-8' }
const tokenOf = (change: number) => `http://calendars.example/ns/sync/${change}`
const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/\r/g, '&#13;')
const found = (href: string, propstats: string) => `<d:response><d:href>${href}</d:href>${propstats}</d:response>`

function multistatus(parts: string[], more = '') {
  return `<?xml version="1.0" encoding="utf-8"?><d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:cs="http://calendarserver.org/ns/">${parts.join('')}${more}</d:multistatus>`
}

const caldavNames = ['calendar-data', 'calendar-home-set', 'supported-calendar-component-set']

/** What was asked for: found, or named as not found. */
function prop(body: string, has: Record<string, string>): string {
  const asked = /prop>([\s\S]*?)<\/(?:\w+:)?prop>/.exec(body)?.[1] ?? ''
  const names = [...asked.matchAll(/<(?:\w+:)?([\w-]+)[\s/>]/g)].map(match => match[1]!)
  const tag = (name: string) => `${name === 'getctag' ? 'cs' : caldavNames.includes(name) ? 'c' : 'd'}:${name}`
  const given = names.filter(name => has[name] !== undefined).map(name => `<${tag(name)}>${has[name]}</${tag(name)}>`)
  const missing = names.filter(name => has[name] === undefined && /^[a-z-]+$/.test(name)).map(name => `<${tag(name)}/>`)
  const propstat = (inner: string[], status: string) =>
    inner.length > 0
      ? `<d:propstat><d:prop>${inner.join('')}</d:prop><d:status>HTTP/1.1 ${status}</d:status></d:propstat>`
      : ''
  return `${propstat(given, '200 OK')}${propstat(missing, '404 Not Found')}`
}

/** By the first event's own times in UTC; what repeats may be anywhere. */
function overlaps(text: string, from: string, to: string): boolean {
  if (/^(RRULE|RDATE)/m.test(text)) return true
  const time = (name: string) => {
    const match = new RegExp(`^${name}[^:\r\n]*:(\\d{8})(?:T(\\d{6})(Z?))?`, 'm').exec(
      text.slice(text.indexOf('BEGIN:VEVENT')),
    )
    return match && `${match[1]}T${match[2] ?? '000000'}Z`
  }
  const start = time('DTSTART') ?? ''
  // A day's slack for the zones that are not looked into.
  return shift(start, -1) < to && shift(time('DTEND') ?? start, 1) > from
}

function shift(time: string, days: number): string {
  return Temporal.PlainDateTime.from(time.replace('Z', ''))
    .add({ days })
    .toString({ smallestUnit: 'second' })
    .replace(/[-:]/g, '')
    .concat('Z')
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
