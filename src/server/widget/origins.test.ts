import { expect, test } from 'vitest'
import { allowFrames, readOrigin, readOrigins } from './origins.ts'

test.each([
  ['https://www.example.com', 'https://www.example.com'],
  [' HTTPS://WWW.Example.COM/ ', 'https://www.example.com'],
  ['https://example.com:443', 'https://example.com'],
  ['https://example.com:8443', 'https://example.com:8443'],
  ['http://localhost:8080', 'http://localhost:8080'],
  ['http://[::1]:8080', 'http://[::1]:8080'],
  ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ['https://*.example.com', 'https://*.example.com'],
  ['https://*.Shop.example.com:8443', 'https://*.shop.example.com:8443'],
])('%s is an origin', (text, origin) => {
  expect(readOrigin(text)).toBe(origin)
})

test.each([
  'example.com',
  'https://',
  '*',
  'https://*',
  'https://*.com',
  'https://*.*.example.com',
  'https://www.*.com',
  'https://ex*mple.com',
  'http://*.example.com',
  'https://*.1.2.3.4',
  'https://example.com/page',
  'https://example.com?x=1',
  'https://user@example.com',
  'https://example.com; script-src *',
  "https://example.com 'unsafe-inline'",
  'javascript:alert(1)',
  'data:text/html,x',
  'null',
  "'self'",
])('%s is none', text => {
  expect(() => readOrigin(text)).toThrow(expect.objectContaining({ code: 'widget.origin' }))
})

test('each origin once; what is empty is nothing', () => {
  expect(readOrigins(['https://a.example', '', 'https://A.example/', 'https://b.example'])).toEqual([
    'https://a.example',
    'https://b.example',
  ])
})

test('only who may frame a page changes in its policy', () => {
  const policy = "default-src 'self';frame-ancestors 'none';base-uri 'none'"
  expect(allowFrames(policy, [])).toBe("default-src 'self';frame-ancestors 'self';base-uri 'none'")
  expect(allowFrames(policy, ['https://a.example', 'https://*.b.example'])).toBe(
    "default-src 'self';frame-ancestors 'self' https://a.example https://*.b.example;base-uri 'none'",
  )
  expect(allowFrames("frame-ancestors 'self' https://old.example", ['https://a.example'])).toBe(
    "frame-ancestors 'self' https://old.example https://a.example",
  )
})
