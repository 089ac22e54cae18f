import { DAVNamespace, type DAVResponse, davRequest, getDAVAttribute } from 'tsdav'
import { type CaldavAccess, ExternalCalendarError, statusTrouble } from './external-calendar.ts'
import { BlockedAddress, guardedFetch } from './guarded-fetch.ts'

type Fetch = typeof globalThis.fetch
export type DavAnswer = { href: string; status: number; props: Record<string, unknown> | undefined }

/** Requests to one calendar of CalDAV; what goes wrong is an ExternalCalendarError. */
export type Dav = ReturnType<typeof davOf>

const namespaces = getDAVAttribute([DAVNamespace.DAV, DAVNamespace.CALDAV, DAVNamespace.CALENDAR_SERVER])

export function davOf(access: CaldavAccess, signal?: AbortSignal) {
  const guarded = guardedFetch({ allowPrivate: access.allowPrivate, signal })
  const fetch: Fetch = async (input, init) => {
    const answer = await guarded(input, init)
    if (answer.status === 207 && !isReadable(await answer.clone().text())) throw unreadable()
    return answer
  }
  const url = access.url.endsWith('/') ? access.url : `${access.url}/`
  const headers = {
    authorization: `Basic ${Buffer.from(`${access.username}:${access.password}`).toString('base64')}`,
  }

  /** A request whose failures below HTTP are sentences too. */
  async function asked<Answer>(ask: (fetch: Fetch) => Promise<Answer>): Promise<Answer> {
    try {
      return await ask(fetch)
    } catch (error) {
      throw asTrouble(error)
    }
  }

  async function request(method: string, at: string, body: object, depth?: string) {
    let answered: Response | undefined
    let text = ''
    const responses: DAVResponse[] = await asked(fetch =>
      davRequest({
        url: at,
        init: {
          method: method as 'REPORT',
          headers: { ...headers, ...(depth && { depth }) },
          body,
          attributes: namespaces,
        },
        fetch: async (input, init) => {
          answered = await fetch(input, init)
          text = await answered.clone().text()
          return answered
        },
      }),
    )
    if (!answered?.ok) throw statusTrouble(answered?.status ?? 0)
    const multistatus = responses[0]?.raw?.multistatus
    // The reader takes XML that breaks off for whole: what is missing would count as gone.
    const isWhole = /(<\/(\w+:)?multistatus\s*>|<(\w+:)?multistatus[^>]*\/>)\s*(<!--.*-->\s*)?$/.test(
      text.slice(-2_000),
    )
    if (answered.status !== 207 || !isWhole || !multistatus || typeof multistatus !== 'object') throw unreadable()
    const found: DavAnswer[] = responses.flatMap(({ href, status, props }) =>
      typeof href === 'string' ? [{ href, status, props: props as DavAnswer['props'] }] : [],
    )
    return Object.assign(found, { token: multistatus.syncToken as unknown })
  }

  return {
    url,
    headers,
    fetch,
    signal,
    asked,
    urlOf: (id: string) => new URL(`${id}.ics`, url).href,
    propfind: (at: string, props: object, depth: '0' | '1') =>
      request('PROPFIND', at, { 'd:propfind': { 'd:prop': props } }, depth),
    report: (at: string, body: object, depth?: '1') => request('REPORT', at, body, depth),
  }
}

/** Of what the library reads of XML in one go: deeper, or in more pieces, it takes half a minute, and everybody waits. */
const DEEPEST = 100
const MOST_TAGS = 300_000

function isReadable(xml: string): boolean {
  let depth = 0
  let tags = 0
  for (let at = xml.indexOf('<'); at >= 0; at = xml.indexOf('<', at + 1)) {
    if (xml.startsWith('<![CDATA[', at) || xml.startsWith('<!--', at)) {
      const end = xml.indexOf(xml[at + 2] === '[' ? ']]>' : '-->', at)
      if (end < 0) return false
      at = end
    } else if (xml[at + 1] === '/') depth--
    else if (xml[at + 1] !== '?' && xml[at + 1] !== '!') {
      const end = xml.indexOf('>', at)
      if (end < 0) return false
      if (xml[end - 1] !== '/') depth++
      if (depth > DEEPEST || ++tags > MOST_TAGS) return false
    }
  }
  return true
}

/** What XML gave: text, a number that was text, or text in CDATA. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value) || null
  if (typeof value === 'object' && value !== null && '_cdata' in value) return textOf(value._cdata)
  return null
}

export function asTrouble(error: unknown): ExternalCalendarError {
  if (error instanceof ExternalCalendarError) return error
  if (error instanceof BlockedAddress)
    return new ExternalCalendarError('blocked', 'Only https addresses of the public internet can be connected.')
  return new ExternalCalendarError('away', 'The calendar does not answer.', { cause: error })
}

export const unreadable = () => new ExternalCalendarError('unreadable', 'What answered is no calendar.')
