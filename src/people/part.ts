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
