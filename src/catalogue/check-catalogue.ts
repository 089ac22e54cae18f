import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'

export type CatalogueFinding = { code: string; count: number; message: string; attention: boolean }

const questions: { code: string; message: string; attention: boolean; from: ReturnType<typeof sql> }[] = [
  { code: 'listings', message: 'published listings', attention: false, from: sql`listings where published` },
  {
    code: 'sample',
    message: 'of them are synthetic',
    attention: false,
    from: sql`listings where published and sample`,
  },
  { code: 'hidden', message: 'listings are hidden', attention: false, from: sql`listings where not published` },
  {
    code: 'without_units',
    message: 'published listings have no unit and are never found',
    attention: true,
    from: sql`listings l where published and not exists (select from units where listing_id = l.id)`,
  },
  {
    code: 'without_coordinates',
    message: 'published listings have no coordinates and are in no radius',
    attention: true,
    from: sql`listings where published and latitude is null`,
  },
  {
    code: 'without_registration',
    message: 'published listings have no registration number',
    attention: false,
    from: sql`listings where published and registration_number is null`,
  },
  {
    code: 'units_differ',
    message: 'units do not repeat their listing',
    attention: true,
    from: sql`units u join listings l on l.id = u.listing_id where (u.name, u.place, u.city, u.status, u.published, u.amenities)
      is distinct from (l.name, l.place, l.city, l.status, l.published, l.amenities)`,
  },
]

/** Counts of what the catalogue holds and of what somebody should look at. Changes nothing. */
export async function checkCatalogue(ctx: Context): Promise<CatalogueFinding[]> {
  const findings: CatalogueFinding[] = []
  for (const { from, ...question } of questions) {
    const { rows } = await sql<{ count: number }>`select count(*) from ${from}`.execute(ctx.db)
    findings.push({ ...question, count: rows[0]!.count })
  }
  return findings
}
