import type { calendar_v3 } from '@googleapis/calendar'
import type {
  ExternalCalendar,
  ExternalChanges,
  ExternalEvent,
  ExternalItem,
  GoogleClient,
  ReadSince,
  Span,
} from './external-calendar.ts'
import { statusTrouble } from './external-calendar.ts'
import { googleEvents, googleStatus, googleTrouble } from './google-client.ts'

type Events = ReturnType<typeof googleEvents>
type GoogleEvent = calendar_v3.Schema$Event

const OURS = /^mosaic[0-9a-f]{32}$/
const PAGES = 100
/** Titles, places and guests of somebody's life are not asked for. */
const EVENT = 'id,etag,status,transparency,eventType,start,end,attendees(self,responseStatus)'
/** What stands in a calendar without taking time. */
const FREE_KINDS = ['workingLocation', 'birthday']

/** A calendar of Google by its API, version 3. Ids are chosen here, so that an insert repeated is a 409 and then an update. */
export function googleCalendar(
  client: GoogleClient,
  access: { calendarId: string; refreshToken: string },
  signal?: AbortSignal,
): ExternalCalendar {
  const events = googleEvents(client, access.refreshToken, signal)
  const { calendarId } = access
  const guarded = <Answer>(work: Promise<Answer>) =>
    work.catch(error => {
      throw googleTrouble(error)
    })
  return {
    put: (event, etag) => guarded(put(events, calendarId, event, etag)),
    async remove(eventId) {
      await events.delete({ calendarId, eventId, sendUpdates: 'none' }).catch(error => {
        const status = googleStatus(error)
        if (status !== 404 && status !== 410) throw googleTrouble(error)
      })
    },
    read: since => guarded(read(events, calendarId, since)),
  }
}

async function put(events: Events, calendarId: string, event: ExternalEvent, etag: string | null) {
  const requestBody = bodyOf(event)
  const update = async (headers: Record<string, string>) => {
    const answer = await events.update({ calendarId, eventId: event.id, requestBody, sendUpdates: 'none' }, { headers })
    return answer.data.etag ?? null
  }
  if (etag)
    return update({ 'if-match': etag }).catch(error => {
      const status = googleStatus(error)
      throw status === 404 || status === 410 ? statusTrouble(412) : error
    })
  try {
    const answer = await events.insert({
      calendarId,
      requestBody: { id: event.id, ...requestBody },
      sendUpdates: 'none',
    })
    return answer.data.etag ?? null
  } catch (error) {
    // Written before by somebody who could not note it, or deleted since: `confirmed` brings it back.
    if (googleStatus(error) === 409) return update({})
    throw error
  }
}

function bodyOf(event: ExternalEvent): GoogleEvent {
  const time = (at: Temporal.ZonedDateTime) => ({
    dateTime: at.toString({ timeZoneName: 'never', smallestUnit: 'second' }),
    timeZone: at.timeZoneId,
  })
  return {
    status: 'confirmed',
    summary: event.summary,
    description: `${event.description}\n${event.url}`,
    ...(event.location && { location: event.location }),
    start: time(event.start),
    end: time(event.end),
    source: { title: 'Mosaic', url: event.url },
  }
}

async function read(events: Events, calendarId: string, since: ReadSince): Promise<ExternalChanges> {
  if (since.token)
    try {
      return await pages(events, { calendarId, syncToken: since.token }, since)
    } catch (error) {
      // 410: too old or too much; 400: not a token of this calendar.
      if (![400, 410].includes(googleStatus(error) ?? 0)) throw error
    }
  const found = await pages(events, { calendarId, timeMin: since.from.toString(), timeMax: since.to.toString() }, since)
  const there = new Set(found.items.map(({ id }) => id))
  for (const eventId of since.own) {
    if (there.has(eventId)) continue
    const event = await events
      .get({ calendarId, eventId, fields: EVENT })
      .then(({ data }) => data)
      .catch(error => {
        if ([404, 410].includes(googleStatus(error) ?? 0)) return undefined
        throw error
      })
    if (event && event.status !== 'cancelled') found.items.push(itemOf(event, since, since.zone))
    else if (!found.gone.includes(eventId)) found.gone.push(eventId)
  }
  return { ...found, whole: true }
}

async function pages(
  events: Events,
  query: calendar_v3.Params$Resource$Events$List,
  since: ReadSince,
): Promise<ExternalChanges> {
  const items: ExternalItem[] = []
  const gone: string[] = []
  let pageToken: string | undefined
  for (let page = 0; page < PAGES; page++) {
    const { data } = await events.list({
      ...query,
      singleEvents: true,
      maxResults: 1_000,
      ...(pageToken && { pageToken }),
      fields: `summary,timeZone,nextPageToken,nextSyncToken,items(${EVENT})`,
    })
    if (!data || typeof data !== 'object' || !Array.isArray(data.items ?? []))
      throw statusTrouble(502, 'no list of events')
    for (const event of data.items ?? []) {
      if (!event.id) continue
      if (event.status === 'cancelled') gone.push(event.id)
      else items.push(itemOf(event, since, data.timeZone ?? since.zone))
    }
    if (!data.nextPageToken)
      return { token: data.nextSyncToken ?? null, whole: false, items, gone, name: data.summary ?? null }
    pageToken = data.nextPageToken
  }
  throw statusTrouble(502, 'endless pages')
}

function itemOf(event: GoogleEvent, since: ReadSince, zone: string): ExternalItem {
  const id = event.id ?? ''
  const span = spanOf(event, zone)
  const isOurs = OURS.test(id)
  const isFree =
    event.transparency === 'transparent' ||
    FREE_KINDS.includes(event.eventType ?? '') ||
    event.attendees?.some(({ self, responseStatus }) => self && responseStatus === 'declined')
  const isBusy =
    !isFree &&
    span &&
    Temporal.Instant.compare(span.start, since.to) < 0 &&
    Temporal.Instant.compare(since.from, span.end) < 0 &&
    Temporal.Instant.compare(span.start, span.end) < 0
  return { id, etag: event.etag ?? null, busy: isBusy ? [span] : [], own: isOurs ? span : null }
}

/** Days without a time of day are days of the calendar's zone. */
function spanOf({ start, end }: GoogleEvent, zone: string): Span | null {
  const instant = (at: calendar_v3.Schema$EventDateTime | undefined) => {
    if (at?.dateTime) return Temporal.Instant.from(at.dateTime)
    return at?.date ? Temporal.PlainDate.from(at.date).toZonedDateTime(zone).toInstant() : null
  }
  const [from, to] = [instant(start), instant(end)]
  return from && to ? { start: from, end: to } : null
}
