import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSource } from './read-source.ts'

const header = (source: object) => encodeURIComponent(JSON.stringify(source))

test('an origin, a path, a host and five words are kept, and nothing that follows them', () => {
  const read = readSource(
    header({
      channel: 'widget',
      site: 'https://www.example.com/login?token=abc',
      page: '/homes/velmora-avalon?email=asha@example.com#token=abc',
      referrer: 'https://www.google.com/search?q=flats',
      utm: { source: ' news ', medium: 'mail', campaign: 'x'.repeat(300), secret: 'no' },
    }),
  )
  expect(read).toEqual({
    channel: 'widget',
    site: 'https://www.example.com',
    page: '/homes/velmora-avalon',
    referrerHost: 'www.google.com',
    utm: { source: 'news', medium: 'mail', campaign: 'x'.repeat(100), term: null, content: null },
  })
})

test.each([
  ['/appointments/k3J9dkQ0aZ81nnQw', '/appointments/…'],
  ['/reset/018f4e6c-1111-7abc-8def-0123456789ab', '/reset/…'],
  ['/users/asha@example.com/home', '/users/…/home'],
  ['/3-bhk-in-whitefield-2026', '/3-bhk-in-whitefield-2026'],
  ['/a/b/c/d/e/f/g', '/a/b/c/d/e'],
])('of the path %s only words are kept', (page, kept) => {
  expect(readSource(header({ channel: 'page', page }))?.page).toBe(kept)
})

test.each(['', '%', '{}', header({ channel: 'mail' }), header({ channel: 'page', page: 'x'.repeat(5_000) })])(
  'what is none is nothing: %s',
  text => {
    expect(readSource(text)).toBeUndefined()
  },
)

test('whatever is sent, what is kept is short and holds no query', () => {
  const text = fc.string({ unit: 'grapheme' })
  fc.assert(
    fc.property(fc.record({ site: text, page: text, referrer: text }), said => {
      const read = readSource(header({ channel: 'page', ...said }))
      const kept = [read?.site, read?.page, read?.referrerHost].filter(one => typeof one === 'string')
      expect(kept.every(one => one.length <= 253 && !/[?#]/.test(one))).toBe(true)
    }),
  )
})
