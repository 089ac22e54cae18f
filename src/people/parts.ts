import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import type { ListingMemory } from './schema.ts'

/**
 * What a domain keeps about a person. Both functions answer with every table of the part that leads to a person, by its
 * name and also when it has nothing to give: a test compares these names with the foreign keys of the database.
 */
export type PersonPart = {
  name: string
  /** Every row that belongs to the person, by table. Secrets and other people's data are left out. */
  export(ctx: Context, personId: string): Promise<Record<string, readonly object[]>>
  /**
   * Erases what the person said, did and is, within the caller's transaction and with the person locked; gives how many
   * rows of each table. A table kept without personal data counts 0.
   */
  erase(ctx: Context, personId: string): Promise<Record<string, number>>
  /**
   * Moves every row of one person to another, within the caller's transaction and with both persons locked (`persons` rows,
   * lower id first). Gives the ids of the rows moved, by table, for `unmerge`; what must not exist twice is settled here.
   */
  merge?(ctx: Context, persons: { from: string; to: string }): Promise<Record<string, string[]>>
  /** Moves exactly these rows back; rows that are gone since are left out. */
  unmerge?(ctx: Context, persons: { from: string; to: string; moved: Record<string, string[]> }): Promise<void>
  /** The memory page's listings, from the catalogue. */
  recallListings?(ctx: Context, personId: string): Promise<ListingMemory>
}

const registered = new Map<string, PersonPart>()

/**
 * Called by the composition root, lower domains first. Parts are erased in the reverse order, so that rows go before those
 * that they refer to. The same name again replaces the part.
 */
export function registerPersonPart(part: PersonPart): void {
  registered.set(part.name, part)
}

/** Lower domains first; people themselves are the lowest. */
export function personParts(): PersonPart[] {
  return [peoplePart, ...registered.values()]
}

const peoplePart: PersonPart = {
  name: 'people',
  async export(ctx, personId) {
    const rows = async (statement: ReturnType<typeof sql<object>>) => (await statement.execute(ctx.db)).rows
    return {
      persons: await rows(sql`select * from persons where id = ${personId}`),
      visitor_keys: await rows(
        sql`select created_at, ended_at from visitor_keys where person_id = ${personId} order by created_at`,
      ),
      activity_sessions: await rows(sql`
        select number, started_at, last_at from activity_sessions where person_id = ${personId} order by number`),
      facts: await rows(sql`
        select id, key, value, confidence, source_kind, source_id, quote, message_id, created_at, superseded_at, superseded_by,
          superseded_reason, erased_at
        from facts where person_id = ${personId} order by number`),
      erasures: await rows(sql`select counts, erased_at from erasures where person_id = ${personId}`),
    }
  },
  async erase(ctx, personId) {
    const count = async (statement: ReturnType<typeof sql<object>>) =>
      Number((await statement.execute(ctx.db)).numAffectedRows ?? 0)
    return {
      facts: await count(sql`delete from facts where person_id = ${personId}`),
      activity_sessions: await count(sql`delete from activity_sessions where person_id = ${personId}`),
      visitor_keys: await count(sql`
        update visitor_keys set ended_at = ${ctx.now()} where person_id = ${personId} and ended_at is null`),
      persons: await count(sql`
        update persons set erased_at = ${ctx.now()}, memory_off_since = null where id = ${personId}`),
      erasures: 0,
    }
  },
}
