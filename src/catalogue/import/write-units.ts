import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import type { Context } from '../../storage/index.ts'
import { type ListingDraft, type UnitDraft, unitKey, unitLabel } from './draft.ts'
import type { KnownListing, KnownUnit } from './known.ts'

const COLUMNS = sql.raw(`id, listing_id, position, kind, bedrooms, area_sqft, carpet_sqft, plot_width_ft, plot_depth_ft,
  price_min, price_max, facing, available`)

type Changed = { draft: ListingDraft; before?: KnownListing; id: string }

/** Units by what makes them the same; the second of two alike is told apart by its number. */
function byKey<Unit extends UnitDraft>(units: Unit[]): Map<string, Unit> {
  const seen = new Map<string, number>()
  return new Map(
    units.map(unit => {
      const key = unitKey(unit)
      const number = (seen.get(key) ?? 0) + 1
      seen.set(key, number)
      return [`${key} ${number}`, unit]
    }),
  )
}

/** What the store has, with the given units in place of theirs, and the new ones behind. */
export function mergeUnits(before: KnownListing, draft: ListingDraft): UnitDraft[] {
  const given = byKey(draft.units)
  const kept = [...byKey(before.units)].map(([key, { id: _, ...unit }]) => {
    const mended = given.get(key)
    given.delete(key)
    return mended ?? unit
  })
  return [...kept, ...given.values()]
}

/** Units, aliases and offers become those of the drafts; a price that is new is added to the history. */
export async function writeUnits(ctx: Context, changed: Changed[]): Promise<void> {
  const ids = changed.map(one => one.id)
  const today = ctx.now().toZonedDateTimeISO('UTC').toPlainDate().toString()
  const units: object[] = []
  const kept: string[] = []
  const prices: object[] = []
  for (const { draft, before, id: listing_id } of changed) {
    const known = byKey<KnownUnit>(before?.units ?? [])
    let position = 0
    for (const [key, unit] of byKey(draft.units)) {
      const old = known.get(key)
      const id = old?.id ?? newId()
      if (old) kept.push(id)
      const { priceMin: price_min, priceMax: price_max } = unit
      units.push({ ...toColumns(unit), id, listing_id, position: ++position })
      if (price_min !== null && (old?.priceMin !== price_min || old.priceMax !== price_max))
        prices.push({ id: newId(), listing_id, unit: unitLabel(unit), price_min, price_max, valid_from: today })
    }
    for (const { unit, priceMin: price_min, priceMax: price_max, validFrom: valid_from } of draft.priceHistory)
      prices.unshift({ id: newId(), listing_id, unit, price_min, price_max, valid_from })
  }
  await sql`delete from units where listing_id = any(${ids}::uuid[]) and id <> all(${kept}::uuid[])`.execute(ctx.db)
  await sql`insert into units (${COLUMNS})
    select ${COLUMNS} from json_populate_recordset(null::units, ${JSON.stringify(units)}::json)
    on conflict (id) do update set position = excluded.position, carpet_sqft = excluded.carpet_sqft,
      price_min = excluded.price_min, price_max = excluded.price_max, available = excluded.available`.execute(ctx.db)
  await sql`insert into price_history (id, listing_id, unit, price_min, price_max, valid_from)
    select id, listing_id, unit, price_min, price_max, valid_from
    from json_populate_recordset(null::price_history, ${JSON.stringify(prices)}::json)
    order by valid_from on conflict do nothing`.execute(ctx.db)
  await writeSides(ctx, changed, ids)
}

async function writeSides(ctx: Context, changed: Changed[], ids: string[]) {
  const aliases = changed.flatMap(({ draft, id }) => draft.aliases.map(alias => ({ listing_id: id, alias })))
  const offers = changed.flatMap(({ draft, id }) =>
    draft.offers.map(({ text, endsOn }) => ({ id: newId(), listing_id: id, text, ends_on: endsOn })),
  )
  await sql`delete from listing_aliases where listing_id = any(${ids}::uuid[])`.execute(ctx.db)
  await sql`delete from offers where listing_id = any(${ids}::uuid[])`.execute(ctx.db)
  await sql`insert into listing_aliases select * from
    json_populate_recordset(null::listing_aliases, ${JSON.stringify(aliases)}::json)`.execute(ctx.db)
  await sql`insert into offers select * from
    json_populate_recordset(null::offers, ${JSON.stringify(offers)}::json)`.execute(ctx.db)
}

function toColumns(unit: UnitDraft) {
  return {
    kind: unit.kind,
    bedrooms: unit.bedrooms,
    area_sqft: unit.areaSqft,
    carpet_sqft: unit.carpetSqft,
    plot_width_ft: unit.plotWidthFt,
    plot_depth_ft: unit.plotDepthFt,
    price_min: unit.priceMin,
    price_max: unit.priceMax,
    facing: unit.facing,
    available: unit.available,
  }
}
