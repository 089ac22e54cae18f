import { DAVNamespace, type DAVResponse, davRequest, getDAVAttribute } from 'tsdav'
import { type CaldavAccess, ExternalCalendarError, statusTrouble } from './external-calendar.ts'
import { BlockedAddress, guardedFetch } from './guarded-fetch.ts'

type Fetch = typeof globalThis.fetch
export type DavAnswer = { href: string; status: number; props: Record<string, unknown> | undefined }

/** Requests to one calendar of CalDAV; what goes wrong is an ExternalCalendarError. */
export type Dav = ReturnType<typeof davOf>

const namespaces = getDAVAttribute([DAVNamespace.DAV, DAVNamespace.CALDAV, DAVNamespace.CALENDAR_SERVER])

export function davOf(access: CaldavAccess, signal?: AbortSignal) {
  const fetch = guardedFetch({ allowPrivate: access.allowPrivate, signal })
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
