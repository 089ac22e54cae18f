import { sql } from 'kysely'
import { z } from 'zod'
import type { FactInput } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'

const email = z.string().trim().toLowerCase().pipe(z.email().max(254))
const phone = z
  .string()
  .transform(text => text.replace(/[\s().-]/g, ''))
  .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/))

/**
 * Facts of what a site says of its visitor: name, e-mail, phone in its international form. What has not the shape is left out,
 * and so is what the person has said, corrected or erased themselves: a site fills in, it does not overrule.
 */
export async function missingFacts(
  ctx: Context,
  said: { personId: string; name?: string; email?: string; phone?: string },
): Promise<FactInput[]> {
  const shapes = { name: z.string().trim().min(1).max(120), email, phone }
  const facts = (['name', 'email', 'phone'] as const).flatMap((key): FactInput[] => {
    const value = shapes[key].safeParse(said[key])
    return value.success ? [{ key, value: value.data }] : []
  })
  if (facts.length === 0) return []
  const found = await sql<{ key: string; value: unknown; bySite: boolean }>`
    select key, value, source_kind in ('form', 'account') and erased_at is null as "bySite" from facts
    where person_id = ${said.personId}::uuid and key = any (${facts.map(fact => fact.key)}::text[])`.execute(ctx.db)
  return facts.filter(fact => found.rows.every(row => row.key !== fact.key || (row.bySite && row.value !== fact.value)))
}
