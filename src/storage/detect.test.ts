import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDatabaseUrl } from './database-url.ts'
import { detectStore } from './detect.ts'

const URL_A = 'postgres://u:p@a.example/db'
const URL_B = 'postgresql://u:p@b.example/db'

test.each([
  [
    { DATABASE_URL: URL_A, POSTGRES_URL: URL_B, MOSAIC_STORAGE: 'memory' },
    { kind: 'server', url: URL_A, from: 'DATABASE_URL' },
  ],
  [
    { DATABASE_URL: '', POSTGRES_URL: URL_B },
    { kind: 'server', url: URL_B, from: 'POSTGRES_URL' },
  ],
  [{ DATABASE_URL: ' ', MOSAIC_STORAGE: 'memory' }, { kind: 'memory' }],
  [
    { MOSAIC_STORAGE: '', MOSAIC_DATA: '' },
    { kind: 'embedded', folder: '/app/data' },
  ],
  [
    { MOSAIC_STORAGE: 'embedded', MOSAIC_DATA: 'kept' },
    { kind: 'embedded', folder: '/app/kept' },
  ],
  [{ MOSAIC_DATA: '/data' }, { kind: 'embedded', folder: '/data' }],
  [{}, { kind: 'embedded', folder: '/app/data' }],
])('%j chooses %j', (env, choice) => {
  expect(detectStore(env, '/app')).toEqual(choice)
})

test('an unknown kind of storage is refused', () => {
  expect(() => detectStore({ MOSAIC_STORAGE: 'sqlite' }, '/app')).toThrow(/MOSAIC_STORAGE may be/)
})

test.each([
  'localhost:5432/db',
  'mysql://u:s3cret@h/db',
  'postgres://u:s3cret@h:99999/db',
  'postgres://u:s3cret@a,b/db',
  'postgres://u:s3cret/x@h/db',
  'postgres://u:s3cret%zz@h/db',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference that a platform did not fill in
  '${{Postgres.DATABASE_URL}}',
])('%s is refused, and its password is not repeated', url => {
  const refusal = catchError(() => detectStore({ DATABASE_URL: url }, '/app'))
  expect(refusal).toMatchObject({ code: 'storage.malformed_url', detail: { field: 'DATABASE_URL' } })
  expect(JSON.stringify(refusal) + String(refusal)).not.toContain('s3cret')
})

test('any user, password and database that are percent-encoded come back as they were', () => {
  const text = fc
    .string({ minLength: 1, unit: 'grapheme' })
    .filter(value => !value.includes('/') && !value.includes('\0'))
  // A path of dots alone is not kept by URLs.
  const name = text.filter(value => !/^\.\.?$/.test(value))
  fc.assert(
    fc.property(text, text, name, fc.integer({ min: 1, max: 65535 }), (user, password, database, port) => {
      const url = `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@h.example:${port}/${encodeURIComponent(database)}`
      expect(parseDatabaseUrl(url)).toMatchObject({ user, password, database, port, host: 'h.example' })
    }),
  )
})

test('a socket folder, TLS settings and an address of IPv6 are read', () => {
  expect(
    parseDatabaseUrl('postgres://m@localhost/db?host=/run/pg&sslmode=verify-full&sslrootcert=/ca.pem'),
  ).toMatchObject({
    host: '/run/pg',
    sslmode: 'verify-full',
    sslrootcert: '/ca.pem',
    label: 'local socket/db',
  })
  expect(parseDatabaseUrl('postgres://m:s3cret@[::1]:5433/db')).toMatchObject({
    host: '::1',
    port: 5433,
    label: '::1/db',
  })
})

function catchError(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
}
