import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { requireListing, seedSample } from '../../catalogue/index.ts'
import { LAKH, offer } from '../../catalogue/testing/offer.ts'
import { createPerson, rememberFacts } from '../../people/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { recordReading } from '../reading/record-reading.ts'
import type { Reading } from '../schema.ts'
import { dealCards } from './deal-cards.ts'
import { dealSilence } from './deal-silence.ts'
import { markCard } from './mark-card.ts'
import { coachingPiece } from './person-piece.ts'
import { readCoaching } from './read-coaching.ts'

const store = testStore({ connections: 4 })
let clock = Temporal.Instant.from('2026-11-20T05:00:00Z')
const ctx = (change: Partial<Context> = {}) => store.ctx({ now: () => clock, ...change })
const later = (minutes: number) => {
  clock = clock.add({ seconds: Math.round(minutes * 60) })
}

beforeAll(async () => {
  await seedSample(store.ctx())
})

const calm: Reading = {
  intent: 'other',
  intents: ['other'],
  sentiment: 'neutral',
  frustration: 0,
  objections: [],
  asked: [],
  places: [],
  wish: {},
  shown: 0,
  focusId: null,
  needsClarification: false,
  lacking: [],
}

const asked = { closing: false, discount: false, contact: false, nudge: null }

async function someone() {
  const personId = await createPerson(ctx())
  const conversationId = randomUUID()
  const { db } = ctx()
  const at = clock
  await db
    .insertInto('conversations')
    .values({ id: conversationId, person_id: personId, desk: 'sales', created_at: at, active_at: at })
    .execute()
  let number = 0
  const post = async (author: 'visitor' | 'assistant', text: string) => {
    const id = randomUUID()
    number += 1
    await db
      .insertInto('messages')
      .values({
        id,
        conversation_id: conversationId,
        number,
        author,
        client_id: author === 'visitor' ? id : null,
        text,
        created_at: clock,
      })
      .execute()
    await db
      .updateTable('conversations')
      .set({ last_number: number, active_at: clock })
      .where('id', '=', conversationId)
      .execute()
    return id
  }
  return {
    personId,
    conversationId,
    post,
    number: () => number,
    /** A message as it was read; nothing is dealt yet. */
    async say(text: string, reading: Partial<Reading> = {}) {
      const messageId = await post('visitor', text)
      await db
        .insertInto('turns')
        .values({ message_id: messageId, conversation_id: conversationId, number, state: 'human' })
        .execute()
      const input = {
        personId,
        conversationId,
        messageId,
        number,
        session: null,
        reading: { ...calm, ...reading },
        ...asked,
      }
      await transact(ctx(), inner => recordReading(inner, input))
    },
    cards: async () => (await readCoaching(ctx(), { personId })).cards,
    seen: (typing: Temporal.Instant | null = null) =>
      db
        .insertInto('conversation_presence')
        .values({ conversation_id: conversationId, seen_at: clock, typing_until: typing })
        .onConflict(conflict =>
          conflict.columns(['conversation_id', 'account_id']).doUpdateSet({ seen_at: clock, typing_until: typing }),
        )
        .execute(),
  }
}

const dealAll = async () => {
  let turns = 0
  while (await dealCards(ctx())) turns += 1
  return turns
}
const rulesOf = (cards: { rule: string }[]) => cards.map(card => card.rule)

describe('dealing', () => {
  test('three at most for a message, by priority; each rule rests 30 minutes; the rest get their turn', async () => {
    const one = await someone()
    const worried: Partial<Reading> = {
      ...{ objections: ['budget', 'location', 'possession'], shown: 3, intents: ['objection'] },
    }
    for (const text of ['a', 'b', 'c']) await one.post('visitor', text)
    await one.say('Too expensive, too far and too late', worried)
    expect(await dealAll()).toBe(1)
    expect(rulesOf(await one.cards())).toEqual(['budget_objection', 'location_objection', 'possession_objection'])
    later(1)
    await one.say('Still too expensive, too far and too late', worried)
    await dealAll()
    // All three rest: nothing is said twice.
    expect(await one.cards()).toHaveLength(3)
    later(28.9)
    await one.say('Too expensive!', { objections: ['budget'] })
    await dealAll()
    expect(await one.cards()).toHaveLength(3)
    later(0.1)
    await one.say('Too expensive!!', { objections: ['budget'] })
    await dealAll()
    const cards = await one.cards()
    expect(cards).toHaveLength(4)
    expect(cards[0]).toMatchObject({ rule: 'budget_objection', evidence: { messageNumber: one.number() } })
  })

  test('several processes deal each message once, and a message of somebody else is not held up', async () => {
    const people = await Promise.all([1, 2, 3, 4].map(() => someone()))
    for (const person of people) {
      await person.say('Too expensive', { objections: ['budget'] })
      await person.say('I said too expensive', { objections: ['budget'] })
    }
    await Promise.all([1, 2, 3, 4].map(dealAll))
    for (const person of people) expect(rulesOf(await person.cards())).toEqual(['budget_objection'])
    expect(await dealAll()).toBe(0)
  })

  test('what is old by the time it is its turn is put aside without advice', async () => {
    const one = await someone()
    await one.say('Too expensive', { objections: ['budget'] })
    later(31)
    expect(await dealAll()).toBe(0)
    expect(await one.cards()).toEqual([])
  })

  test('what waits behind newer ones while people keep talking does not pile up: it goes when it is stale', async () => {
    const people = await Promise.all([1, 2, 3].map(() => someone()))
    for (const person of people) await person.say('Too expensive', { objections: ['budget'] })
    later(31)
    const now = await someone()
    await now.say('Too expensive', { objections: ['budget'] })
    // One look for the newest takes all that is stale out of the way.
    await dealCards(ctx())
    expect(rulesOf(await now.cards())).toEqual(['budget_objection'])
    const waiting = await ctx()
      .db.selectFrom('sales_readings')
      .select('message_id')
      .where('dealt_at', 'is', null)
      .execute()
    expect(waiting).toEqual([])
  })

  test('what is not the last that somebody said goes after two minutes: where time is short the last counts', async () => {
    const one = await someone()
    await one.say('Too expensive', { objections: ['budget'] })
    await one.say('Is it far from everything?', { objections: ['location'] })
    later(3)
    await dealAll()
    expect(rulesOf(await one.cards())).toEqual(['location_objection'])
  })

  test('an active visit ends the visit trigger; the words name the home in focus', async () => {
    const home = await requireListing(store.ctx(), 'Velmora Avalon')
    const one = await someone()
    for (let count = 0; count < 3; count++)
      await one.say('Tell me more', { shown: 2, focusId: home.id, intents: ['facts'] })
    await dealAll()
    const [card] = await one.cards()
    expect(card).toMatchObject({ rule: 'visit_trigger', evidence: { listing: { name: 'Velmora Avalon' } } })
    expect(card!.script).toContain('Velmora Avalon')
    later(40)
    const staff = randomUUID()
    await store.pool.query(
      "insert into staff (id, name, role, time_zone, created_at, updated_at) values ($1, 'Asha', 'agent', 'Asia/Kolkata', now(), now())",
      [staff],
    )
    await store.pool.query(
      `insert into appointments (id, code, kind, person_id, staff_id, listing_id, status, period, time_zone, source, ics_uid, created_at, updated_at)
      values ($1, '0123456789AB', 'site_visit', $2, $3, $4, 'confirmed', '[2027-01-01 10:00Z,2027-01-01 11:00Z)', 'Asia/Kolkata', 'chat', 'u', $5, $5)`,
      [randomUUID(), one.personId, staff, home.id, clock.toString()],
    )
    await one.say('And now?', { shown: 2, focusId: home.id, intents: ['facts'] })
    await dealAll()
    // Neither dealt again nor shown any longer.
    const dealt = await store.pool.query(
      "select from coaching_cards k join conversations c on c.id = k.conversation_id where c.person_id = $1 and k.rule = 'visit_trigger'",
      [one.personId],
    )
    expect(dealt.rowCount).toBe(1)
    expect(rulesOf(await one.cards())).not.toContain('visit_trigger')
  })
})

describe('selling up', () => {
  test('only a better match, only up to 20% over, by the catalogue’s own search; the next size up to 10% over', async () => {
    const unit = (bedrooms: number, price: number) => ({
      bedrooms,
      areaSqft: 1000 * bedrooms,
      priceMin: price,
      priceMax: price,
    })
    await offer(
      store.ctx(),
      [
        { name: 'Plainhouse', place: 'Kogilu', amenities: ['lift'], units: [unit(2, 80 * LAKH)] },
        { name: 'Poolhouse', place: 'Kogilu', amenities: ['lift', 'swimming_pool'], units: [unit(2, 96 * LAKH)] },
        { name: 'Palace', place: 'Kogilu', amenities: ['lift', 'swimming_pool'], units: [unit(2, 97 * LAKH)] },
        { name: 'Roomhouse', place: 'Kogilu', amenities: ['lift'], units: [unit(3, 88 * LAKH)] },
        { name: 'Hugehouse', place: 'Kogilu', amenities: ['lift'], units: [unit(3, 89 * LAKH)] },
      ],
      { source: 'upsell' },
    )
    const wish = { places: ['Kogilu'], bedrooms: [2], maxPrice: 80 * LAKH }
    const one = await someone()
    await one.say('2 BHK in Kogilu under 80 lakh', { wish, intents: ['search'] })
    await dealAll()
    // What is in the budget has all that was wished: nothing is better. The next size costs exactly a tenth more.
    expect(await one.cards()).toMatchObject([
      {
        rule: 'configuration_upsell',
        message: 'The next size is within reach: Roomhouse, 3 BHK at ₹88 lakh, 10% above the budget.',
      },
    ])
    const two = await someone()
    await rememberFacts(ctx(), {
      personId: two.personId,
      messageId: null,
      facts: [{ key: 'amenity_wanted', value: 'swimming_pool' }],
    })
    await two.say('2 BHK in Kogilu under 80 lakh', { wish, intents: ['search'] })
    await dealAll()
    const [better] = await two.cards()
    expect(better).toMatchObject({
      ...{ rule: 'budget_upsell', evidence: { listing: { name: 'Poolhouse' } } },
      message: 'Poolhouse is a better match for 20% more: 2 BHK at ₹96 lakh, it also has a swimming pool.',
    })
    const three = await someone()
    await three.say('2 BHK in Kogilu under 79 lakh with a pool', {
      wish: { ...wish, maxPrice: 79 * LAKH, amenities: ['swimming_pool'] },
      intents: ['search'],
    })
    await dealAll()
    // ₹96 lakh is 21.5% over ₹79 lakh.
    expect(rulesOf(await three.cards())).toEqual(['general_tip'])
  })
})

describe('silence', () => {
  const quiet = async (shown = 2) => {
    const one = await someone()
    await one.say('Show me homes', { shown, intents: ['search'] })
    await dealAll()
    await one.post('assistant', 'Here they are.')
    return one
  }
  const silences = async (one: Awaited<ReturnType<typeof someone>>) =>
    rulesOf(await one.cards()).filter(rule => rule === 'silence').length

  test('after two minutes without a word, from who is there; once for each silence, and rested', async () => {
    const one = await quiet()
    later(1.98)
    await one.seen()
    expect(await dealSilence(ctx())).toBe(0)
    later(0.02)
    await Promise.all([dealSilence(ctx()), dealSilence(ctx()), dealSilence(ctx())])
    expect(await silences(one)).toBe(1)
    later(31)
    await one.seen()
    await dealSilence(ctx())
    expect(await silences(one)).toBe(1)
    await one.say('Hm', { shown: 2 })
    await one.post('assistant', 'Take your time.')
    later(2)
    await one.seen()
    await dealSilence(ctx())
    expect(await silences(one)).toBe(2)
  })

  test('not for who left, types, waits for our answer, or only began', async () => {
    const left = await quiet()
    await left.seen()
    const waits = await someone()
    await waits.say('Show me homes', { shown: 2 })
    const began = await quiet(0)
    const types = await quiet()
    later(3)
    await waits.seen()
    await began.seen()
    await types.seen(clock.add({ seconds: 5 }))
    expect(await dealSilence(ctx())).toBe(0)
  })
})

describe('for staff alone', () => {
  test('a card that was marked makes room; who may not see leads sees none; erased with the person', async () => {
    const one = await someone()
    await one.say('Too expensive', { objections: ['budget'] })
    await dealAll()
    const [card] = await one.cards()
    await markCard(ctx(), { personId: one.personId, cardId: card!.id, mark: 'done' })
    expect(await one.cards()).toEqual([])
    await markCard(ctx(), { personId: one.personId, cardId: card!.id, mark: null })
    expect(await one.cards()).toHaveLength(1)
    const other = await someone()
    await expect(markCard(ctx(), { personId: other.personId, cardId: card!.id, mark: 'done' })).rejects.toMatchObject({
      code: 'leads.card_unknown',
    })
    const coach = ctx({ actor: { kind: 'account', accountId: randomUUID(), role: 'coach', name: 'C' } })
    await expect(readCoaching(coach, { personId: one.personId })).rejects.toMatchObject({ code: 'leads.not_allowed' })
    await expect(readCoaching(ctx(), { personId: randomUUID() })).rejects.toMatchObject({ code: 'leads.unknown' })
    await expect(
      readCoaching(ctx(), { personId: one.personId, conversationId: other.conversationId }),
    ).rejects.toMatchObject({ code: 'leads.unknown' })
    const kept = await coachingPiece.export(ctx(), one.personId)
    expect(kept).toMatchObject({ coaching_cards: [{ id: card!.id }], coaching_card_marks: [{}, {}] })
    for (const word of [card!.message, 'budget_objection', 'done', 'useful'])
      expect(JSON.stringify(kept)).not.toContain(word)
    expect(await coachingPiece.erase(ctx(), one.personId)).toMatchObject({ coaching_cards: 1, coaching_card_marks: 2 })
    expect(await one.cards()).toEqual([])
  })

  test('stage, mood, objections, market and what does not wait stand beside it', async () => {
    const home = await requireListing(store.ctx(), 'Velmora Avalon')
    const one = await someone()
    await one.say('Terrible price', { objections: ['budget'], sentiment: 'negative', wish: { places: ['Whitefield'] } })
    await store.pool.query(
      'insert into conversation_states (conversation_id, number, state, edit, created_at) values ($1, 1, $2, $3, now())',
      [
        one.conversationId,
        JSON.stringify({ wish: { bedrooms: [3] }, focus: home.name, ids: { [home.name]: home.id } }),
        '{"set":{},"clear":[]}',
      ],
    )
    const coaching = await readCoaching(ctx(), { personId: one.personId })
    expect(coaching).toMatchObject({
      ...{ stage: 'negotiation', focus: { name: 'Velmora Avalon' }, objections: [{ kind: 'budget', count: 1 }] },
      sentiment: { average: -0.5, last: [{ sentiment: 'negative' }] },
      market: { place: 'Whitefield', sample: true, position: { unit: '3 BHK' } },
    })
    expect(coaching.market!.grade).not.toBeNull()
    expect(coaching.alternatives!.rows.at(-1)!.label).toBe('Against its locality')
  })
})
