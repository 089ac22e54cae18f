import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addRows, createSources } from './ground/index.ts'
import { createGroundedText, remainderOf } from './grounded-text.ts'

const home = {
  name: 'Velmora Avalon',
  place: 'Whitefield',
  units: [{ bedrooms: 2, areaSqft: 1180, priceMin: 1_380_000_000, priceMax: 1_380_000_000 }],
}
const ROW = 'Velmora Avalon in Whitefield: 2 BHK of 1,180 sqft at ₹1.38 crore.'

function shownOf(text: string, cuts: number[] = []): string {
  const sources = createSources('INR', new Set(['velmora avalon', 'whitefield']), new Set(['whitefield']))
  addRows(sources, [home])
  let shown = ''
  const grounded = createGroundedText(
    sources,
    name => (name === home.name ? ROW : null),
    piece => {
      shown += piece
    },
  )
  const at = [0, ...cuts.map(cut => cut % (text.length + 1)).sort((a, b) => a - b), text.length]
  for (let i = 1; i < at.length; i++) grounded.push(text.slice(at[i - 1], at[i]))
  grounded.end()
  return shown
}

describe('generated text on its way to the reader', () => {
  it('passes what holds, as it is', () => {
    const text = 'Velmora Avalon is in Whitefield. Its 2 BHK costs ₹1.38 crore.\nShall we compare?'
    expect(shownOf(text)).toBe(text)
  })
  it('a sentence that fails gives way to the row, once a home', () => {
    expect(shownOf('Velmora Avalon costs ₹1.1 crore. Velmora Avalon costs ₹1.2 crore. Nice?')).toBe(`${ROW} Nice?`)
  })
  it('a sentence about nothing in the rows is left out', () => {
    expect(shownOf('Sunrise Heights is better. Shall we compare?')).toBe('Shall we compare?')
  })
  it('however the text arrives, the same is shown, and never a figure that no row holds', () => {
    const text =
      'Velmora Avalon is in Whitefield. It costs ₹99 lakh! Hurry, only two left. The 2 BHK is ₹1.38 crore, 1,180 sqft. Call 9876543210.'
    const whole = shownOf(text)
    expect(whole).not.toMatch(/99|Hurry|98765/)
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 40 }), cuts => {
        expect(shownOf(text, cuts)).toBe(whole)
      }),
    )
  })
})

describe('what the rules add to a text that broke off', () => {
  const rules = `I found 2 matches for homes:\n• ${ROW}\n• Halverly Glenbrook in Whitefield: 3 BHK at ₹2.1 crore.\n\nWhat budget should I stay within?`
  it('is everything where nothing was said', () => expect(remainderOf('', rules, [])).toBe(rules))
  it('repeats no home and no sentence', () => {
    const rest = remainderOf('Velmora Avalon is in Whitefield. What budget should I stay within?', rules, [
      'Velmora Avalon',
      'Halverly Glenbrook',
    ])
    expect(rest).toContain('Halverly Glenbrook')
    expect(rest).not.toMatch(/Velmora Avalon|What budget/)
  })
  it('leaves no headline without its list', () => {
    expect(
      remainderOf('Velmora Avalon and Halverly Glenbrook are nice. What budget should I stay within?', rules, [
        'Velmora Avalon',
        'Halverly Glenbrook',
      ]),
    ).toBe('')
  })
})
