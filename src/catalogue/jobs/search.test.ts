import { beforeAll, describe, expect, test } from 'vitest'
import { testStore } from '../../storage/testing/index.ts'
import { addSamplePostings } from './sample.ts'
import type { JobWish } from './schema.ts'
import { searchPostings } from './search.ts'

const store = testStore()
beforeAll(async () => {
  await addSamplePostings(store.ctx())
})

const search = (wish: JobWish, more: object = {}) => searchPostings(store.ctx(), { wish, ...more })

describe('the three who search', () => {
  test('a returning parent finds part-time administration in Denver', async () => {
    const { items } = await search({ q: 'administration', place: ['Denver'], type: ['part_time'] })
    const here = items.filter(item => item.where === 'here')
    expect(here.length).toBeGreaterThanOrEqual(3)
    for (const { place, type } of here) expect([place.city, type]).toEqual(['Denver', 'part_time'])
  })

  test('a data analyst finds only remote work', async () => {
    const { items } = await search({ q: 'data analyst', remote: ['remote'] })
    expect(items.length).toBeGreaterThanOrEqual(3)
    expect(new Set(items.map(item => item.remote))).toEqual(new Set(['remote']))
  })

  test.for(['kubernets', 'kubernetes', 'kubern', 'k8s', 'kuberntes', 'Kubernetse'])(
    '“%s” finds Kubernetes',
    async q => {
      const { items } = await search({ q })
      expect(items.length).toBeGreaterThanOrEqual(3)
      for (const { skills } of items.slice(0, 3)) expect(skills).toContain('Kubernetes')
    },
  )
})

test('a word taken for another is said', async () => {
  expect((await search({ q: 'electric' })).corrected).toEqual([])
  expect((await search({ q: 'carpentor' })).corrected).toEqual([{ typed: 'carpentor', taken: 'carpenter' }])
})

test('few in a place are followed by remote ones and then others, each labelled', async () => {
  const { items, widened, total } = await search({ q: 'kubernetes', place: ['Nowhereville'] }, { limit: 100 })
  expect([widened, total]).toEqual([true, 0])
  const labels = items.map(item => item.where)
  expect(labels).toEqual(
    labels.toSorted((a, b) => ['here', 'remote', 'elsewhere'].indexOf(a) - ['here', 'remote', 'elsewhere'].indexOf(b)),
  )
  for (const { where, remote } of items) expect(where === 'remote').toBe(remote === 'remote')
  const enough = await search({ place: ['Denver'] })
  expect(enough.widened).toBe(false)
  expect(new Set(enough.items.map(item => item.where))).toEqual(new Set(['here']))
})

test.for([{}, { q: 'manager' }, { order: 'newest', q: 'manager' }, { q: 'kubernetes', place: ['Paris'] }] as JobWish[])(
  'pages of %j give everything once, in the order of one page',
  async wish => {
    const whole = await search(wish, { limit: 200 })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await search(wish, { limit: 7, cursor })
      seen.push(...page.items.map(item => item.id))
      cursor = page.cursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(whole.items.map(item => item.id))
    expect(new Set(seen).size).toBe(seen.length)
  },
)

test('a page marker of another order is refused', async () => {
  const { cursor } = await search({ q: 'manager' }, { limit: 1 })
  for (const bad of ['x', cursor!, Buffer.from('[1]').toString('base64url')])
    await expect(search({}, { cursor: bad })).rejects.toMatchObject({ code: 'catalogue.cursor_invalid' })
})

test('filters hold on every hit', async () => {
  const wish: JobWish = { level: ['senior', 'lead'], payMin: 6_000_000, currency: 'USD', postedWithin: 30 }
  const { items } = await search(wish, { limit: 100 })
  expect(items.length).toBeGreaterThan(0)
  for (const { level, pay, postedAt } of items) {
    expect(['senior', 'lead']).toContain(level)
    expect(pay?.currency).toBe('USD')
    expect(Temporal.Instant.compare(Temporal.Instant.from(postedAt!), store.ctx().now().subtract({ hours: 720 }))).toBe(
      1,
    )
  }
})

test.for(['', '   ', "'; drop table postings --", '((((', '!!! & | :*', '\u0000', 'a'.repeat(500), '\ud800'])(
  '%j is no trouble',
  async q => {
    expect((await search({ q })).kind).toBe('job')
  },
)
