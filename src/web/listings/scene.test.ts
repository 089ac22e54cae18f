import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Place } from '../api/types.ts'
import { kilometres, layOut } from './scene.ts'

const at = (name: string, zone: Place['zone'], latitude: number, longitude: number): Place => ({
  name,
  zone,
  city: 'Bengaluru',
  latitude,
  longitude,
  listings: 1,
})
const places = [
  at('MG Road', 'Central', 12.9756, 77.6066),
  at('Whitefield', 'East', 12.9698, 77.75),
  at('Hebbal', 'North', 13.0358, 77.597),
  at('Nowhere', null, 0, 0),
]

test('a degree of longitude at the equator', () => {
  expect(kilometres({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 1 })).toBeCloseTo(111.19, 1)
})

test('home and centre are always inside the drawing, north is up and east is right', () => {
  const degrees = (min: number, max: number) => fc.double({ min, max, noNaN: true })
  fc.assert(
    fc.property(
      degrees(12.7, 13.3),
      degrees(77.3, 77.9),
      fc.integer({ min: 180, max: 700 }),
      (latitude, longitude, width) => {
        const home = { name: 'A', place: 'P', city: 'Bengaluru', latitude, longitude, precision: 'exact' as const }
        const scene = layOut(home, places, width, 200)!
        for (const point of [scene.home, scene.centre]) {
          expect(point.x).toBeGreaterThanOrEqual(0)
          expect(point.x).toBeLessThanOrEqual(width)
          expect(point.y).toBeGreaterThanOrEqual(0)
          expect(point.y).toBeLessThanOrEqual(200)
        }
        if (latitude > 12.98) expect(scene.home.y).toBeLessThanOrEqual(scene.centre.y)
        if (longitude > 77.61) expect(scene.home.x).toBeGreaterThanOrEqual(scene.centre.x)
      },
    ),
  )
})

test('nothing is drawn for a city without known places', () => {
  const spot = { name: 'A', place: 'P', city: 'Pune', latitude: 18.5, longitude: 73.9, precision: 'exact' as const }
  expect(layOut(spot, places, 200, 200)).toBeNull()
})
