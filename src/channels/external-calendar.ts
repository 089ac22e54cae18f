/** A calendar elsewhere, kept by somebody: read for what is busy, written with our events. */
export type ExternalCalendar = {
  /**
   * Writes an event under its own id, as often as wanted with one effect. With the etag of what was there last it fails as
   * `changed` where somebody else wrote since; without one it takes what is there for ours. Gives the new etag.
   */
  put(event: ExternalEvent, etag: string | null): Promise<string | null>
  /** What is gone already is fine. */
  remove(id: string): Promise<void>
  /** What changed since the token; everything of the window where there is no token or it is no longer good. */
  read(since: ReadSince): Promise<ExternalChanges>
}

export type ExternalEvent = {
  id: string
  version: number
  stamp: Temporal.Instant
  start: Temporal.ZonedDateTime
  end: Temporal.ZonedDateTime
  summary: string
  description: string
  location: string | null
  url: string
}

export type ReadSince = {
  token: string | null
  from: Temporal.Instant
  to: Temporal.Instant
  /** In which days without a time of day are blocked. */
  zone: string
  /** Ids of our events that should be there: each is an item or gone, wherever in time it lies, when everything is read. */
  own: string[]
}

export type Span = { start: Temporal.Instant; end: Temporal.Instant }

export type ExternalItem = {
  id: string
  etag: string | null
  /** Within the window; nothing of what is transparent, cancelled or declined. */
  busy: Span[]
  /** When it is itself, for events of ours. */
  own: Span | null
}

export type ExternalChanges = {
  token: string | null
  /** Everything was read: what is not among the items is not in the window. */
  whole: boolean
  items: ExternalItem[]
  gone: string[]
  name: string | null
}

/**
 * - `denied`: the password or consent is not accepted (any more)
 * - `changed`: somebody else wrote this event since
 * - `missing`: the calendar is not there
 * - `blocked`: an address that may not be asked
 * - `refused`: the other side said no for another reason
 * - `unreadable`: it answered something else than a calendar
 * - `away`: no answer, or one that says to come later
 */
export type CalendarTrouble = 'denied' | 'changed' | 'missing' | 'blocked' | 'refused' | 'unreadable' | 'away'

/** `message` is a sentence for the member of staff: no address, no password, nothing that the other side wrote. */
export class ExternalCalendarError extends Error {
  override name = 'ExternalCalendarError'
  readonly trouble: CalendarTrouble

  constructor(trouble: CalendarTrouble, message: string, options?: ErrorOptions) {
    super(message, options)
    this.trouble = trouble
  }
}

/** The sentence for a status of HTTP. */
export function statusTrouble(status: number, cause?: unknown): ExternalCalendarError {
  const options = cause === undefined ? undefined : { cause }
  if (status === 401)
    return new ExternalCalendarError(
      'denied',
      'The calendar did not accept the sign-in. Please connect it again.',
      options,
    )
  if (status === 404 || status === 410)
    return new ExternalCalendarError('missing', 'The calendar is not there any more. Please connect it again.', options)
  if (status === 412) return new ExternalCalendarError('changed', 'The event was changed in the calendar.', options)
  if (status === 408 || status === 429 || status >= 500)
    return new ExternalCalendarError('away', `The calendar asks to come back later (${status}).`, options)
  return new ExternalCalendarError('refused', `The calendar refused with status ${status}.`, options)
}

export type CaldavAccess = {
  url: string
  username: string
  password: string
  /** Whether the private network and plain http may be asked. */
  allowPrivate: boolean
}

/** `apiUrl` stands for every address of Google, such as a proxy. */
export type GoogleClient = { clientId: string; clientSecret: string; apiUrl: string | null; redirectUri: string }
