import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { createPerson, sessionsOf, setMemory } from '../people/index.ts'
import { newVisitor, writeMessage } from '../people/testing.ts'
import { testStore } from '../storage/testing/index.ts'
import { compareListings, comparePlaces } from './compare.ts'
import { listingFacts } from './facts.ts'
import { listListings, listPlaces } from './list-listings.ts'
import { listingEventsOf } from './listing-events.ts'
import { marketOf } from './market.ts'
import { catalogueNames } from './names.ts'
import { distanceTo, nearbyListings } from './nearby.ts'
import { cataloguePart } from './person-part.ts'
import { findListing, requireListing } from './queries.ts'
import { recordListingEvent } from './record-listing-event.ts'
import { seedSample } from './seed-sample.ts'
import { setPublished } from './set-published.ts'

const store = testStore()
const find = async (name: string) => requireListing(store.ctx(), name)

beforeAll(async () => {
  await seedSample(store.ctx())
})

describe('a listing by its name', () => {
  test.each(['Velmora Avalon', 'velmora avalon', 'velmora-avalon', ' Velmora  Avalon '])('“%s”', async name => {
    expect((await findListing(store.ctx(), name))?.name).toBe('Velmora Avalon')
  })
  test('by alias and id, but not by half a name or a wrong one', async () => {
    const kelwin = await find('D-25')
    expect(kelwin.name).toBe('Kelwin District 25')
    expect((await findListing(store.ctx(), kelwin.id))?.name).toBe('Kelwin District 25')
    for (const name of ['Velmora', 'Halverly Neopolis', '', '…', '%', 'x'.repeat(5000)])
      expect(await findListing(store.ctx(), name)).toBeUndefined()
    await expect(find('nothing')).rejects.toMatchObject({ code: 'catalogue.listing_not_found' })
  })
})

describe('facts', () => {
  test('come from their columns, with the date of the row', async () => {
    const { id, updatedAt, registrationNumber } = await find('Velmora Citrine')
    const facts = await listingFacts(store.ctx(), {
      listingId: id,
      facts: ['price', 'possession', 'configuration', 'registration'],
    })
    expect(facts.map(fact => [fact.key, fact.text])).toEqual([
      ['price', '2 BHK ₹96 lakh; 2.5 BHK ₹1.12 crore; 3 BHK ₹1.34 crore'],
      ['possession', 'Q2 2028 (under construction)'],
      ['configuration', '2 BHK 1,120 sq ft; 2.5 BHK 1,310 sq ft; 3 BHK 1,580 sq ft'],
      ['registration', registrationNumber],
    ])
    expect(facts.every(fact => fact.asOf === updatedAt)).toBe(true)
  })
  test('what the data lacks is null, never made up', async () => {
    const { id } = await find('Velmora Avalon')
    expect((await listingFacts(store.ctx(), { listingId: id, facts: ['brochure'] }))[0]!.text).toBeNull()
  })
  test('no text of any listing holds a placeholder', async () => {
    const { items } = await listListings(store.ctx(), { limit: 200 })
    for (const { id } of items)
      for (const { text } of await listingFacts(store.ctx(), {
        listingId: id,
        facts: [
          'price',
          'amenities',
          'possession',
          'location',
          'registration',
          'carpet_area',
          'contact',
          'configuration',
          'connectivity',
        ],
      }))
        expect(text ?? '').not.toMatch(/null|undefined|NaN|QQ|₹0\b/)
  })
})

describe('side by side', () => {
  test('listings in the order asked', async () => {
    const [a, b] = [await find('Halverly Glenbrook'), await find('Tessara Songbird')]
    const { columns, rows } = await compareListings(store.ctx(), [b.id, a.id])
    expect(columns.map(column => column.name)).toEqual(['Tessara Songbird', 'Halverly Glenbrook'])
    expect(rows.find(row => row.label === 'Price')!.cells).toEqual(['2 BHK ₹89 lakh', '3 BHK ₹2.1 crore'])
  })
  test('places with dated figures, an unknown one empty', async () => {
    const { columns, rows } = await comparePlaces(store.ctx(), ['whitefield', 'Atlantis'])
    expect(columns.map(column => column.name)).toEqual(['Whitefield', 'Atlantis'])
    expect(rows.find(row => row.label === 'Figures')!.cells).toEqual([
      expect.stringContaining('2026-10-01 (sample)'),
      null,
    ])
    expect(rows.every(row => row.cells[1] === null)).toBe(true)
  })
  test('one, five or the same twice are refused', async () => {
    const { id } = await find('Velmora Avalon')
    for (const ids of [[id], [id, id], ['1', '2', '3', '4', '5']])
      await expect(compareListings(store.ctx(), ids)).rejects.toMatchObject({ code: 'catalogue.compare_count' })
  })
})

describe('around', () => {
  test('a listing: nearest first, itself left out, pages without repeating', async () => {
    const { id } = await find('Velmora Avalon')
    const names: string[] = []
    const distances: number[] = []
    let total = 0
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await nearbyListings(store.ctx(), { listingId: id, limit: 3, cursor })
      names.push(...page.items.map(card => card.name))
      distances.push(...page.items.map(card => card.distanceKm!))
      ;({ total, cursor } = page)
    }
    expect(new Set(names).size).toBe(total)
    expect(names).toHaveLength(total)
    expect(names).not.toContain('Velmora Avalon')
    expect(distances).toEqual(distances.toSorted((x, y) => x - y))
    expect(distances.at(-1)).toBeLessThanOrEqual(10)
  })
  test('a place with a wish; an unknown place is called unknown', async () => {
    const near = await nearbyListings(store.ctx(), { place: 'Hebbal', radiusKm: 6, wish: { bedrooms: [3] } })
    expect(near.items.length).toBeGreaterThan(0)
    for (const card of near.items) expect(card.units.some(unit => unit.bedrooms === 3)).toBe(true)
    expect((await nearbyListings(store.ctx(), { place: 'Atlantis' })).unknownPlaces[0]!.spoken).toBe('Atlantis')
  })
  test('the distance to a place, null where nobody knows it', async () => {
    const { id } = await find('Velmora Avalon')
    expect(await distanceTo(store.ctx(), { listingId: id, place: 'airport' })).toBeCloseTo(25, -1)
    expect(await distanceTo(store.ctx(), { listingId: id, place: 'Atlantis' })).toBeNull()
  })
})

describe('how a person took listings', () => {
  test('counts and times come from all events; interest and rejection take each other back', async () => {
    const ctx = store.ctx()
    const personId = await createPerson(ctx)
    const [a, b] = [await find('Velmora Avalon'), await find('Velmora Citrine')]
    const record = (listingId: string, kind: 'view' | 'interest' | 'rejection', more = {}) =>
      recordListingEvent(ctx, { personId, listingId, kind, ...more })
    for (let times = 0; times < 3; times++) await record(a.id, 'view')
    await record(b.id, 'view')
    await record(a.id, 'interest')
    await record(b.id, 'interest', { level: 'high' })
    await record(b.id, 'rejection', { reason: 'too far' })
    const events = await listingEventsOf(ctx, personId)
    expect(events.viewed.map(one => [one.listing.name, one.count])).toEqual([
      ['Velmora Citrine', 1],
      ['Velmora Avalon', 3],
    ])
    expect(events.interested.map(one => [one.listing.name, one.level])).toEqual([['Velmora Avalon', 'medium']])
    expect(events.rejected.map(one => [one.listing.name, one.reason])).toEqual([['Velmora Citrine', 'too far']])
  })
  test('nothing is kept while memory is off; everything is exported and erased', async () => {
    const ctx = store.ctx()
    const personId = await createPerson(ctx)
    const { id } = await find('Velmora Avalon')
    await recordListingEvent(ctx, { personId, listingId: id, kind: 'view' })
    await setMemory(ctx, { personId, on: false })
    expect(await recordListingEvent(ctx, { personId, listingId: id, kind: 'view' })).toBeUndefined()
    expect((await cataloguePart.export(ctx, personId)).listing_events).toHaveLength(1)
    expect(await cataloguePart.erase(ctx, personId)).toEqual({ listing_events: 1 })
    expect((await listingEventsOf(ctx, personId)).viewed).toEqual([])
  })
  test('looking at homes keeps a session from ending, and begins none', async () => {
    let now = Temporal.Instant.from('2026-11-20T05:00:00Z')
    const ctx = store.ctx({ now: () => now, actor: newVisitor() })
    const { id: listingId } = await find('Velmora Avalon')
    const { personId } = await writeMessage(ctx, 'hello')
    const sessions = async () => (await sessionsOf(ctx, personId)).map(({ number, last_at }) => `${number} ${last_at}`)
    const look = () => recordListingEvent(ctx, { personId, listingId, kind: 'view' })
    now = now.add({ minutes: 20 })
    await look()
    now = now.add({ minutes: 20 })
    await writeMessage(ctx, 'here again')
    expect(await sessions()).toEqual(['1 2026-11-20T05:40:00Z'])
    now = now.add({ minutes: 30 })
    await look()
    expect(await sessions()).toEqual(['1 2026-11-20T05:40:00Z'])
    await writeMessage(ctx, 'and again')
    expect(await sessions()).toEqual(['2 2026-11-20T06:10:00Z', '1 2026-11-20T05:40:00Z'])
  })

  test('a message says a thing of a listing once, however often it is told', async () => {
    const ctx = store.ctx()
    const personId = await createPerson(ctx)
    const { id: listingId } = await find('Velmora Avalon')
    const said = { personId, listingId, kind: 'rejection', messageId: randomUUID() } as const
    expect(await recordListingEvent(ctx, said)).toBeDefined()
    expect(await recordListingEvent(ctx, said)).toBeUndefined()
    expect(await recordListingEvent(ctx, { ...said, messageId: randomUUID() })).toBeDefined()
    expect((await listingEventsOf(ctx, personId)).rejected).toMatchObject([{ count: 2 }])
  })
  test('an event is announced within its transaction', async () => {
    const ctx = store.ctx()
    const personId = await createPerson(ctx)
    const { id } = await find('Velmora Avalon')
    store.events.subscribe('listing.event', async (_inner, event) => {
      if (event.reason === 'fail') throw new Error('no')
    })
    await expect(
      recordListingEvent(ctx, { personId, listingId: id, kind: 'rejection', reason: 'fail' }),
    ).rejects.toThrow('no')
    expect((await listingEventsOf(ctx, personId)).rejected).toEqual([])
  })
})

test('names for the understanding stay the same object until the catalogue changes', async () => {
  const before = await catalogueNames(store.ctx())
  expect(await catalogueNames(store.ctx())).toBe(before)
  const { id } = await find('Isarna Neopolis')
  await setPublished(store.ctx(), { listingId: id, published: false })
  const after = await catalogueNames(store.ctx())
  expect(after.listings.map(one => one.name)).not.toContain('Isarna Neopolis')
  await setPublished(store.ctx(), { listingId: id, published: true })
  expect((await catalogueNames(store.ctx())).listings).toEqual(before.listings)
})

test('figures about a place by any spelling, the newest', async () => {
  expect(await marketOf(store.ctx(), 'RR Nagar')).toMatchObject({
    place: 'Rajarajeshwari Nagar',
    sample: true,
    asOf: '2026-10-01',
  })
  expect(await marketOf(store.ctx(), 'Atlantis')).toBeUndefined()
})

test('staff find listings by words and by names spelled nearly so', async () => {
  const names = async (q: string) => (await listListings(store.ctx(), { q })).items.map(one => one.name)
  expect(await names('velmora')).toEqual(['Velmora Avalon', 'Velmora Citrine'])
  expect(await names('Isarna Neopolls')).toContain('Isarna Neopolis')
  expect(await names("'; drop table listings; --")).toEqual([])
})

test('places with how many homes they have', async () => {
  const places = await listPlaces(store.ctx())
  const { rows } = await sql<{ count: number }>`select count(*) from listings where published`.execute(store.db)
  expect(places.reduce((sum, place) => sum + place.listings, 0)).toBe(rows[0]!.count)
})
