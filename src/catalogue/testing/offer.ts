import type { Context } from '../../storage/index.ts'
import { importCatalogue } from '../import/import-catalogue.ts'
import type { ListingCard, Unit } from '../schema.ts'

type Given = Partial<Omit<ListingCard, 'units'>> & {
  sourceId?: string
  aliases?: string[]
  offers?: object[]
  description?: string
  units?: Partial<Unit>[]
}

export const LAKH = 10_000_000
export const CRORE = 100 * LAKH

/** Puts listings on offer the way an import does; what is not given is ordinary. */
export async function offer(ctx: Context, given: Given[], options: { replace?: boolean; source?: string } = {}) {
  const listings = given.map((one, index) => ({
    sourceId: one.name ?? `listing ${index}`,
    name: `Listing ${index}`,
    developer: 'Testbuild',
    place: 'Whitefield',
    status: 'under_construction',
    ...one,
    units: (one.units ?? [{}]).map(unit => ({
      kind: 'apartment',
      ...(unit.kind !== 'plot' && { bedrooms: 2 }),
      ...unit,
    })),
  }))
  return importCatalogue(ctx, { bytes: Buffer.from(JSON.stringify(listings)), fileName: 'offer.json', ...options })
}
