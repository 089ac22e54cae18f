import { sql } from 'kysely'
import type { Listing } from '../../catalogue/index.ts'
import { formatMoney } from '../../kernel/money.ts'
import { monthWord } from '../../kernel/time-words.ts'
import type { Context } from '../../storage/index.ts'
import type { Urgency } from './schema.ts'
import { type CoachingSettings, coachingDefaults } from './settings.ts'

type Stock = Pick<Listing, 'currency' | 'unitsAvailable' | 'unitsTotal' | 'updatedAt' | 'offers' | 'priceHistory'>
export type Visits = { count: number; lastAt: Temporal.Instant | null }
type Moment = { now: Temporal.Instant; timeZone: string }

const LEVELS: Urgency['level'][] = ['critical', 'high', 'medium']
const MOST = 3

/**
 * What about a listing does not wait, most pressing first, at most three, each from a dated row: few units left (under 5, 10,
 * 20% of all, of a row not older than two weeks), sold out, a price that changed or will, an offer with an end, and visits
 * booked lately. Who is sold out is told that alone. Nothing is concluded from a number that is missing.
 */
export function urgencyOf(
  listing: Stock,
  visits: Visits,
  moment: Moment,
  settings: CoachingSettings = coachingDefaults,
): Urgency[] {
  if (listing.unitsAvailable === 0)
    return [
      {
        kind: 'sold_out',
        level: 'critical',
        text: `Sold out, as of ${dayOf(listing.updatedAt, moment)}. Offer another home.`,
        source: 'catalogue',
        asOf: listing.updatedAt,
      },
    ]
  const found = [
    fewLeft(listing, moment, settings),
    ...offersEnding(listing, moment),
    ...priceChanges(listing, moment, settings),
    demand(visits, settings),
  ].filter(one => one !== null)
  return found.toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level)).slice(0, MOST)
}

function fewLeft({ unitsAvailable, unitsTotal, updatedAt }: Stock, moment: Moment, { stockDays }: CoachingSettings) {
  if (!unitsAvailable || !unitsTotal || unitsAvailable > unitsTotal) return null
  const age = moment.now.epochMilliseconds - Temporal.Instant.from(updatedAt).epochMilliseconds
  if (age > stockDays * 86_400_000) return null
  const below = (percent: number) => unitsAvailable * 100 < percent * unitsTotal
  const level = below(5) ? 'critical' : below(10) ? 'high' : below(20) ? 'medium' : null
  if (!level) return null
  const text = `${unitsAvailable} of ${unitsTotal} ${unitsTotal === 1 ? 'unit' : 'units'} left, as of ${dayOf(updatedAt, moment)}.`
  return { kind: 'few_left' as const, level: level as Urgency['level'], text, source: 'catalogue', asOf: updatedAt }
}

function offersEnding({ offers }: Stock, moment: Moment): Urgency[] {
  const today = todayOf(moment)
  return offers.flatMap(({ text, endsOn }) => {
    if (endsOn === null || Temporal.PlainDate.compare(endsOn, today) < 0) return []
    const days = today.until(endsOn, { largestUnit: 'days' }).days
    return {
      kind: 'offer_ends' as const,
      level: days <= 3 ? ('high' as const) : ('medium' as const),
      text: `Offer until ${plainDay(endsOn)}: ${text}`,
      source: 'offers',
      asOf: endsOn,
    }
  })
}

/** The newest change of each unit that has two prices to tell: one that comes, or came lately. */
function priceChanges(
  { priceHistory, currency }: Stock,
  moment: Moment,
  { priceChangeDays }: CoachingSettings,
): Urgency[] {
  const today = todayOf(moment)
  const units = [...new Set(priceHistory.map(change => change.unit))]
  return units.flatMap(unit => {
    // Of one day's prices the last one recorded stands last.
    const [last, before] = priceHistory
      .filter(change => change.unit === unit)
      .toReversed()
      .toSorted((a, b) => Temporal.PlainDate.compare(b.validFrom, a.validFrom))
    if (!last?.priceMin || !before?.priceMin || last.priceMin === before.priceMin) return []
    const days = Temporal.PlainDate.from(last.validFrom).until(today, { largestUnit: 'days' }).days
    if (days > priceChangeDays) return []
    const from = formatMoney({ minor: before.priceMin, currency })
    const to = formatMoney({ minor: last.priceMin, currency })
    const comes = days < 0
    return {
      kind: 'price_change' as const,
      level: comes ? ('high' as const) : ('medium' as const),
      text: `${unit}: ${from} ${comes ? 'becomes' : 'became'} ${to} on ${plainDay(last.validFrom)}.`,
      source: 'price history',
      asOf: last.validFrom,
    }
  })
}

function demand({ count, lastAt }: Visits, { visitDays, visitsForDemand }: CoachingSettings): Urgency | null {
  if (count < visitsForDemand || !lastAt) return null
  return {
    kind: 'visits_booked',
    level: 'medium',
    text: `${count} visits booked in the last ${visitDays} days.`,
    source: 'appointments',
    asOf: lastAt.toString(),
  }
}

/** Visits to a listing that were booked lately and not taken back. */
export async function recentVisits(
  ctx: Context,
  listingId: string,
  { visitDays }: CoachingSettings = coachingDefaults,
): Promise<Visits> {
  const since = ctx.now().subtract({ hours: 24 * visitDays })
  const { rows } = await sql<Visits>`
    select count(*) as count, max(created_at) as "lastAt" from appointments
    where listing_id = ${listingId} and kind = 'site_visit' and created_at > ${since}
      and status in ('pending', 'confirmed', 'completed', 'no_show')`.execute(ctx.db)
  return rows[0]!
}

const todayOf = ({ now, timeZone }: Moment) => now.toZonedDateTimeISO(timeZone).toPlainDate()

const dayOf = (instant: string, { timeZone }: Moment) =>
  plainDay(Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString())

/** `21 Nov 2026` */
export function plainDay(date: string): string {
  const { day, month, year } = Temporal.PlainDate.from(date)
  return `${day} ${monthWord({ month }).slice(0, 3)} ${year}`
}
