import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { offer } from '../../catalogue/testing/offer.ts'
import { answer, handOver, newVisitor, say } from '../../conversations/testing.ts'
import { setMemory } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import type { Reading, Stage } from '../schema.ts'
import { readStanding } from './read-standing.ts'
import { type ReadingInput, recordingOf, recordReading } from './record-reading.ts'

const store = testStore({ connections: 4 })

type Told = Partial<Reading> & Partial<Pick<ReadingInput, 'closing' | 'discount' | 'contact' | 'nudge'>>

/** A visitor whose messages are read as told; each counts as answered. */
function openReader(now = () => Temporal.Instant.from('2026-11-20T04:30:00Z')) {
  let at = now()
  const ctx = (): Context => ({ ...store.ctx({ actor }), now: () => at })
  const actor = newVisitor()
  return {
    ctx,
    wait: (minutes: number) => {
      at = at.add({ minutes })
    },
    async read(told: Told = {}) {
      const posted = await say(ctx(), 'hello')
      if (posted.turn.state !== 'human') await answer(ctx(), posted, 'hello')
      const { closing = false, discount = false, contact = false, nudge = null, ...reading } = told
      const intents = reading.intents ?? (reading.intent ? [reading.intent] : ['other'])
      const input: ReadingInput = {
        ...{ messageId: posted.turn.messageId, closing, discount, contact, nudge },
        reading: {
          ...{
            intent: intents[0]!,
            intents,
            sentiment: 'neutral',
            frustration: 0,
            objections: [],
            asked: [],
            places: [],
          },
          ...{ wish: {}, shown: 0, focusId: null, needsClarification: false, lacking: [], ...reading },
        },
      }
      const recorded = await recordReading(ctx(), input)
      return { ...recorded, turn: posted.turn, input }
    },
    async stages(...all: Told[]): Promise<(Stage | null)[]> {
      const stages: (Stage | null)[] = []
      for (const told of all) stages.push((await this.read(told)).stage)
      return stages
    },
  }
}

const rows = async <Row>(statement: ReturnType<typeof sql<Row>>) => (await statement.execute(store.ctx().db)).rows

describe('stage', () => {
  const budget = { objections: ['budget'], intent: 'objection', sentiment: 'negative' } satisfies Told
  it.each<[string, Told, Stage]>([
    ['nothing in particular', {}, 'discovery'],
    ['one listing was shown', { shown: 1 }, 'discovery'],
    ['two listings were shown', { shown: 2 }, 'evaluation'],
    ['facts', { intent: 'facts' }, 'evaluation'],
    ['facts said beside something else', { intents: ['greeting', 'facts'] }, 'evaluation'],
    ['a comparison', { intent: 'compare' }, 'evaluation'],
    ['a choice', { intent: 'select' }, 'evaluation'],
    ['an objection', budget, 'negotiation'],
    ['an objection beside facts', { ...budget, intents: ['facts', 'objection'], shown: 3 }, 'negotiation'],
    ['a discount asked', { discount: true, intent: 'facts' }, 'negotiation'],
    ['closing before everything', { ...budget, closing: true, discount: true, shown: 5 }, 'closing'],
  ])('%s', async (_name, told, stage) => {
    expect((await openReader().read(told)).stage).toBe(stage)
  })

  it('an objection lasts until an agreement, a choice or a good mood follows it', async () => {
    const ends: Told[] = [
      { intent: 'agree' },
      { intents: ['facts', 'select'] },
      { sentiment: 'positive' },
      { sentiment: 'excited' },
    ]
    for (const end of ends) {
      const [objected, lasting, still, ended, after] = await openReader().stages(
        budget,
        { intent: 'facts' },
        { intent: 'thanks', sentiment: 'negative' },
        end,
        {},
      )
      expect([objected, lasting, still]).toEqual(['negotiation', 'negotiation', 'negotiation'])
      expect(ended).not.toBe('negotiation')
      expect(after).toBe('discovery')
    }
    // What settles and objects at once is an objection; a discount is of its message alone.
    expect(await openReader().stages({ ...budget, intents: ['agree', 'objection'] }, {})).toEqual([
      'negotiation',
      'negotiation',
    ])
    expect(await openReader().stages({ discount: true }, {})).toEqual(['negotiation', 'discovery'])
  })

  it('an active appointment of this conversation closes, one that is cancelled or over does not', async () => {
    const one = openReader()
    const { turn } = await one.read()
    const code = () =>
      Array.from({ length: 12 }, () => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Math.floor(Math.random() * 32)]).join('')
    await sql`
      insert into appointments (id, code, kind, person_id, conversation_id, status, time_zone, source, ics_uid, reason, urgency,
        due_at, created_at, updated_at)
      values (${randomUUID()}, ${code()}, 'callback', ${turn.personId}, ${turn.conversationId}, 'pending', 'Asia/Kolkata',
        'chat', ${randomUUID()}, 'general', 'high', ${one.ctx().now()}, ${one.ctx().now()}, ${one.ctx().now()})`.execute(
      store.ctx().db,
    )
    expect((await one.read()).stage).toBe('closing')
    await sql`update appointments set status = 'contacted' where conversation_id = ${turn.conversationId}`.execute(
      store.ctx().db,
    )
    expect((await one.read()).stage).toBe('discovery')
  })

  it('its history has a row for each change, and the last of them is the stage', async () => {
    const one = openReader()
    await one.stages({}, {}, { shown: 2 }, { closing: true }, { closing: true }, { shown: 3 })
    const { turn } = await one.read({ shown: 3 })
    const history = await rows(sql<{ from_stage: Stage; to_stage: Stage; number: number }>`
      select s.from_stage, s.to_stage, m.number from lead_stages s join messages m on m.id = s.message_id
      where s.person_id = ${turn.personId} order by s.number`)
    expect(history).toEqual([
      { from_stage: null, to_stage: 'discovery', number: 1 },
      { from_stage: 'discovery', to_stage: 'evaluation', number: 5 },
      { from_stage: 'evaluation', to_stage: 'closing', number: 7 },
      { from_stage: 'closing', to_stage: 'evaluation', number: 11 },
    ])
    expect(await rows(sql`select stage from leads where person_id = ${turn.personId}`)).toEqual([
      { stage: 'evaluation' },
    ])
  })
})

describe('a reading', () => {
  it('is written once, and keeps all that scoring and coaching go by', async () => {
    const one = openReader()
    const { turn, input } = await one.read({
      ...{
        intents: ['facts', 'objection'],
        sentiment: 'negative',
        objections: ['budget', 'location'],
        places: ['Whitefield'],
      },
      ...{ wish: { bedrooms: [2] }, shown: 3, lacking: ['Registration'], asked: [{ listingId: null, fact: 'price' }] },
    })
    const again = await recordReading(one.ctx(), { ...input, reading: { ...input.reading, sentiment: 'excited' } })
    expect(again.stage).toBe('negotiation')
    expect(await rows(sql`select * from sales_readings where conversation_id = ${turn.conversationId}`)).toMatchObject([
      {
        ...{ intents: ['facts', 'objection'], sentiment: 'negative', score: -0.5, objections: ['budget', 'location'] },
        ...{ wish: { bedrooms: [2] }, shown: 3, lacking: ['Registration'], stage: 'negotiation', number: 1 },
      },
    ])
    expect(await readStanding(store.ctx(), turn.conversationId)).toMatchObject({
      ...{ stage: 'negotiation', sentiment: 'negative', average: -0.5, frustration: 0 },
      objections: [
        { kind: 'budget', count: 1, messageNumber: 1 },
        { kind: 'location', count: 1, messageNumber: 1 },
      ],
      readings: [{ number: 1, intent: 'facts' }],
    })
  })

  it('averages the last twenty messages of the person, whichever conversation they stand in', async () => {
    const one = openReader()
    const first = await one.read({ sentiment: 'frustrated' })
    for (let at = 0; at < 4; at++) await one.read({ sentiment: 'excited' })
    await sql`update conversations set closed_at = now() where id = ${first.turn.conversationId}`.execute(
      store.ctx().db,
    )
    for (let at = 0; at < 15; at++) await one.read({ sentiment: 'positive' })
    const average = async () =>
      (await rows(sql<{ it: number }>`select round(average_sentiment(${first.turn.personId}), 4) as it`))[0]!.it
    expect(await average()).toBe((-1 + 4 + 7.5) / 20)
    await one.read({ sentiment: 'negative' })
    expect(await average()).toBe((4 + 7.5 - 0.5) / 20)
  })

  it('of a message that is gone, of another desk or of somebody erased is nothing', async () => {
    const one = openReader()
    const { input } = await one.read()
    expect(await recordReading(one.ctx(), { ...input, messageId: randomUUID() })).toEqual({ stage: null, alert: null })
  })

  it('keeps nothing while memory is off, and its message is not read again', async () => {
    const one = openReader()
    const { turn } = await one.read()
    await setMemory(one.ctx(), { personId: turn.personId, on: false })
    const off = await one.read({ closing: true, contact: true, sentiment: 'excited' })
    expect(off.stage).toBe('closing')
    expect(
      await rows(sql`select number from sales_readings where conversation_id = ${turn.conversationId}`),
    ).toHaveLength(1)
    expect(await rows(sql`select from unkept_readings where message_id = ${off.turn.messageId}`)).toHaveLength(1)
    expect(await rows(sql`select stage from leads where person_id = ${turn.personId}`)).toEqual([
      { stage: 'discovery' },
    ])
  })

  it('stands with its answer or not at all', async () => {
    const one = openReader()
    const posted = await say(one.ctx(), 'hello')
    const { input } = await openReader().read()
    const within = recordingOf(one.ctx(), { ...input, messageId: posted.turn.messageId })
    const { completeTurn } = await import('../../conversations/index.ts')
    const lost = await completeTurn(one.ctx(), { turn: posted.turn, owner: 'somebody else', text: 'hi', within })
    expect(lost.outcome).toBe('lost')
    const kept = () => rows(sql`select stage from sales_readings where message_id = ${posted.turn.messageId}`)
    expect(await kept()).toEqual([])
    await completeTurn(one.ctx(), { turn: posted.turn, owner: posted.turn.owner!, text: 'hi', within })
    expect(await kept()).toEqual([{ stage: 'discovery' }])
  })
})

describe('signals', () => {
  const earned = (personId: string) =>
    rows(sql<{ component: string; engagement: number; intent: number; key: string }>`
      select component, engagement, intent, key from signals where person_id = ${personId} order by number`)

  it('count sessions by gaps, whatever is said within them', async () => {
    const one = openReader()
    const { turn } = await one.read()
    for (let at = 0; at < 4; at++) await one.read()
    one.wait(29)
    await one.read()
    one.wait(31)
    await one.read()
    await one.read()
    expect(
      (await earned(turn.personId)).map(({ component, engagement, intent }) => [component, engagement, intent]),
    ).toEqual([
      ['session', 0.5, 0],
      ['session', 0.5, 0],
      ['return', 0, 0.25],
    ])
  })

  it('count a detail once by listing and fact, and contact once for good', async () => {
    const one = openReader()
    await offer({ ...store.ctx(), actor: { kind: 'system' } }, [{ name: 'Testbuild Orchard' }])
    const [home] = await rows(sql<{ id: string }>`select id from listings where name = 'Testbuild Orchard'`)
    const listing = home!.id
    const asked = (...facts: string[]) => facts.map(fact => ({ listingId: listing, fact }))
    const { turn } = await one.read({ asked: asked('price', 'price', 'amenities'), contact: true })
    await one.read({ asked: asked('price', 'possession'), contact: true })
    await one.read({ asked: [{ listingId: null, fact: 'price' }] })
    expect((await earned(turn.personId)).filter(({ component }) => component !== 'session')).toMatchObject([
      { component: 'detail', intent: 0.25, key: `listing/${listing}/price` },
      { component: 'contact', intent: 0.5 },
      { component: 'detail', intent: 0.25, key: `listing/${listing}/possession` },
    ])
  })

  it('hold the difference that the mood of the last messages makes', async () => {
    const one = openReader()
    const { turn } = await one.read({ sentiment: 'neutral' })
    for (const sentiment of ['excited', 'excited', 'frustrated', 'frustrated', 'frustrated'] as const)
      await one.read({ sentiment })
    const sentiments = (await earned(turn.personId)).filter(({ component }) => component === 'sentiment')
    // 2 × 1/2, 2 × 2/3, 2 × 1/4, 0
    expect(sentiments.map(({ engagement }) => engagement)).toEqual([1, 0.33, -0.83, -0.5])
  })
})

describe('alerts', () => {
  it('come at the fifth frustrated and the tenth negative message, not before', async () => {
    const frustrated = openReader()
    const alerts: unknown[] = []
    for (let at = 1; at <= 5; at++)
      alerts.push((await frustrated.read({ sentiment: at > 3 ? 'frustrated' : 'neutral' })).alert)
    expect(alerts).toEqual([null, null, null, null, 'persistent_frustration'])
    const negative = openReader()
    for (let at = 1; at <= 9; at++) expect((await negative.read({ sentiment: 'negative' })).alert).toBeNull()
    expect((await negative.read()).alert).toBeNull()
    expect((await negative.read({ sentiment: 'negative' })).alert).toBe('prolonged_negative_experience')
  })

  it('rest while one stands or somebody is there or on the way, and come again for a newer message alone', async () => {
    const one = openReader()
    for (let at = 1; at <= 4; at++) await one.read()
    const unhappy = async () => (await one.read({ sentiment: 'frustrated' })).alert
    const { turn, alert } = await one.read({ sentiment: 'frustrated' })
    expect(alert).toBe('persistent_frustration')
    await sql`update conversations set alert = ${alert}, alerted_at = now() where id = ${turn.conversationId}`.execute(
      store.ctx().db,
    )
    expect(await unhappy()).toBeNull()
    await handOver(one.ctx(), turn.conversationId, 'human')
    expect(await unhappy()).toBeNull()
    await handOver(one.ctx(), turn.conversationId, 'assistant')
    expect((await one.read()).alert).toBeNull()
    expect(await unhappy()).toBe('persistent_frustration')
  })
})
