import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { memoryIsOn, prolongSession } from '../people/index.ts'
import { type Context, transact } from '../storage/index.ts'
import { listingNotFound } from './queries.ts'
import type { ListingEventKind } from './schema.ts'

export type ListingEventInput = {
  personId: string
  listingId: string
  kind: ListingEventKind
  reason?: string
  /** of an interest, default medium */
  level?: 'low' | 'medium' | 'high'
  /** The message it came from, if it came from one. */
  messageId?: string
}

declare module '../storage/index.ts' {
  interface Events {
    /** Somebody opened, liked or turned down a listing, or took its brochure. */
    'listing.event': ListingEventInput & { eventId: string }
  }
}

/**
 * Adds how a person took a listing and gives the event's id; undefined while their memory is off, and where the same
 * message said so already. A later rejection takes interest back, and the reverse. Refuses `catalogue.listing_not_found`.
 */
export async function recordListingEvent(ctx: Context, input: ListingEventInput): Promise<string | undefined> {
  const { personId, listingId, kind, reason, messageId } = input
  return transact(ctx, async inner => {
    if (!(await memoryIsOn(inner, personId))) return undefined
    const eventId = newId()
    const level = kind === 'interest' ? (input.level ?? 'medium') : null
    const added = await sql`
      insert into listing_events (id, person_id, listing_id, kind, level, reason, message_id, created_at)
      select ${eventId}::uuid, ${personId}::uuid, l.id, ${kind}, ${level}, ${reason?.trim() || null}, ${messageId ?? null}::uuid,
        ${inner.now()}::timestamptz
      from listings l where l.id = ${listingId}::uuid
      on conflict (message_id, listing_id, kind) where message_id is not null do nothing`.execute(inner.db)
    if (!added.numAffectedRows) {
      const known = await sql`select from listings where id = ${listingId}::uuid`.execute(inner.db)
      return known.rows.length > 0 ? undefined : listingNotFound()
    }
    // On the pages of homes; what a message did is of its session already, and staff are not the person.
    const { actor } = inner
    const isOwn = actor.kind === 'visitor' || (actor.kind === 'account' && actor.role === 'member')
    if (!messageId && isOwn) await prolongSession(inner, personId)
    await inner.announce(inner, 'listing.event', { ...input, eventId })
    return eventId
  })
}
