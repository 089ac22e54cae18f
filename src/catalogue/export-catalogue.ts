import type { Context } from '../storage/index.ts'
import { writeAmount } from './import/amount.ts'
import { writeList } from './import/cells.ts'
import { type Column, listingColumns, unitColumns } from './import/columns.ts'
import { csvLine } from './import/csv.ts'
import { type ExportedRow, exportedRows } from './import/exported-rows.ts'
import { writePossession } from './import/read-json.ts'

/**
 * The whole catalogue in pieces of text: CSV with a row for each unit and amounts in major units, or JSON with amounts in
 * minor units. Importing it again changes nothing. No cell of the CSV runs in a spreadsheet.
 */
export async function* exportCatalogue(ctx: Context, format: 'csv' | 'json'): AsyncGenerator<string> {
  yield* format === 'csv' ? asCsv(ctx) : asJson(ctx)
}

async function* asJson(ctx: Context): AsyncGenerator<string> {
  yield '{"format":"mosaic.catalogue","version":1,"listings":['
  let first = true
  for await (const row of exportedRows(ctx)) {
    yield `${first ? '' : ','}\n${JSON.stringify(toJson(row))}`
    first = false
  }
  yield '\n]}\n'
}

function toJson(row: ExportedRow) {
  return {
    source: row.source,
    sourceId: row.source_id,
    name: row.name,
    aliases: row.aliases,
    developer: row.developer,
    city: row.city,
    place: row.place,
    zone: row.zone,
    address: row.address,
    latitude: row.latitude,
    longitude: row.longitude,
    precision: row.precision,
    status: row.status,
    possession: row.possession_year === null ? null : { year: row.possession_year, quarter: row.possession_quarter },
    registrationNumber: row.registration_number,
    registrationState: row.registration_state,
    registrationSteps: row.registration_steps,
    description: row.description,
    highlights: row.highlights,
    amenities: row.amenities,
    connectivity: row.connectivity,
    images: row.images,
    brochure: row.brochure,
    contact: { name: row.contact_name, phone: row.contact_phone, email: row.contact_email },
    currency: row.currency,
    unitsTotal: row.units_total,
    unitsAvailable: row.units_available,
    offers: row.offers,
    published: row.published,
    sample: row.sample,
    units: row.units.map(({ id: _, ...unit }) => unit),
  }
}

async function* asCsv(ctx: Context): AsyncGenerator<string> {
  yield `\uFEFF${csvLine([...listingColumns, ...unitColumns])}`
  for await (const row of exportedRows(ctx)) {
    const cells = listingCells(row)
    for (const unit of row.units) {
      const own = unitCells(unit, row.currency)
      yield csvLine([...listingColumns.map(column => cells[column]), ...unitColumns.map(column => own[column])])
    }
  }
}

type Cells = Partial<Record<Column, string | number | boolean | null>>

function listingCells(row: ExportedRow): Cells {
  const { possession_year: year } = row
  return {
    ...row,
    possession: year === null ? null : writePossession(year, row.possession_quarter),
    aliases: writeList(row.aliases),
    registration_steps: writeList(row.registration_steps),
    highlights: writeList(row.highlights),
    amenities: writeList(row.amenities),
    connectivity: writeList(row.connectivity),
    images: writeList(row.images),
    offers: writeList(row.offers.map(offer => (offer.endsOn ? `${offer.text} | ${offer.endsOn}` : offer.text))),
  } as Cells
}

function unitCells(unit: ExportedRow['units'][number], currency: string): Cells {
  return {
    kind: unit.kind,
    bedrooms: unit.bedrooms,
    area_sqft: unit.areaSqft,
    carpet_sqft: unit.carpetSqft,
    plot_width_ft: unit.plotWidthFt,
    plot_depth_ft: unit.plotDepthFt,
    price_min: unit.priceMin && writeAmount(unit.priceMin, currency),
    price_max: unit.priceMax && writeAmount(unit.priceMax, currency),
    facing: unit.facing,
    available: unit.available,
  }
}
