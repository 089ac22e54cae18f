import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../storage/testing/index.ts'
import { Row } from '../core/row.ts'
import { factsOfLists, readAmenity, readConfiguration, readEntries, readLakh, readPhone } from './values.ts'

test('lakh become paise; above 5,000 they were another unit', () => {
  expect(readLakh(150)).toEqual({ minor: 1_500_000_000 })
  expect(readLakh(62.35)).toEqual({ minor: 623_500_000 })
  expect([readLakh(5000), readLakh(5000.01)]).toEqual([
    { minor: 50_000_000_000 },
    { minor: null, repair: 'budget_unit_suspect' },
  ])
  expect([readLakh(0), readLakh(-3)]).toEqual([{ minor: null }, { minor: null, repair: 'bad_amount' }])
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500_000 }), hundredths => {
      expect(readLakh(hundredths / 100).minor).toBe(hundredths * 100_000)
    }),
    { numRuns: runs(200) },
  )
})

test('numbers by the rules of a country; what cannot be called is none', () => {
  expect(
    ['98450 12345', '+91-98450-12345', '0 98450 12345', '12345', 'n/a'].map(text => readPhone(text, 'IN')),
  ).toEqual(['+919845012345', '+919845012345', '+919845012345', null, null])
  expect(readPhone('020 7946 0958', 'GB')).toBe('+442079460958')
})

test('bedrooms and amenities by the desk’s own words', () => {
  expect([3, '3BHK', '2.5 bhk', '4 Bedrooms', '21 BHK', 'villa', null].map(readConfiguration)).toEqual([
    3,
    3,
    2.5,
    4,
    null,
    null,
    null,
  ])
  expect(['Swimming Pool', 'pool', 'Gymnasium', 'Kids Play Area', 'Roof-top Bar', 7, '!!'].map(readAmenity)).toEqual([
    'swimming_pool', 'swimming_pool', 'gym', 'play_area', 'roof_top_bar', null, null,
  ]) // biome-ignore format: pairs
})

const COLUMNS = ['preferred_configurations', 'preferred_locations', 'must_have_amenities', 'avoided_amenities']
const rowOf = (cells: (string | null)[]) => new Row(new Map(COLUMNS.map((name, at) => [name, at])), cells, [], 't1')

test('lists keep their order; what is no list and what fits nowhere is told once a cell', () => {
  const row = rowOf(['["3BHK", 2, "villa", 4, "loft"]', '["Whitefield", "  "]', '{"gym": true}', '[not json'])
  expect(factsOfLists(row)).toEqual([
    { key: 'configuration', value: 3 },
    { key: 'configuration', value: 2 },
    { key: 'configuration', value: 4 },
    { key: 'place', value: 'Whitefield' },
  ])
  expect(row.repairs).toEqual([
    { code: 'bad_entry', column: 'preferred_configurations' },
    { code: 'bad_entry', column: 'preferred_locations' },
    { code: 'bad_json', column: 'must_have_amenities' },
    { code: 'bad_json', column: 'avoided_amenities' },
  ])
})

test('no JSON and no text makes reading fail', () => {
  const cell = fc.oneof(fc.constant(null), fc.string({ unit: 'binary' }), fc.json())
  fc.assert(
    fc.property(fc.array(cell, { minLength: 4, maxLength: 4 }), cells => {
      const row = rowOf(cells)
      for (const { value } of factsOfLists(row)) expect(value).not.toBe('')
      for (const column of COLUMNS) readEntries(row, column)
    }),
    { numRuns: runs(100) },
  )
})
