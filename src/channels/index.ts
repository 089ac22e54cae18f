/**
 * Channels: how something leaves the house. Adapters to real services and formats, without a word of any domain.
 *
 * A *channel* sends one message and says what became of it: accepted, refused or unclear. Each is switched on by its
 * settings; what is not switched on is null, and nothing pretends to have been sent. *Calendar files* are RFC 5545.
 *
 * Invariants: `accepted` only after the other side said so; what may have been taken is `unclear`, never `refused`; no
 * address is written to the log.
 */
export { type CalendarEvent, calendarFile, calendarLinks } from './calendar-file.ts'
export { tryEmail } from './email.ts'
export * from './external-calendar.ts'
export { guardedFetch } from './guarded-fetch.ts'
export { openChannels } from './open.ts'
export * from './open-calendar.ts'
export { newPushKeys } from './push.ts'
export type * from './types.ts'
