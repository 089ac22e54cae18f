import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contrast, isColour, isReadable, palettes, READABLE, readableLike } from './colour.ts'

const colours = fc.integer({ min: 0, max: 0xffffff }).map(value => `#${value.toString(16).padStart(6, '0')}`)

test('contrast is that of the guideline', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
  expect(contrast('#ffffff', '#0d5c4b')).toBe(contrast('#0d5c4b', '#ffffff'))
  expect(['#0d5c4b', '#0D5C4B', '#fff', 'red', '#0d5c4b;'].map(isColour)).toEqual([true, true, false, false, false])
})

test('what is offered in place of a colour is readable, and so is everything made of it, on light and dark ground', () => {
  fc.assert(
    fc.property(colours, colour => {
      const accent = isReadable(colour) ? colour : readableLike(colour)
      expect(isReadable(accent)).toBe(true)
      const { light, dark } = palettes(accent)
      for (const { accent, onAccent, tint } of [light, dark]) {
        expect(contrast(accent, onAccent)).toBeGreaterThanOrEqual(READABLE)
        expect(contrast(accent, tint)).toBeGreaterThanOrEqual(READABLE)
      }
      expect(contrast(dark.accent, '#171d1a')).toBeGreaterThanOrEqual(READABLE)
    }),
    { numRuns: 300 },
  )
})
