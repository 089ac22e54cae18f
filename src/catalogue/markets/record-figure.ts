import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, tell, transact } from '../../storage/index.ts'
import { writePlaces } from '../import/write-places.ts'
import { nearSpellings, readAtlas } from '../names.ts'
import { bumpVersion } from '../version.ts'
import type { MarketFigureInput } from './schema.ts'

/**
 * Adds figures about a locality, never in place of others. Gives whether they are new: the same again changes nothing. Refuses
 * `catalogue.market_place`, `catalogue.market_range`, `catalogue.market_future`, `catalogue.market_empty`, and
 * `catalogue.market_exists` where the place has other figures of that source and day.
 */
export async function recordFigure(ctx: Context, input: MarketFigureInput): Promise<boolean> {
  const row = await judgeFigure(ctx, input)
  return transact(ctx, async ctx => {
    await bumpVersion(ctx)
    await writePlaces(ctx, [{ city: row.city, place: row.place, zone: null, latitude: null, longitude: null }])
    const added = await sql`
      insert into markets select * from json_populate_record(null::markets, ${JSON.stringify(row)}::json)
      on conflict do nothing`.execute(ctx.db)
    if (!added.numAffectedRows) {
      if (await isSame(ctx, row)) return false
      return refuse('conflict', 'catalogue.market_exists', {
        message: `${row.place} has other figures of this source and day. Figures are added, not changed: name another source or day.`,
        field: 'source',
      })
    }
    await audit(ctx, 'market.recorded', { kind: 'place', id: row.place }, { asOf: row.as_of })
    tell(ctx, { topic: 'settings', id: `market/${row.place}` })
    return true
  })
}

type Row = ReturnType<typeof rowOf>

/** The figures as their row, or the refusal that says what to mend. */
export async function judgeFigure(ctx: Context, input: MarketFigureInput): Promise<Row> {
  const atlas = await readAtlas(ctx)
  const place = atlas.placeNamed(input.place)
  if (!place) {
    const near = await nearSpellings(ctx, input.place, atlas)
    return refuse('invalid', 'catalogue.market_place', {
      message: `No place is called ${input.place}.${near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ''}`,
      field: 'place',
    })
  }
  const { min, average, max } = input.pricePerSqft
  const ordered = [min, average, max].filter(value => value !== null)
  if (ordered.some((value, at) => at > 0 && value < ordered[at - 1]!))
    refuse('invalid', 'catalogue.market_range', {
      message: 'The lowest price stands under the average, and the average under the highest.',
      field: 'pricePerSqft',
    })
  const today = ctx.now().toZonedDateTimeISO(ctx.business.timeZone).toPlainDate()
  if (Temporal.PlainDate.compare(input.asOf, today) > 0)
    refuse('invalid', 'catalogue.market_future', { message: 'Figures describe a day that has been.', field: 'asOf' })
  const numbers = [...ordered, input.growth1y, input.growth5y, input.rentalYield, input.trend].filter(
    one => one !== null,
  )
  if (numbers.length === 0)
    refuse('invalid', 'catalogue.market_empty', { message: 'Give at least one figure.', field: 'pricePerSqft' })
  return rowOf(ctx, input, place)
}

function rowOf(ctx: Context, input: MarketFigureInput, place: { name: string; city: string }) {
  const { actor } = ctx
  return {
    ...{
      city: place.city,
      place: place.name,
      as_of: input.asOf,
      source: input.source,
      currency: ctx.business.currency,
    },
    ...{
      price_min: input.pricePerSqft.min,
      price_average: input.pricePerSqft.average,
      price_max: input.pricePerSqft.max,
    },
    ...{ growth_1y: input.growth1y, growth_5y: input.growth5y, rental_yield: input.rentalYield, trend: input.trend },
    ...{ infrastructure: input.infrastructure, attractions: input.attractions },
    // What staff give is theirs; the sample's rows keep saying what they are.
    sample: false,
    recorded_at: ctx.now().toString(),
    account_id: actor.kind === 'account' ? actor.accountId : null,
  }
}

/** Whether the same figures stand already, by the columns that say something. */
export async function isSame(ctx: Context, row: Row): Promise<boolean> {
  const found = await sql`
    select from markets m, json_populate_record(null::markets, ${JSON.stringify(row)}::json) r
    where m.city = r.city and m.place = r.place and m.as_of = r.as_of and m.source = r.source
      and (m.currency, m.price_min, m.price_average, m.price_max, m.growth_1y, m.growth_5y, m.rental_yield, m.trend,
        m.infrastructure, m.attractions) is not distinct from
        (r.currency, r.price_min, r.price_average, r.price_max, r.growth_1y, r.growth_5y, r.rental_yield, r.trend,
        r.infrastructure, r.attractions)`.execute(ctx.db)
  return found.rows.length > 0
}

/** Whether the place has figures of this source and day. */
export async function isTaken(ctx: Context, row: Row): Promise<boolean> {
  const found = await sql`
    select from markets where city = ${row.city} and place = ${row.place} and as_of = ${row.as_of}::date and source = ${row.source}`.execute(
    ctx.db,
  )
  return found.rows.length > 0
}
