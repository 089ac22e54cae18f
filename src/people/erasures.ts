import { sql } from 'kysely'
import { z } from 'zod'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'

/** Who was erased and when: ids alone, so that the list may lie beside backups that hold what was erased since. */
const listSchema = z.object({
  format: z.literal('mosaic erasures'),
  version: z.literal(1),
  erased: z.array(z.object({ person: z.uuid(), at: z.string() })),
})

export type ErasedPerson = { personId: string; erasedAt: Temporal.Instant }

/** Everybody who was erased (since then), the earliest first; also who had become one of them. */
export async function listErasures(
  ctx: Context,
  { since }: { since?: Temporal.Instant } = {},
): Promise<ErasedPerson[]> {
  const { rows } = await sql<ErasedPerson>`
    select id as "personId", erased_at as "erasedAt" from persons
    where erased_at is not null and erased_at >= coalesce(${since ?? null}::timestamptz, '-infinity')
    order by erased_at, id`.execute(ctx.db)
  return rows
}

/** The list as a file has it, a person a line. */
export function writeErasures(erased: ErasedPerson[]): string {
  const lines = erased.map(({ personId, erasedAt }) => JSON.stringify({ person: personId, at: erasedAt.toString() }))
  return `{"format":"mosaic erasures","version":1,"erased":[\n${lines.join(',\n')}\n]}\n`
}

/** What such a file says. Refuses `people.erasure_list` for anything else. */
export function readErasures(text: string): ErasedPerson[] {
  try {
    const { erased } = listSchema.parse(JSON.parse(text))
    return erased.map(({ person, at }) => ({ personId: person, erasedAt: Temporal.Instant.from(at) }))
  } catch {
    return refuse('invalid', 'people.erasure_list', {
      message: 'This is no list of erasures as `mosaic person erasures` writes it.',
    })
  }
}
