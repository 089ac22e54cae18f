import { z } from 'zod'
import { type LocalKey, localKeys, readLocalState } from './states/schema.ts'

export { type LocalKey, localKeys, readLocalState }
/** Where it left the name of its session. */
export const TICKET_KEY = 'delta_session_id'
export const ticketPattern = /^[0-9a-f]{32}$/

/** In characters; a browser holds no more under one key by far. */
export const LOCAL_STATE_MAX = 1_000_000

export const localStateSchema = z.object({
  key: z.enum(localKeys),
  /** The text as it stands in the browser */
  state: z.string().min(2).max(LOCAL_STATE_MAX),
})
/** What came of it: answers in their places, texts kept as notes, experiments; zeros where all of it was here. */
export const broughtSchema = z
  .object({
    enrolmentId: z.uuid(),
    programme: z.string(),
    placed: z.int(),
    kept: z.int(),
    experiments: z.int(),
  })
  .meta({ id: 'BroughtLocalState' })
export type Brought = z.infer<typeof broughtSchema>

export const takeTicketSchema = z.object({ ticket: z.string().max(200) })
export const ticketSchema = z
  .object({
    id: z.uuid(),
    /** RFC 3339 */
    takenAt: z.string(),
    /** Until when it can be undone; null where it was */
    undoUntil: z.string().nullable(),
    /** How many rows of each table came along */
    counts: z.record(z.string(), z.int()),
  })
  .meta({ id: 'SessionTicket' })
export type SessionTicket = z.infer<typeof ticketSchema>
