import { expect, test } from 'vitest'
import { type Answer, testServer } from '../../../../tests/server/app.ts'
import { testStore } from '../../../storage/testing/index.ts'
import { makeMark, requireMark } from './marks.ts'

const store = testStore({ connections: 3 })
const server = testServer(store)
const AT = '/api/persistence-marks'
const count = async () => (await store.pool.query('select 1 from persistence_marks')).rows.length

test('a mark is read by its token alone, kept as a hash, and goes when it is told to', async () => {
  const nobody = server.nobody()
  const made = (await nobody.expect(201, 'POST', AT)) as { token: string; madeAt: string }
  expect(made.token).toMatch(/^[\w-]{43}$/)
  const { rows } = await store.pool.query('select * from persistence_marks')
  expect(JSON.stringify(rows)).not.toContain(made.token)
  const kept = await server.nobody().expect(200, 'GET', `${AT}/${made.token}`)
  expect(kept).toMatchObject({ madeAt: made.madeAt })
  expect(await server.nobody().call('GET', `${AT}/${'x'.repeat(43)}`)).toMatchObject({
    status: 404,
    json: { code: 'doctor.no_mark' },
  })
  await nobody.expect(204, 'DELETE', `${AT}/${made.token}`)
  await nobody.expect(204, 'DELETE', `${AT}/${made.token}`)
  expect(await count()).toBe(0)
  // Whoever asks is not remembered for it.
  expect(nobody.cookies.size).toBe(0)
  expect((await store.pool.query('select 1 from persons')).rows).toEqual([])
})

test('it lasts six hours, and goes with the next one that is made', async () => {
  const then = Temporal.Instant.from('2026-05-01T10:00:00Z')
  const at = (hours: number) => store.ctx({ now: () => then.add({ hours }) })
  const { token } = await makeMark(at(0))
  await requireMark(at(5), token)
  await expect(requireMark(at(6), token)).rejects.toMatchObject({ code: 'doctor.no_mark' })
  await makeMark(at(7))
  expect(await count()).toBe(1)
  await store.pool.query('delete from persistence_marks')
})

test('nobody fills the store with them', async () => {
  const statuses: Answer[] = []
  for (let turn = 0; turn < 14; turn++) statuses.push(await server.nobody().call('POST', AT, { from: '203.0.113.7' }))
  expect(statuses.at(-1)).toMatchObject({ status: 429, json: { code: 'request.too_many' } })
  expect(Number(statuses.at(-1)!.headers['retry-after'])).toBeGreaterThan(60)
  expect(await count()).toBe(12)
  await server.nobody().expect(201, 'POST', AT, { from: '203.0.113.8' })
  await store.pool.query(
    `insert into persistence_marks select encode(sha256(n::text::bytea), 'hex'), now(), now() + interval '1 hour' from generate_series(1, 100) n`,
  )
  expect(await server.nobody().call('POST', AT, { from: '203.0.113.9' })).toMatchObject({
    status: 429,
    json: { code: 'doctor.too_many_marks' },
  })
})

test('somebody who made a hundred keeps nobody from making one an hour later, and not before', async () => {
  await store.pool.query('delete from persistence_marks')
  const then = Temporal.Instant.from('2026-05-01T10:00:00Z')
  const at = (minutes: number) => store.ctx({ now: () => then.add({ minutes }) })
  for (let made = 0; made < 99; made++) await makeMark(at(0))
  const { token } = await makeMark(at(30))
  await expect(makeMark(at(59))).rejects.toMatchObject({ code: 'doctor.too_many_marks' })
  await makeMark(at(60))
  await requireMark(at(60), token)
  await store.pool.query('delete from persistence_marks')
})

test('the doctor answers administrators alone', async () => {
  expect(await (await server.account('agent')).call('GET', '/api/admin/doctor')).toMatchObject({ status: 403 })
  const found = (await (await server.administrator()).expect(200, 'GET', '/api/admin/doctor')) as { findings: object[] }
  expect(found.findings.length).toBeGreaterThan(10)
  expect(JSON.stringify(found)).not.toContain(encodeURIComponent(store.url.split('host=')[1] ?? 'none'))
})
