import { type Amenity, type ListingCard, searchListings, type Wish } from '../../catalogue/index.ts'
import { formatMoney } from '../../kernel/money.ts'
import type { Context } from '../../storage/index.ts'
import type { CoachingSettings } from './settings.ts'
import type { Upsell } from './situation.ts'
import { cheapestMeeting, unitsMeeting, unitWord } from './units.ts'

type Asked = {
  personId: string
  wish: Wish
  /** What the person said, at any time, that they want or avoid */
  wanted: Amenity[]
  avoided: Amenity[]
}

/** Nothing outside the wish is looked for here: what costs more is asked for by itself. */
const STRICT = ['price', 'bedrooms', 'statuses', 'possession', 'places']
const LOOKED_AT = 10

/** The amount that a wish stays within; undefined where it names none. */
const budgetOf = (wish: Wish): number | undefined => wish.maxPrice ?? wish.aboutPrice

/**
 * A home over the budget, by at most so many percent, that meets the wish better than whatever stays within: it alone has all
 * that is wished and was ever wanted, or none of what is avoided. By the catalogue's own search and its match.
 */
export async function findBetterMatch(
  ctx: Context,
  { personId, wish, wanted, avoided }: Asked,
  { budgetUpsellPercent }: CoachingSettings,
): Promise<Upsell | null> {
  const budget = budgetOf(wish)
  if (!budget) return null
  const most = raised(budget, budgetUpsellPercent)
  const refused = avoided.filter(one => !wish.amenities?.includes(one))
  const amenities = [...new Set([...(wish.amenities ?? []), ...wanted])].filter(one => !refused.includes(one))
  const whole: Wish = { ...withoutPrice(wish), ...(amenities.length > 0 && { amenities }) }
  const search = { personId, avoided: refused, refused: STRICT }
  const within = await searchListings(ctx, { ...search, wish: { ...whole, maxPrice: budget }, limit: 1 })
  const over = await searchListings(ctx, {
    ...search,
    wish: { ...whole, minPrice: budget + 1, maxPrice: most },
    limit: LOOKED_AT,
  })
  const best = within.items[0]
  for (const listing of over.items) {
    const unit = cheapestMeeting(listing, wish)
    if (!unit || unit.priceMin <= budget || unit.priceMin > most) continue
    const reason = reasonFor(listing, best, { wish, amenities, refused })
    if (reason) return { ...described(listing, unit, budget), reason }
  }
  return null
}

function reasonFor(
  listing: ListingCard,
  best: ListingCard | undefined,
  { wish, amenities, refused }: { wish: Wish; amenities: Amenity[]; refused: Amenity[] },
): string | null {
  if (!best) {
    const also = amenities.filter(one => !wish.amenities?.includes(one))
    return also.length > 0
      ? `it also has ${also.map(word).join(' and ')}`
      : 'it meets the whole wish, which nothing within the budget does'
  }
  if ((listing.match?.score ?? 0) <= (best.match?.score ?? 0)) return null
  const spared = refused.filter(one => best.amenities.includes(one) && !listing.amenities.includes(one))
  return spared.length > 0 ? `it goes without ${spared.map(word).join(' and ')}` : null
}

/** The next number of bedrooms (half a room or one more) within the budget or a little over it. */
export async function findLarger(
  ctx: Context,
  { personId, wish, avoided }: Asked,
  { configurationUpsellPercent }: CoachingSettings,
): Promise<Upsell | null> {
  const budget = budgetOf(wish)
  if (!budget || !wish.bedrooms?.length) return null
  const rooms = Math.max(...wish.bedrooms)
  const most = raised(budget, configurationUpsellPercent)
  const next: Wish = { ...withoutPrice(wish), bedrooms: [rooms + 0.5, rooms + 1], maxPrice: most }
  const found = await searchListings(ctx, { personId, avoided, refused: STRICT, wish: next, limit: LOOKED_AT })
  const homes = found.items.flatMap(listing =>
    unitsMeeting(listing, next)
      .filter(
        unit => unit.bedrooms !== null && unit.bedrooms > rooms && unit.priceMin !== null && unit.priceMin <= most,
      )
      .map(unit => ({ listing, unit: { ...unit, priceMin: unit.priceMin! } })),
  )
  const [best] = homes.toSorted((a, b) => a.unit.bedrooms! - b.unit.bedrooms! || a.unit.priceMin - b.unit.priceMin)
  return best ? { ...described(best.listing, best.unit, budget), reason: null } : null
}

function described(listing: ListingCard, unit: Parameters<typeof unitWord>[0] & { priceMin: number }, budget: number) {
  return {
    listing: { id: listing.id, name: listing.name },
    unit: unitWord(unit),
    price: formatMoney({ minor: unit.priceMin, currency: listing.currency }),
    overPercent: Math.max(0, Math.ceil(((unit.priceMin - budget) * 100) / budget)),
  }
}

const raised = (price: number, percent: number) => Math.floor((price * (100 + percent)) / 100)
const UNCOUNTED = new Set<Amenity>(['security', 'parking', 'power_backup', 'ev_charging', 'coworking'])
/** `a swimming pool`, `parking` */
const word = (amenity: Amenity) =>
  `${UNCOUNTED.has(amenity) ? '' : 'a '}${amenity.replaceAll('_', ' ').replace(/^ev\b/, 'EV')}`

function withoutPrice(wish: Wish): Wish {
  const {
    minPrice: _min,
    maxPrice: _max,
    aboutPrice: _about,
    listing: _listing,
    unknownPlaces: _unknown,
    ...rest
  } = wish
  return rest
}
