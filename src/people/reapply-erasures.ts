import { sql } from 'kysely'
import { Refusal } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { erasePerson } from './erase-person.ts'
import type { ErasedPerson } from './erasures.ts'

export type Reapplied = {
  erased: number
  /** Were erased here already. */
  before: number
  /** Came after what this store holds. */
  unknown: number
  /** Could not go, and why. */
  kept: { personId: string; reason: string }[]
}

/**
 * Erases again who is erased by this list: an older state of the store, restored or gone back to, holds them still. Each goes in a
 * transaction of their own, so a break costs nothing: the same list again goes on. Parts must be registered.
 */
export async function reapplyErasures(ctx: Context, list: readonly ErasedPerson[]): Promise<Reapplied> {
  const ids = [...new Set(list.map(({ personId }) => personId))]
  const { rows } = await sql<{ id: string; erased: boolean }>`
    select id, erased_at is not null as erased from persons where id = any (${ids}::uuid[])`.execute(ctx.db)
  const known = new Map(rows.map(row => [row.id, row.erased]))
  const told: Reapplied = { erased: 0, before: 0, unknown: ids.length - known.size, kept: [] }
  for (const personId of ids.filter(id => known.has(id))) {
    if (known.get(personId)) told.before++
    else
      try {
        await erasePerson(ctx, { personId, because: { again: true } })
        told.erased++
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        told.kept.push({ personId, reason: error.message })
      }
  }
  return told
}
