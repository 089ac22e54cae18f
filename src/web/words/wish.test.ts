import { expect, test } from 'vitest'
import type { Wish } from '../api/types.ts'
import { fromAddress, toAddress, wishChips, wishQuery } from './wish.ts'

const wish: Wish = {
  bedrooms: [2, 2.5],
  places: ['Whitefield', 'Sarjapur Road'],
  maxPrice: 2_000_000_000,
  statuses: ['ready'],
  amenities: ['gym'],
  possessionBy: '2027-Q2',
}

test('each piece of the wish is a chip that leaves the others alone', () => {
  const chips = wishChips(wish, 'INR')
  expect(chips.map(chip => chip.label.replaceAll('\u00a0', ' '))).toEqual([
    '2 BHK',
    '2.5 BHK',
    'Whitefield',
    'Sarjapur Road',
    'Up to ₹2 crore',
    'Ready to move in',
    'Possession by Q2 2027',
    'Gym',
  ])
  expect(chips[0]).toMatchObject({ set: { bedrooms: [2.5] } })
  expect(chips[4]).toMatchObject({ clear: ['maxPrice'] })
  expect(chips[5]).toMatchObject({ clear: ['statuses'] })
})

test('a range of prices is one chip that takes both ends', () => {
  const [chip] = wishChips({ minPrice: 1_000_000_000, maxPrice: 2_000_000_000 }, 'INR')
  expect(chip).toMatchObject({ clear: ['minPrice', 'maxPrice'] })
})

test('the address holds the wish and gives it back; nonsense in it is passed over', () => {
  expect(fromAddress(toAddress(wish))).toEqual(wish)
  expect(fromAddress({ bedrooms: 'many', maxPrice: '-3', constructor: 'x', places: ',,' })).toEqual({})
})

test('a list goes to the server as repeated parameters', () => {
  expect(wishQuery(wish).getAll('bedrooms')).toEqual(['2', '2.5'])
})
