import { beforeAll, describe, expect, test } from 'vitest'
import { testStore } from '../../storage/testing/index.ts'
import { marketOf } from '../market.ts'
import { seedSample } from '../seed-sample.ts'
import { importFigures } from './import-figures.ts'
import { listFigures } from './list-figures.ts'
import { recordFigure } from './record-figure.ts'
import type { MarketFigureInput } from './schema.ts'

const store = testStore()
const now = () => Temporal.Instant.from('2026-11-20T06:00:00Z')
const ctx = () => store.ctx({ now })
const figure = (change: Partial<MarketFigureInput> = {}): MarketFigureInput => ({
  place: 'whitefield',
  pricePerSqft: { min: null, average: 1_250_000, max: null },
  ...{ growth1y: 9.5, growth5y: null, rentalYield: 3.1, trend: 'growing', infrastructure: ['Metro'], attractions: [] },
  ...{ source: 'Own count', asOf: '2026-01-31' },
  ...change,
})

beforeAll(async () => {
  await seedSample(store.ctx())
})

describe('figures of a place', () => {
  test('are added with source and day, before the sample’s, and never changed', async () => {
    expect((await marketOf(ctx(), 'Whitefield'))!.sample).toBe(true)
    expect(await recordFigure(ctx(), figure())).toBe(true)
    expect(await recordFigure(ctx(), figure())).toBe(false)
    expect(await marketOf(ctx(), 'Whitefield')).toMatchObject({ sample: false, source: 'Own count', growth1y: 9.5 })
    await expect(recordFigure(ctx(), figure({ growth1y: 20 }))).rejects.toMatchObject({
      code: 'catalogue.market_exists',
    })
    const { items } = await listFigures(ctx(), { place: 'Whitefield' })
    expect(items.map(item => [item.sample, item.inUse])).toContainEqual([true, false])
    expect(items.find(item => item.inUse)).toMatchObject({ source: 'Own count', sample: false })
    expect((await listFigures(ctx())).items.filter(item => item.place === 'Whitefield')).toHaveLength(1)
  })

  test.each<[string, Partial<MarketFigureInput>, string]>([
    ['an unknown place', { place: 'Whitefeild East' }, 'catalogue.market_place'],
    ['an average under the least', { pricePerSqft: { min: 5, average: 4, max: null } }, 'catalogue.market_range'],
    ['a day to come', { asOf: '2026-11-21' }, 'catalogue.market_future'],
    [
      'no figure',
      { pricePerSqft: { min: null, average: null, max: null }, growth1y: null, rentalYield: null, trend: null },
      'catalogue.market_empty',
    ],
  ])('%s is refused', async (_, change, code) => {
    await expect(recordFigure(ctx(), figure(change))).rejects.toMatchObject({ code })
  })
})

describe('a file of figures', () => {
  const csv = [
    'Place;Price average;Growth 1y;Rental yield;Trend;Infrastructure;Source;As of',
    "Hebbal;11,250;8.4%;3.3;growing;Metro line; '=Report;2026-06-30".replace('Metro line; ', 'Metro line;'),
    'Atlantis;1;1;1;growing;;Report;2026-06-30',
    'Jakkur;ten;;;;;Report;2026-06-30',
    'Hennur;9000;;;booming;;Report;2026-06-30',
    'Hoskote;9000;;;;;Report;30.6.2026',
  ].join('\n')

  test('good rows enter, refused ones say why; a trial changes nothing; again is the same', async () => {
    const trial = await importFigures(ctx(), { csv, dryRun: true })
    expect(trial.counts).toEqual({ read: 5, added: 1, unchanged: 0, refused: 4 })
    expect((await marketOf(ctx(), 'Hebbal'))!.sample).toBe(true)
    const report = await importFigures(ctx(), { csv, dryRun: false })
    expect(report.rows.map(row => [row.row, row.column, row.code])).toEqual([
      [3, 'place', 'catalogue.market_place'],
      [4, 'price_average', 'catalogue.market_number'],
      [5, 'trend', 'catalogue.market_value'],
      [6, 'asOf', 'catalogue.market_value'],
    ])
    expect(await marketOf(ctx(), 'Hebbal')).toMatchObject({
      source: '=Report',
      pricePerSqft: { average: 1_125_000 },
      growth1y: 8.4,
    })
    expect((await importFigures(ctx(), { csv, dryRun: false })).counts).toMatchObject({ added: 0, unchanged: 1 })
  })

  test.each(['', 'a,b\n1,2', 'place,source,as_of,forecast\nHebbal,x,2026-01-01,9', '"'])(
    '%o is no such file',
    async text => {
      await expect(importFigures(ctx(), { csv: text, dryRun: false })).rejects.toMatchObject({
        code: 'catalogue.market_file',
      })
    },
  )
})
