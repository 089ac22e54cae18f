import { setImmediate as breathe } from 'node:timers/promises'
import { createObject, deleteObject, updateObject } from 'tsdav'
import { type Dav, type DavAnswer, davOf, textOf, unreadable } from './caldav-requests.ts'
import { calendarFile } from './calendar-file.ts'
import { readCalendarObject } from './calendar-reading.ts'
import {
  type CaldavAccess,
  type ExternalCalendar,
  ExternalCalendarError,
  type ExternalChanges,
  type ExternalEvent,
  type ExternalItem,
  type ReadSince,
  statusTrouble,
} from './external-calendar.ts'

/** Objects asked for in one request. */
const BATCH = 50
const MOST = 20_000
const OURS = /^mosaic[0-9a-f]{32}$/

/** A calendar of CalDAV (RFC 4791), with its changes by RFC 6578 where the server has it and by its ctag where not. */
export function caldavCalendar(access: CaldavAccess, signal?: AbortSignal): ExternalCalendar {
  const dav = davOf(access, signal)
  const addresses = access.username.includes('@') ? [access.username.toLowerCase()] : []
  return {
    put: (event, etag) => put(dav, event, etag),
    async remove(id) {
      const answer = await dav.asked(fetch => deleteObject({ url: dav.urlOf(id), headers: dav.headers, fetch }))
      if (!answer.ok && answer.status !== 404 && answer.status !== 410) throw statusTrouble(answer.status)
    },
    read: since => read(dav, since, addresses),
  }
}

async function put(dav: Dav, event: ExternalEvent, etag: string | null): Promise<string | null> {
  const url = dav.urlOf(event.id)
  const data = fileOf(event)
  const headers = { ...dav.headers, 'content-type': 'text/calendar; charset=utf-8' }
  const replace = (known: string) => dav.asked(fetch => updateObject({ url, data, etag: known, headers, fetch }))
  let answer = etag
    ? await replace(etag)
    : await dav.asked(fetch => createObject({ url, data, headers: { ...headers, 'if-none-match': '*' }, fetch }))
  if (!etag && answer.status === 412) {
    // Written before by somebody who could not note it: ours by its name.
    const there = await etagOf(dav, url)
    if (there) answer = await replace(there)
  }
  // Without its old version there is nothing that If-Match could match.
  if (etag && answer.status === 404) throw statusTrouble(412)
  if (!answer.ok) throw statusTrouble(answer.status)
  if (![200, 201, 204].includes(answer.status)) throw unreadable()
  return answer.headers.get('etag') ?? (await etagOf(dav, url))
}

async function etagOf(dav: Dav, url: string): Promise<string | null> {
  const [found] = await dav.propfind(url, { 'd:getetag': {} }, '0').catch(error => {
    if (error instanceof ExternalCalendarError && error.trouble === 'missing') return []
    throw error
  })
  return textOf(found?.props?.getetag)
}

/** An object of CalDAV has no METHOD (RFC 4791, 4.1). */
function fileOf(event: ExternalEvent): string {
  const { id, version, ...rest } = event
  return calendarFile({
    method: 'PUBLISH',
    name: event.summary,
    events: [{ ...rest, uid: `${id}@mosaic`, sequence: version, cancelled: false, organizer: null, attendee: null }],
  }).replace(/^METHOD:.*\r?\n/m, '')
}

async function read(dav: Dav, since: ReadSince, addresses: string[]): Promise<ExternalChanges> {
  const [calendar] = await dav.propfind(dav.url, { 'd:sync-token': {}, 'cs:getctag': {}, 'd:displayname': {} }, '0')
  // Asked before anything is read: what changes meanwhile comes again with the next token.
  const sync = textOf(calendar?.props?.syncToken)
  const ctag = textOf(calendar?.props?.getctag)
  const token = sync ? `sync:${sync}` : ctag ? `ctag:${ctag}` : null
  const name = textOf(calendar?.props?.displayname)
  if (token && token === since.token) return { token, whole: false, items: [], gone: [], name }
  if (sync && since.token?.startsWith('sync:')) {
    const changed = await changesSince(dav, since.token.slice(5))
    if (changed) {
      const { found, gone } = await fetchObjects(dav, changed.hrefs)
      const items = await itemsOf(dav, found, since, addresses)
      return { token: `sync:${changed.token}`, whole: false, items, gone: [...changed.gone, ...gone], name }
    }
  }
  const answers = await dav.report(dav.url, windowQuery(since), '1')
  const there = new Set(answers.map(({ href }) => idOf(dav, href)))
  const elsewhere = since.own.filter(id => !there.has(id)).map(id => dav.urlOf(id))
  const { found, gone } = await fetchObjects(dav, elsewhere)
  const items = await itemsOf(dav, [...answers, ...found], since, addresses)
  return { token, whole: true, items, gone, name }
}

function windowQuery({ from, to }: ReadSince) {
  const compact = (instant: Temporal.Instant) => instant.round('second').toString().replace(/[-:]/g, '')
  return {
    'c:calendar-query': {
      'd:prop': { 'd:getetag': {}, 'c:calendar-data': {} },
      'c:filter': {
        'c:comp-filter': {
          _attributes: { name: 'VCALENDAR' },
          'c:comp-filter': {
            _attributes: { name: 'VEVENT' },
            'c:time-range': { _attributes: { start: compact(from), end: compact(to) } },
          },
        },
      },
    },
  }
}

/** Undefined where the token is no longer good. */
async function changesSince(dav: Dav, since: string) {
  const hrefs = new Set<string>()
  const gone = new Set<string>()
  for (let token = since, rounds = 0; rounds < 20; rounds++) {
    const body = { 'd:sync-collection': { 'd:sync-token': token, 'd:sync-level': '1', 'd:prop': { 'd:getetag': {} } } }
    let answers: Awaited<ReturnType<Dav['report']>>
    try {
      answers = await dav.report(dav.url, body)
    } catch (error) {
      if (error instanceof ExternalCalendarError && error.trouble === 'refused') return undefined
      if (error instanceof ExternalCalendarError && error.trouble === 'changed') return undefined
      throw error
    }
    for (const { href, status } of answers)
      if (status === 404) gone.add(idOf(dav, href))
      else if (status < 300 && !href.endsWith('/')) hrefs.add(href)
    const next = textOf(answers.token)
    if (!next) return undefined
    // 507: there is more after this token.
    if (!answers.some(({ status }) => status === 507)) return { token: next, hrefs: [...hrefs], gone: [...gone] }
    token = next
  }
  return undefined
}

async function fetchObjects(dav: Dav, hrefs: string[]) {
  const found: DavAnswer[] = []
  const gone: string[] = []
  for (let at = 0; at < hrefs.length; at += BATCH) {
    const asked = hrefs.slice(at, at + BATCH).map(href => new URL(href, dav.url).pathname)
    const answers = await dav.report(
      dav.url,
      { 'c:calendar-multiget': { 'd:prop': { 'd:getetag': {}, 'c:calendar-data': {} }, 'd:href': asked } },
      '1',
    )
    for (const answer of answers)
      if (answer.status === 404) gone.push(idOf(dav, answer.href))
      else found.push(answer)
  }
  return { found, gone }
}

async function itemsOf(dav: Dav, answers: DavAnswer[], since: ReadSince, addresses: string[]): Promise<ExternalItem[]> {
  const items: ExternalItem[] = []
  // Times that are busy may be far more than entries.
  let size = answers.length
  for (const { href, props } of answers) {
    if (size > MOST) throw new ExternalCalendarError('unreadable', 'The calendar is too large to be read.')
    // Counting repetitions is work; others get their turn in between.
    await breathe()
    dav.signal?.throwIfAborted()
    const id = idOf(dav, href)
    const etag = textOf(props?.getetag)
    const text = await objectText(dav, href, textOf(props?.calendarData))
    let read: ReturnType<typeof readCalendarObject> = { busy: [], first: null }
    try {
      read = readCalendarObject(text, { ...since, addresses })
    } catch {
      // One broken entry, of which other calendars have made some, does not hide all the others.
      if (OURS.test(id))
        throw new ExternalCalendarError('unreadable', 'The calendar keeps our events in an unknown form.')
    }
    size += read.busy.length
    items.push({ id, etag, busy: read.busy, own: OURS.test(id) ? read.first : null })
  }
  return items
}

/** Long texts may come in pieces through the reader of XML: then the object is asked for by itself. */
async function objectText(dav: Dav, href: string, text: string | null): Promise<string> {
  if (text?.trimStart().startsWith('BEGIN:VCALENDAR') && text.trimEnd().endsWith('END:VCALENDAR')) return text
  const url = new URL(new URL(href, dav.url).pathname, dav.url).href
  const answer = await dav.asked(fetch => fetch(url, { headers: dav.headers }))
  return answer.ok ? await answer.text() : ''
}

/** Our events go by their own id, those of others by their path. */
function idOf(dav: Dav, href: string): string {
  const path = new URL(href, dav.url).pathname
  const file = path.slice(path.lastIndexOf('/') + 1).replace(/\.ics$/, '')
  return OURS.test(file) ? file : path
}
