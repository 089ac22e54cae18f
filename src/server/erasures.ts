import { sql } from 'kysely'
import type { Erasures } from '../backups/index.ts'
import { type ErasedPerson, listErasures, readErasures, writeErasures } from '../people/index.ts'

/** The list of erasures that lies beside backups: of this store, and of what it was before it was restored. */
export const erasures: Erasures = {
  async version(ctx) {
    const { rows } = await sql<{ version: string }>`
      select count(*) || '@' || coalesce(max(erased_at)::text, '') as version from erasures`.execute(ctx.db)
    return rows[0]!.version
  },
  async join(ctx, found) {
    const here = await listErasures(ctx)
    const known = new Set(here.map(({ personId }) => personId))
    const before = found === undefined ? [] : readErasures(found).filter(({ personId }) => !known.has(personId))
    const ids = before.map(({ personId }) => personId)
    const { rows } = await sql<{ back: number }>`
      select count(*) as back from persons where id = any (${ids}::uuid[]) and erased_at is null`.execute(ctx.db)
    return { list: writeErasures([...before, ...here].sort(byTime)), back: rows[0]!.back }
  },
}

function byTime(one: ErasedPerson, other: ErasedPerson): number {
  return (
    Temporal.Instant.compare(one.erasedAt, other.erasedAt) ||
    (one.personId < other.personId ? -1 : Number(one.personId > other.personId))
  )
}
