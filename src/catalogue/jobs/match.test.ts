import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { createPerson, eraseAllFacts, type FactInput, rememberFacts } from '../../people/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { importPostings } from './import-postings.ts'
import { refreshMatches } from './match-loop.ts'
import { matchesOf, matchOf, recordMatches } from './matches.ts'
import { readPreferences, setPreferences } from './preferences.ts'
import { addSamplePostings } from './sample.ts'
import { type JobMatch, jobLevelSchema, payPerSchema, remoteSchema } from './schema.ts'
import { searchPostings } from './search.ts'
import { setState } from './set-state.ts'

const store = testStore()
beforeAll(async () => {
  await addSamplePostings(store.ctx())
})

async function somebody(facts: FactInput[]): Promise<string> {
  const personId = await createPerson(store.ctx())
  await rememberFacts(store.ctx(), { personId, messageId: null, facts })
  return personId
}
const skill = (value: string): FactInput => ({ key: 'skill', value })
const pointsOf = (match: JobMatch) =>
  Object.fromEntries(match.parts.map(({ name, points, known }) => [name, known ? points : null]))

async function postingId(fields: object): Promise<string> {
  const source = `one ${JSON.stringify(fields)}`
  const bytes = Buffer.from(JSON.stringify([{ sourceId: '1', title: 'Work', company: 'C', ...fields }]))
  await importPostings(store.ctx(), { bytes, fileName: 'x', format: 'json', source })
  return (await searchPostings(store.ctx(), { wish: { source } })).items[0]!.id
}
const fitOf = async (facts: FactInput[], fields: object) =>
  (await matchOf(store.ctx(), { personId: await somebody(facts), postingId: await postingId(fields) }))!

describe('points', () => {
  const berlin = { text: 'Berlin', city: 'Berlin', country: 'DE' }
  const inBerlin: FactInput = { key: 'work_place', value: { city: 'berlin', country: 'DE' } }
  const remote: FactInput = { key: 'work_mode', value: 'remote' }
  const pay = (minor: number): FactInput => ({ key: 'work_pay', value: { minor, currency: 'EUR', per: 'year' } })
  test.for<[string, FactInput[], object, object]>([
    [
      'two of three skills, by a synonym',
      [skill('k8s'), skill('golang')],
      { skills: ['Kubernetes', 'Go', 'Rust'] },
      { skills: 30 },
    ],
    ['no skills in the posting', [skill('Go')], {}, { skills: null }],
    [
      'one of two values',
      [
        { key: 'work_value', value: 'Learning' },
        { key: 'work_value', value: 'Purpose' },
      ],
      { values: ['learning'] },
      { values: 8 },
    ],
    ['the same city', [inBerlin], { place: berlin, remote: 'onsite' }, { place: 20 }],
    [
      'a city of that name elsewhere',
      [inBerlin],
      { place: { ...berlin, country: 'US' }, remote: 'onsite' },
      { place: 0 },
    ],
    ['remote as wished', [remote], { remote: 'remote' }, { place: 20 }],
    [
      'hybrid in the country',
      [inBerlin],
      { place: { text: 'Bonn', city: 'Bonn', country: 'DE' }, remote: 'hybrid' },
      { place: 12 },
    ],
    ['nothing said of the place', [inBerlin], {}, { place: null }],
    [
      'pay a month reaches a wish a year',
      [pay(6_000_000)],
      { pay: { min: null, max: 500_000, currency: 'EUR', per: 'month' } },
      { pay: 10 },
    ],
    [
      'pay a tenth below',
      [pay(6_000_000)],
      { pay: { min: 5_400_000, max: null, currency: 'EUR', per: 'year' } },
      { pay: 5 },
    ],
    [
      'pay far below',
      [pay(6_000_000)],
      { pay: { min: null, max: 5_399_999, currency: 'EUR', per: 'year' } },
      { pay: 0 },
    ],
    [
      'pay in another currency',
      [pay(6_000_000)],
      { pay: { min: 9_000_000, max: null, currency: 'USD', per: 'year' } },
      { pay: null },
    ],
    ['the same level', [{ key: 'work_level', value: 'mid' }], { level: 'mid' }, { level: 10 }],
    ['the level beside', [{ key: 'work_level', value: 'mid' }], { level: 'senior' }, { level: 5 }],
    ['a level apart', [{ key: 'work_level', value: 'entry' }], { level: 'senior' }, { level: 0 }],
    ['an unknown level', [{ key: 'work_level', value: 'entry' }], {}, { level: null }],
  ])('%s', async ([, facts, fields, points]) => {
    expect(pointsOf(await fitOf(facts, fields))).toMatchObject(points)
  })

  test('reasons name the facts that they rest on', async () => {
    const match = await fitOf([skill('k8s'), skill('Go'), skill('Cooking')], { skills: ['Kubernetes', 'Go'] })
    const [skills] = match.parts
    expect(skills!.reason).toBe('2 of 2 skills: Kubernetes, Go.')
    expect(skills!.factIds).toHaveLength(2)
    expect([match.score, match.possible, match.strength]).toEqual([45, 45, 'moderate'])
  })
})

test('for anybody and any posting the breakdown equals the score, and nothing unknown counts', async () => {
  const words = fc.subarray(['Kubernetes', 'k8s', 'Go', 'Excel', 'Cooking', 'x'])
  const money = fc.record({
    minor: fc.integer({ min: 1, max: 20_000_000 }),
    currency: fc.constantFrom('EUR', 'USD'),
    per: fc.constantFrom(...payPerSchema.options),
  })
  const posting = fc.record(
    {
      skills: words,
      values: fc.subarray(['Learning', 'Purpose', 'Variety']),
      remote: fc.constantFrom(...remoteSchema.options),
      level: fc.constantFrom(...jobLevelSchema.options),
      place: fc.constantFrom(
        { city: 'Berlin', country: 'DE' },
        { city: 'Bonn', country: 'DE' },
        { city: 'Berlin' },
        { country: 'DE' },
      ),
      pay: money.map(({ minor, currency, per }) => ({ min: minor, max: null, currency, per })),
    },
    { requiredKeys: [] },
  )
  const person = fc.record({
    skills: words,
    values: fc.subarray(['learning', 'Purpose', 'a', 'b', 'c', 'd']),
    city: fc.constantFrom('Berlin', 'Bonn', null),
    modes: fc.subarray([...remoteSchema.options]),
    level: fc.constantFrom('entry', 'mid', 'senior', 'lead', null),
    pay: fc.option(money),
  })
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(posting, { minLength: 1, maxLength: 8 }),
      person,
      async (postings, { skills, values, city, modes, level, pay }) => {
        const source = `property ${run++}`
        const jobs = postings.map((fields, at) => ({ sourceId: String(at), title: 'W', company: 'C', ...fields }))
        await importPostings(store.ctx(), {
          bytes: Buffer.from(JSON.stringify(jobs)),
          fileName: 'x',
          format: 'json',
          source,
        })
        const personId = await somebody([
          ...skills.map(skill),
          ...values.map((value): FactInput => ({ key: 'work_value', value })),
          ...modes.map((value): FactInput => ({ key: 'work_mode', value })),
          ...(city ? [{ key: 'work_place', value: { city } } as FactInput] : []),
          ...(level ? [{ key: 'work_level', value: level } as FactInput] : []),
          ...(pay ? [{ key: 'work_pay', value: pay } as FactInput] : []),
        ])
        const { items } = await matchesOf(store.ctx(), { personId, limit: 500 })
        for (const { score, possible, parts } of items) {
          expect(parts.reduce((sum, part) => sum + part.points, 0)).toBe(score)
          expect(parts.reduce((sum, part) => sum + (part.known ? part.max : 0), 0)).toBe(possible)
          for (const part of parts) {
            expect(part.points).toBeGreaterThanOrEqual(0)
            expect(part.points).toBeLessThanOrEqual(part.known ? part.max : 0)
          }
        }
        const scores = items.map(item => item.score)
        expect(scores).toEqual(scores.toSorted((a, b) => b - a))
      },
    ),
    { numRuns: 12 },
  )
})

test('two people with different skills get different orders, and one listing is explained as in the list', async () => {
  const ids = await Promise.all(['Kubernetes', 'Patient care'].map(name => somebody([skill(name)])))
  const [first, second] = await Promise.all(ids.map(personId => matchesOf(store.ctx(), { personId })))
  expect(first!.items.map(item => item.listing.id)).not.toEqual(second!.items.map(item => item.listing.id))
  const [best] = first!.items
  expect(await matchOf(store.ctx(), { personId: ids[0]!, postingId: best!.listing.id })).toEqual(best)
})

test('stored matches are read back the same until a fact or a posting changes; pages give everything once; states are left alone', async () => {
  const ctx = store.ctx()
  const personId = await somebody([skill('SQL'), skill('Excel'), { key: 'work_mode', value: 'remote' }])
  const computed = await matchesOf(ctx, { personId, limit: 300 })
  await setState(ctx, { personId, postingId: computed.items[0]!.listing.id, state: 'applied' })
  expect(await recordMatches(ctx, personId)).toBe(true)
  expect(await recordMatches(ctx, personId)).toBe(false)
  const stored = await matchesOf(ctx, { personId, limit: 300 })
  expect(stored.items[0]!.state).toMatchObject({ state: 'applied' })
  expect(stored.items.map(item => ({ ...item, state: null }))).toEqual(
    computed.items.map(item => ({ ...item, state: null })),
  )
  const seen: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await matchesOf(ctx, { personId, limit: 7, cursor })
    seen.push(...page.items.map(item => item.listing.id))
    if (!page.cursor || seen.length > 400) break
    cursor = page.cursor
  }
  expect(seen.slice(0, 300)).toEqual(stored.items.map(item => item.listing.id))

  await rememberFacts(ctx, { personId, messageId: null, facts: [skill('Kubernetes')] })
  const changed = await matchesOf(ctx, { personId, limit: 1 })
  expect(changed.items[0]!.parts[0]!.factIds.length).toBeGreaterThan(0)
  expect(await matchOf(ctx, { personId, postingId: changed.items[0]!.listing.id })).toEqual(changed.items[0])
  const later = store.ctx({ now: () => ctx.now().add({ minutes: 5 }) })
  while (await refreshMatches(later)) {}
  expect(await recordMatches(later, personId)).toBe(false)
  await expect(matchesOf(ctx, { personId, cursor: 'x' })).rejects.toMatchObject({ code: 'catalogue.cursor_invalid' })
  expect(await matchesOf(ctx, { personId: await createPerson(ctx) })).toEqual({ items: [], cursor: null })
})

test('wishes are facts: what is left out goes, what stays keeps its source, the order of values counts', async () => {
  const ctx = store.ctx()
  const personId = await somebody([skill('SQL'), { key: 'work_value', value: 'Purpose' }])
  const before = await readPreferences(ctx, personId)
  expect(before).toMatchObject({ skills: ['SQL'], values: ['Purpose'], matchMail: false })
  const wished = {
    skills: ['sql', 'Excel'],
    values: ['Learning', 'Purpose'],
    places: [{ city: 'Denver', country: 'US' }],
    level: 'mid',
    matchMail: true,
  } as const
  const input = { ...wished, skills: [...wished.skills], values: [...wished.values], places: [...wished.places] }
  expect(await setPreferences(ctx, personId, input)).toMatchObject({
    skills: ['SQL', 'Excel'],
    values: ['Learning', 'Purpose'],
    level: 'mid',
    matchMail: true,
  })
  expect(await setPreferences(ctx, personId, { level: null, skills: [] })).toMatchObject({
    skills: [],
    values: ['Learning', 'Purpose'],
    level: null,
    places: [{ city: 'Denver', country: 'US' }],
  })
})

test('stored matches go once nothing is remembered any more: their reasons name what was erased', async () => {
  const ctx = store.ctx()
  const personId = await somebody([skill('Kubernetes')])
  const stored = async () =>
    (await sql`select parts from matches where person_id = ${personId}`.execute(ctx.db)).rows.length
  await recordMatches(ctx, personId)
  expect(await stored()).toBeGreaterThan(0)
  await refreshMatches(ctx)
  expect(await stored()).toBeGreaterThan(0)
  await eraseAllFacts(ctx, personId)
  await refreshMatches(ctx)
  expect(await stored()).toBe(0)
})
