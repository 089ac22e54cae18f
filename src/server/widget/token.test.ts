import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readToken } from './token.ts'

const NOW = Temporal.Instant.from('2026-11-22T08:00:00Z')
const SECONDS = NOW.epochMilliseconds / 1_000
const SECRET = 'one secret of the house'
const HERE = 'https://desk.example.com'

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

function sign(
  claims: unknown,
  { secret = SECRET, header = { alg: 'HS256', typ: 'JWT' } as unknown, hash = 'sha256' } = {},
) {
  const text = `${part(header)}.${part(claims)}`
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`
}

const read = (token: string, secrets = [SECRET]) => readToken(token, { secrets, now: NOW, audience: HERE })
const refused = (code: string) => expect.objectContaining({ code })
const good = { sub: 'user 7', exp: SECONDS + 600 }

test('a token names a user of the site, and what else it says of them', () => {
  expect(read(sign(good))).toEqual({ subject: 'user 7' })
  expect(read(sign({ ...good, name: 'Asha', email: 'asha@example.com', phone: '+919876543210', role: 'x' }))).toEqual({
    subject: 'user 7',
    name: 'Asha',
    email: 'asha@example.com',
    phone: '+919876543210',
  })
  expect(read(sign({ ...good, aud: [HERE, 'https://other.example'] })).subject).toBe('user 7')
  expect(read(sign(good), ['another', SECRET]).subject).toBe('user 7')
})

test.each([
  ['another secret', sign(good, { secret: 'not ours' }), 'widget.token_signature'],
  ['the empty secret', sign(good, { secret: '' }), 'widget.token_signature'],
  ['another hash', sign(good, { hash: 'sha512' }), 'widget.token_signature'],
  ['no algorithm', sign(good, { header: { alg: 'none' } }), 'widget.token'],
  ['no algorithm, no signature', `${part({ alg: 'none' })}.${part(good)}.`, 'widget.token'],
  ['another algorithm', sign(good, { header: { alg: 'RS256' } }), 'widget.token'],
  ['an algorithm in small letters', sign(good, { header: { alg: 'hs256' } }), 'widget.token'],
  ['something critical that nobody knows', sign(good, { header: { alg: 'HS256', crit: ['x'] } }), 'widget.token'],
  ['nobody', sign({ exp: good.exp }), 'widget.token'],
  ['an empty name', sign({ ...good, sub: ' ' }), 'widget.token'],
  ['a number for a name', sign({ ...good, sub: 7 }), 'widget.token'],
  ['no end', sign({ sub: 'user 7' }), 'widget.token'],
  ['an end in words', sign({ ...good, exp: 'tomorrow' }), 'widget.token'],
  ['no JSON', sign('{'), 'widget.token'],
  ['four parts', `${sign(good)}.x`, 'widget.token'],
  ['ended', sign({ ...good, exp: SECONDS - 61 }), 'widget.token_expired'],
  ['not begun', sign({ ...good, nbf: SECONDS + 61 }), 'widget.token_expired'],
  ['a week', sign({ ...good, exp: SECONDS + 7 * 24 * 3_600 }), 'widget.token_lifetime'],
  ['for ever', sign({ ...good, exp: 1e300 }), 'widget.token_lifetime'],
  ['somebody else’s', sign({ ...good, aud: 'https://other.example' }), 'widget.token_audience'],
])('refused: %s', (_, token, code) => {
  expect(() => read(token)).toThrow(refused(code))
})

test('clocks may stand a minute apart', () => {
  expect(read(sign({ ...good, exp: SECONDS - 59 })).subject).toBe('user 7')
  expect(read(sign({ ...good, nbf: SECONDS + 59 })).subject).toBe('user 7')
})

test('whoever changes one sign of a token has none', () => {
  const token = sign(good)
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(...'AZaz09-_.'), (at, sign) => {
      fc.pre(token[at] !== sign)
      expect(() => read(token.slice(0, at) + sign + token.slice(at + 1))).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^widget\.token(_signature)?$/) }),
      )
    }),
  )
})

test('whatever is sent is refused and breaks nothing', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
      expect(() => read(`${a}.${b}.${c}`)).toThrow(refused('widget.token'))
    }),
  )
})
