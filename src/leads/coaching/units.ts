import type { ListingCard, Unit, Wish } from '../../catalogue/index.ts'

/** `3 BHK`, `4 BHK villa`, `plot`. */
export function unitWord({ kind, bedrooms }: Pick<Unit, 'kind' | 'bedrooms'>): string {
  const word = kind.replaceAll('_', ' ')
  if (bedrooms === null) return word
  return kind === 'apartment' ? `${bedrooms} BHK` : `${bedrooms} BHK ${word}`
}

/** The units that a wish is about, whatever they cost; all of them where none is. */
export function unitsMeeting(listing: Pick<ListingCard, 'units'>, wish: Wish): Unit[] {
  const meant = listing.units.filter(
    unit =>
      (!wish.bedrooms?.length || (unit.bedrooms !== null && wish.bedrooms.includes(unit.bedrooms))) &&
      (!wish.kinds?.length || wish.kinds.includes(unit.kind)) &&
      (!wish.minArea || (unit.areaSqft !== null && unit.areaSqft >= wish.minArea)) &&
      (!wish.maxArea || (unit.areaSqft !== null && unit.areaSqft <= wish.maxArea)) &&
      (!wish.facing || unit.facing === wish.facing),
  )
  return meant.length > 0 ? meant : listing.units
}

/** Of those the one that costs least; undefined where all are on request. */
export function cheapestMeeting(
  listing: Pick<ListingCard, 'units'>,
  wish: Wish,
): (Unit & { priceMin: number }) | undefined {
  return unitsMeeting(listing, wish)
    .filter((unit): unit is Unit & { priceMin: number } => unit.priceMin !== null)
    .toSorted((a, b) => a.priceMin - b.priceMin)[0]
}
