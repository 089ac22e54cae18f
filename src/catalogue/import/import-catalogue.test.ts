import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { testStore } from '../../storage/testing/index.ts'
import { exportCatalogue } from '../export-catalogue.ts'
import { findListing } from '../queries.ts'
import type { ImportReport } from '../schema.ts'
import { setPublished } from '../set-published.ts'
import { CRORE, LAKH, offer } from '../testing/offer.ts'
import { makeXlsx } from '../testing/xlsx.ts'
import { importCatalogue } from './import-catalogue.ts'
import { refusedRowsCsv, requireImport } from './imports.ts'

const store = testStore()
const HEAD = 'id,project,builder,locality,status,bhk,sqft,price'

const load = (text: string | Buffer, fileName = 'homes.csv', more: object = {}) =>
  importCatalogue(store.ctx(), { bytes: Buffer.from(text), fileName, ...more })
const refusals = (report: ImportReport) => report.rows.map(({ row, column, code }) => [row, column, code])

async function everything(): Promise<unknown> {
  const tables = [
    'listings',
    'units',
    'listing_aliases',
    'offers',
    'price_history',
    'catalogue_imports',
    'catalogue_refused_rows',
  ]
  const dump: Record<string, unknown> = {}
  for (const table of tables)
    dump[table] = (
      await sql`select to_jsonb(t) as row from ${sql.table(table)} t order by to_jsonb(t)::text`.execute(store.db)
    ).rows
  return dump
}

async function text(pieces: AsyncIterable<string>): Promise<string> {
  let whole = ''
  for await (const piece of pieces) whole += piece
  return whole
}

test('a row for each unit, amounts as people write them, rows of one listing wherever they stand', async () => {
  const report = await load(`${HEAD}
a1,Amaltas,Testbuild,Whitefield,Under Construction,2,1150,96 lakh
a2,Kachnar,Testbuild,RR Nagar,Ready to move,3 BHK,"1,600","1.2 cr - 1.35 cr"
a1,Amaltas,Testbuild,whitefield,ongoing,2.5,1310,1 crore 12 lakh
`)
  expect(report.counts).toEqual({ read: 3, added: 2, updated: 0, unchanged: 0, hidden: 0, refused: 0 })
  const amaltas = (await findListing(store.ctx(), 'amaltas'))!
  expect(amaltas.units.map(unit => [unit.bedrooms, unit.areaSqft, unit.priceMin])).toEqual([
    [2, 1150, 96 * LAKH],
    [2.5, 1310, 1.12 * CRORE],
  ])
  const kachnar = (await findListing(store.ctx(), 'Kachnar'))!
  expect([kachnar.place, kachnar.zone, kachnar.priceMin, kachnar.priceMax]).toEqual([
    'Rajarajeshwari Nagar',
    'West',
    1.2 * CRORE,
    1.35 * CRORE,
  ])
})

test.each([
  ['semicolons', (csv: string) => Buffer.from(csv.replaceAll(',', ';'))],
  ['tabs and a byte order mark', (csv: string) => Buffer.from(`\uFEFF${csv.replaceAll(',', '\t')}`)],
  ['bars and CRLF', (csv: string) => Buffer.from(csv.replaceAll(',', '|').replaceAll('\n', '\r\n'))],
  ['UTF-16', (csv: string) => Buffer.from(`\uFEFF${csv}`, 'utf16le')],
])('a file with %s', async (name, write) => {
  const report = await load(write(`${HEAD}\n${name},Mix ${name},Täst,Hebbal,ready,2,1000,9600000\n`), 'homes.txt')
  expect(report.counts).toMatchObject({ added: 1, refused: 0 })
  expect((await findListing(store.ctx(), `Mix ${name}`))?.priceMin).toBe(96 * LAKH)
})

test('the same again changes nothing, a changed price adds to the history', async () => {
  const first = `${HEAD}\nb1,Bakul,Testbuild,Hebbal,ready,2,1000,80 lakh\n`
  await load(first)
  const before = await findListing(store.ctx(), 'Bakul')
  expect((await load(first)).counts).toMatchObject({ added: 0, updated: 0, unchanged: 1 })
  expect((await load(first.replace('80 lakh', '85 lakh'))).counts).toMatchObject({ updated: 1 })
  const after = (await findListing(store.ctx(), 'Bakul'))!
  expect(after.id).toBe(before!.id)
  expect(after.slug).toBe(before!.slug)
  expect(after.priceHistory.map(change => change.priceMin).sort()).toEqual([80 * LAKH, 85 * LAKH])
})

test('the same id of another source is another listing', async () => {
  await load(`${HEAD}\nc1,Champa,Testbuild,Hebbal,ready,2,1000,80 lakh\n`)
  const report = await load(`${HEAD}\nc1,Champa,Testbuild,Hebbal,ready,2,1000,80 lakh\n`, 'x.csv', {
    source: 'partner',
  })
  expect(report.counts.added).toBe(1)
})

test('good rows enter, each other one says where and why', async () => {
  const report = await load(`${HEAD},possession,latitude,longitude,kind
d1,Devdar,Testbuild,Hebbal,ready,2,1000,80 lakh,,,,
d2,Later,Testbuild,Hebbal,ready,2,1000,80 lakh,2090,,,
d3,Upside,Testbuild,Hebbal,ready,2,1000,1.2 cr - 80 lakh,,,,
d4,Free,Testbuild,Hebbal,ready,2,1000,0,,,,
d5,Far,Testbuild,Hebbal,ready,2,1000,80 lakh,,19.07,72.87,
d6,,Testbuild,Hebbal,ready,2,1000,80 lakh,,,,
d7,Vague,Testbuild,Hebbal,ready,2,1000,1.2,,,,
d8,Odd,Testbuild,Hebbal,someday,2,1000,80 lakh,,,,
d9,Third,Testbuild,Hebbal,ready,2.3,1000,80 lakh,,,,
d10,Field,Testbuild,Hebbal,ready,2,1000,80 lakh,,,,plot
d11,Short,Testbuild,Hebbal,ready
d1,Devdar,Testbuild,Koramangala,ready,3,1500,1.1 cr,,,,
`)
  expect(report.counts).toMatchObject({ read: 12, added: 1, refused: 11 })
  expect(refusals(report)).toEqual([
    [3, 'possession', 'catalogue.possession_ready_in_future'],
    [4, 'price', 'catalogue.price_over_max'],
    [5, 'price', 'catalogue.price_zero'],
    [6, 'latitude', 'catalogue.latitude_outside_city'],
    [7, 'name', 'catalogue.name_missing'],
    [8, 'price', 'catalogue.price_invalid'],
    [9, 'status', 'catalogue.status_invalid'],
    [10, 'bedrooms', 'catalogue.bedrooms_out_of_range'],
    [11, 'bedrooms', 'catalogue.bedrooms_of_a_plot'],
    [12, null, 'catalogue.row_misshapen'],
    [13, 'place', 'catalogue.row_contradicts'],
  ])
  for (const { message } of report.rows) expect(message).toMatch(/^[A-Z“].*\.$/)
})

test('refused rows come back as a file; mended, they join what is there', async () => {
  const { id } = await load(`${HEAD},note
e1,Elaichi,Testbuild,Hebbal,ready,2,1000,80 lakh,kept
e1,Elaichi,Testbuild,Hebbal,ready,3,1500,1.9,"=1+1"
e2,Ekka,Testbuild,Hebbal,unclear,2,1000,80 lakh,
`)
  const file = await text(refusedRowsCsv(store.ctx(), id!))
  expect(file.split('\r\n')[0]).toBe(`\uFEFF${HEAD},note,refused_row,refused_column,refused_code,refused_message`)
  expect(file).toContain("'=1+1")
  expect((await requireImport(store.ctx(), id!)).rows).toHaveLength(2)
  const mended = file.replace(',1.9,', ',1.9 cr,').replace('unclear', 'ongoing')
  expect((await load(mended)).counts).toEqual({ read: 2, added: 1, updated: 1, unchanged: 0, hidden: 0, refused: 0 })
  const elaichi = (await findListing(store.ctx(), 'Elaichi'))!
  expect(elaichi.units.map(unit => unit.bedrooms)).toEqual([2, 3])
  expect((await load(mended)).counts).toMatchObject({ added: 0, updated: 0, unchanged: 2 })
})

test('a dry run reports and changes nothing', async () => {
  const before = await everything()
  const report = await load(`${HEAD}\nf1,Falsa,Testbuild,Hebbal,ready,2,1000,80 lakh\nf2,,,,,,,\n`, 'x.csv', {
    dryRun: true,
  })
  expect(report).toMatchObject({ id: null, dryRun: true, counts: { read: 2, added: 1, refused: 1 } })
  expect(await everything()).toEqual(before)
})

test('replace hides what the file lacks, but not whose row was refused; it comes back with the next file', async () => {
  const more = { source: 'feed', replace: true }
  const one = (id: string, price = '80 lakh') => `${id},Garden ${id},Testbuild,Hebbal,ready,2,1000,${price}\n`
  await load(`${HEAD}\n${one('g1')}${one('g2')}${one('g3')}`, 'x.csv', more)
  const second = await load(`${HEAD}\n${one('g1')}${one('g2', 'soon')}`, 'x.csv', more)
  expect(second.counts).toMatchObject({ unchanged: 1, hidden: 1, refused: 1 })
  expect(await findListing(store.ctx(), 'Garden g2')).toBeDefined()
  expect(await findListing(store.ctx(), 'Garden g3')).toBeUndefined()
  const kept = await sql`select from listings where name = 'Garden g3'`.execute(store.db)
  expect(kept.rows.length).toBe(1)
  await load(`${HEAD}\n${one('g1')}${one('g2')}${one('g3')}`, 'x.csv', more)
  expect(await findListing(store.ctx(), 'Garden g3')).toBeDefined()
})

test('what staff hide stays hidden', async () => {
  const file = `${HEAD}\nh1,Harsingar,Testbuild,Hebbal,ready,2,1000,80 lakh\n`
  await load(file)
  const { id } = (await findListing(store.ctx(), 'Harsingar'))!
  await setPublished(store.ctx(), { listingId: id, published: false })
  await load(file.replace('80 lakh', '82 lakh'))
  expect(await findListing(store.ctx(), 'Harsingar')).toBeUndefined()
})

describe('a file that cannot be read changes nothing', () => {
  test.each([
    ['empty', '', 'homes.csv', 'catalogue.file_unreadable'],
    ['not text', Buffer.from([0x50, 0x4b, 0x00, 0x01, 0xff]), 'homes.csv', 'catalogue.file_unreadable'],
    [
      'another encoding',
      Buffer.from([...Buffer.from(HEAD), 0x0a, 0xe9, 0xe8]),
      'homes.csv',
      'catalogue.file_unreadable',
    ],
    ['an endless quote', `${HEAD}\na1,"${'x'.repeat(2_000_000)}`, 'homes.csv', 'catalogue.file_unreadable'],
    ['foreign columns', 'name,age\nAsha,3\n', 'homes.csv', 'catalogue.columns_missing'],
    ['half a JSON', '{"listings": [', 'homes.json', 'catalogue.file_unreadable'],
    ['another JSON', '{"people": []}', 'homes.json', 'catalogue.file_unreadable'],
    ['no workbook', 'PK\x03\x04 but no more', 'homes.xlsx', 'catalogue.file_unreadable'],
    ['half a workbook', makeXlsx({ listings: [['name']] }).subarray(100), 'homes.xlsx', 'catalogue.file_unreadable'],
    ['a picture', 'GIF89a', 'homes.gif', 'catalogue.format_unknown'],
  ])('%s', async (_, bytes, fileName, code) => {
    const before = await everything()
    await expect(load(bytes, fileName, { replace: true })).rejects.toMatchObject({ code })
    expect(await everything()).toEqual(before)
  })
})

test('a workbook with the sheets listings and units', async () => {
  const bytes = makeXlsx({
    Listings: [
      ['id', 'name', 'developer', 'place', 'status'],
      ['x1', 'Imli', 'Testbuild', 'Hebbal', 'ready'],
      ['x2', 'Jamun', 'Testbuild', 'Kengeri', 'new launch'],
    ],
    Units: [
      ['id', 'configuration', 'area', 'price'],
      ['x1', '2 BHK', '1000', '80 lakh'],
      ['x1', '3 BHK villa', '2000', 'on request'],
      ['x2', 'Plot 30x40', '', '45 lakh'],
      ['x9', '2 BHK', '1000', '80 lakh'],
    ],
  })
  const report = await load(bytes, 'homes.xlsx')
  expect(report.counts).toMatchObject({ read: 4, added: 2, refused: 1 })
  expect(refusals(report)).toEqual([[5, 'id', 'catalogue.listing_missing']])
  expect((await findListing(store.ctx(), 'Imli'))!.units.map(unit => [unit.kind, unit.priceMin])).toEqual([
    ['apartment', 80 * LAKH],
    ['villa', null],
  ])
  expect((await findListing(store.ctx(), 'Jamun'))!.units[0]).toMatchObject({
    kind: 'plot',
    areaSqft: 1200,
    bedrooms: null,
  })
})

test('JSON keeps minor units for numbers, and reads words as words', async () => {
  await offer(store.ctx(), [{ name: 'Kadamba', units: [{ priceMin: 123_456_789, priceMax: 123_456_789 }] }])
  expect((await findListing(store.ctx(), 'Kadamba'))?.priceMin).toBe(123_456_789)
  const report = await load(
    '[{"name":"Lotus","developer":"T","place":"Hebbal","status":"ready","units":[{"bhk":2,"price":"1.2 cr"}]}, 7]',
    'x.json',
  )
  expect(report.counts).toMatchObject({ added: 1, refused: 1 })
  expect((await findListing(store.ctx(), 'Lotus'))?.priceMin).toBe(1.2 * CRORE)
})

test.each(['csv', 'json'] as const)(
  'what was exported as %s changes nothing when imported, and runs in no sheet',
  async format => {
    await offer(store.ctx(), [
      {
        name: '=cmd|A1',
        developer: '+Plus; "quoted"',
        aliases: ['@alias', 'a; b'],
        description: 'Line one\nline two, with a comma',
        highlights: ['-dash', 'one; two', 'three'],
        offers: [
          { text: '=offer', endsOn: '2090-12-31' },
          { text: 'Plain', endsOn: null },
        ],
        possession: { year: 2090, quarter: 3 },
        latitude: 12.97,
        longitude: 77.75,
        units: [
          { priceMin: 96 * LAKH + 7, priceMax: 97 * LAKH, facing: 'north_east', available: 0 },
          { kind: 'plot', plotWidthFt: 30, plotDepthFt: 40.5, areaSqft: 1215 },
        ],
      },
    ])
    const file = await text(exportCatalogue(store.ctx(), format))
    if (format === 'csv')
      for (const line of file.slice(1).split('\r\n'))
        for (const cell of line.split(',')) expect(cell).not.toMatch(/^"?[=@]/)
    const before = await sql`select * from listings order by id`.execute(store.db)
    const { counts } = await load(file, `all.${format}`)
    expect(counts).toMatchObject({ added: 0, unchanged: before.rows.length, updated: 0, refused: 0 })
    expect((await sql`select * from listings order by id`.execute(store.db)).rows).toEqual(before.rows)
  },
)

test('a long file is read in pieces', async () => {
  async function* long() {
    yield Buffer.from(`${HEAD}\n`)
    for (let piece = 0; piece < 20; piece++)
      yield Buffer.from(
        Array.from(
          { length: 100 },
          (_, at) => `m${piece * 100 + at},Mass ${piece * 100 + at},T,Hebbal,ready,2,1000,80 lakh\n`,
        ).join(''),
      )
  }
  const report = await importCatalogue(store.ctx(), { stream: long(), fileName: 'mass.csv' })
  expect(report.counts).toMatchObject({ read: 2_000, added: 2_000 })
}, 60_000)
