import { expect, test } from 'vitest'
import { Refusal } from '../kernel/refusal.ts'
import { asUnavailable } from './unavailable.ts'

test.each([
  [{ code: 'ECONNREFUSED' }, 'unreachable'],
  [{ code: 'ENOENT', syscall: 'connect' }, 'unreachable'],
  [{ code: '57P01' }, 'unreachable'],
  [{ code: '57P03' }, 'unreachable'],
  [{ code: '08006' }, 'unreachable'],
  [new Error('Connection terminated unexpectedly'), 'unreachable'],
  [new Error('Connection terminated due to connection timeout'), 'unreachable'],
  [new Error('migration 0001 failed', { cause: { code: 'ECONNRESET' } }), 'unreachable'],
  [new AggregateError([{ code: 'ECONNREFUSED' }, { code: 'ECONNREFUSED' }]), 'unreachable'],
  [{ code: '53300' }, 'busy'],
  [new Error('timeout exceeded when trying to connect'), 'busy'],
  [{ code: '25006' }, 'held'],
  [{ code: '53100' }, 'disk_full'],
  [new Refusal('unavailable', 'storage.unreachable'), 'unreachable'],
])('%j is storage.%s', (error, reason) => {
  expect(asUnavailable(error)).toMatchObject({ kind: 'unavailable', code: `storage.${reason}` })
})

test.each([
  [{ code: '23505' }],
  [{ code: '57014' }],
  [{ code: '57P05x' }],
  [{ code: 'ENOENT', syscall: 'open' }],
  [new Error('nothing of the kind')],
  [new Refusal('invalid', 'people.no_name')],
  [undefined],
  ['text'],
])('%j is something else', error => {
  expect(asUnavailable(error)).toBeUndefined()
})

test('an error that is its own cause does not hang', () => {
  const error: { cause?: unknown } = {}
  error.cause = error
  expect(asUnavailable(error)).toBeUndefined()
})
