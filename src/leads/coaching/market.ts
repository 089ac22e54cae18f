import type { ListingCard, Market, Unit, Wish } from '../../catalogue/index.ts'
import type { MarketBand, MarketGrade, MarketPosition, MarketView } from './schema.ts'
import { unitsMeeting, unitWord } from './units.ts'

type Figures = Pick<Market, 'currency' | 'pricePerSqft'>

/**
 * A unit's lowest price by its own area against the average of its locality: (average − own) / average. Over 15%
 * excellent_value, over 5% good_value, down to −5% market_average, down to −15% premium, else luxury_premium (sales desk
 * specification, section 3). Null where a number is missing, or where the two are in different currencies.
 */
export function unitPosition(
  unit: Pick<Unit, 'kind' | 'bedrooms' | 'priceMin' | 'areaSqft'>,
  currency: string,
  market: Figures,
): MarketPosition | null {
  const { average } = market.pricePerSqft
  if (!unit.priceMin || !unit.areaSqft || !average || currency !== market.currency) return null
  // Whole numbers as far as it goes, so that exactly 15% is 15%.
  const expected = average * unit.areaSqft
  const saved = expected - unit.priceMin
  return {
    unit: unitWord(unit),
    band: bandOf(saved, expected),
    percent: Math.round((saved * 1_000) / expected) / 10 || 0,
    perSqft: Math.round(unit.priceMin / unit.areaSqft),
    average,
  }
}

function bandOf(saved: number, expected: number): MarketBand {
  const over = (percent: number) => saved * 100 > percent * expected
  const from = (percent: number) => saved * 100 >= percent * expected
  if (over(15)) return 'excellent_value'
  if (over(5)) return 'good_value'
  if (from(-5)) return 'market_average'
  return from(-15) ? 'premium' : 'luxury_premium'
}

/** Of a listing the unit that the wish is about and that stands best; null where no unit has its numbers. */
export function listingPosition(listing: ListingCard, wish: Wish, market: Figures): MarketPosition | null {
  const positions = unitsMeeting(listing, wish).flatMap(unit => unitPosition(unit, listing.currency, market) ?? [])
  return positions.toSorted((a, b) => a.perSqft - b.perSqft)[0] ?? null
}

const TREND_POINTS: Partial<Record<NonNullable<Market['trend']>, number>> = {
  emerging_hotspot: 30,
  high_demand: 25,
  growing: 25,
  stable: 15,
}

/**
 * The grade of a locality for staff: last year's growth over 14, 11, 8% gives 40, 30, 20, else 10; yield over 3.5, 3% gives
 * 30, 20, else 10; the trend gives 30, 25, 15 or 10; from 80 A+, 70 A, 60 B+, 50 B, else C. Null where one is missing.
 */
export function gradeOf({
  growth1y,
  rentalYield,
  trend,
}: Pick<Market, 'growth1y' | 'rentalYield' | 'trend'>): MarketGrade | null {
  if (growth1y === null || rentalYield === null || trend === null) return null
  const growth = growth1y > 14 ? 40 : growth1y > 11 ? 30 : growth1y > 8 ? 20 : 10
  const rent = rentalYield > 3.5 ? 30 : rentalYield > 3 ? 20 : 10
  const demand = TREND_POINTS[trend] ?? 10
  const points = growth + rent + demand
  return {
    grade: points >= 80 ? 'A+' : points >= 70 ? 'A' : points >= 60 ? 'B+' : points >= 50 ? 'B' : 'C',
    points,
    parts: [
      { label: 'Growth, last year', text: `${growth1y}%`, points: growth },
      { label: 'Rental yield', text: `${rentalYield}%`, points: rent },
      { label: 'Trend', text: trend.replaceAll('_', ' '), points: demand },
    ],
  }
}

/** A locality's figures with their grade, and where a listing of it stands among them. */
export function marketView(market: Market, listing: ListingCard | null, wish: Wish): MarketView {
  return {
    place: market.place,
    currency: market.currency,
    average: market.pricePerSqft.average,
    growth1y: market.growth1y,
    growth5y: market.growth5y,
    rentalYield: market.rentalYield,
    trend: market.trend,
    source: market.source,
    asOf: market.asOf,
    sample: market.sample,
    grade: gradeOf(market),
    position: listing && listing.place === market.place ? listingPosition(listing, wish, market) : null,
  }
}
