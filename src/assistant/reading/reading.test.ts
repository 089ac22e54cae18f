import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { recordListingEvent } from '../../catalogue/index.ts'
import { findTurn, postMessage, releaseConversation, takeConversation } from '../../conversations/index.ts'
import { conversationPageSchema } from '../../conversations/schema.ts'
import { setMemory } from '../../people/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { settle } from '../respond.ts'
import { answerSchema } from '../schema.ts'
import { chipsIn } from '../testing/desk.ts'
import { readForgotten } from './read-unanswered.ts'
import { salesDesk } from './testing/desk.ts'

const store = testStore({ connections: 6 })
const { assistant, told, open, staff } = salesDesk(store)

describe('a turn', () => {
  it('is written down with its answer: intent, facts by listing, wish, what was shown before, stage', async () => {
    const one = open()
    await one.all(
      '2 bhk in whitefield or budigere cross',
      'price of velmora citrine',
      'that is too expensive',
      'I want to visit velmora citrine',
    )
    expect(await one.readings()).toMatchObject([
      {
        number: 1,
        intent: 'search',
        shown: 0,
        stage: 'discovery',
        wish: { bedrooms: [2] },
        places: ['Whitefield', 'Budigere Cross'],
      },
      { number: 3, intent: 'facts', stage: 'evaluation', asked: [{ fact: 'price' }] },
      { number: 5, intent: 'objection', sentiment: 'negative', objections: ['budget'], stage: 'negotiation' },
      { number: 7, intent: 'visit', stage: 'closing' },
    ])
    const [, facts] = await one.readings()
    expect(facts.shown).toBeGreaterThanOrEqual(2)
    expect(facts.asked[0].listingId).toBe(facts.focus_id)
    const signals = await store.pool.query(
      `select component, key from signals s join visitor_keys k using (person_id) where k.key_hash = $1 order by number`,
      [one.keyHash],
    )
    expect(signals.rows).toContainEqual({ component: 'detail', key: `listing/${facts.focus_id}/price` })
  })

  it('agreeing to an offered call closes, and letting it go asks for none', async () => {
    const one = open()
    await one.all('I want to talk to a person', 'yes', 'leave it')
    expect((await one.readings()).map(row => row.stage)).toEqual(['closing', 'closing', 'discovery'])
  })

  it('two messages 200 ms apart are two readings of one conversation, in order', async () => {
    const one = open()
    await one.say('hello')
    const both = await Promise.all([one.post('2 bhk in whitefield'), one.post('price of velmora avalon')])
    for (const { answer } of both) expect(answer).not.toBeNull()
    expect((await one.readings()).map(row => row.number)).toEqual([1, 2, 3].map(() => expect.any(Number)))
    const turns = await store.pool.query(
      `select count(*)::int as n, count(distinct t.conversation_id)::int as threads from turns t
       join conversations c on c.id = t.conversation_id join visitor_keys k using (person_id) where k.key_hash = $1`,
      [one.keyHash],
    )
    expect(turns.rows[0]).toEqual({ n: 3, threads: 1 })
  })

  it('answered again after a crash is read once', async () => {
    const one = open()
    const id = randomUUID()
    await one.say('2 bhk in whitefield', { id })
    const owner = assistant.newOwner()
    const posted = await postMessage(one.ctx(), { desk: 'sales', clientId: id, text: '2 bhk in whitefield', owner })
    expect(posted.repeated).toBe(true)
    await settle(one.ctx(), assistant, posted, { owner })
    expect(await one.readings()).toHaveLength(1)
  })
})

describe('bringing in a human', () => {
  it('who asks for a person is told so, and the conversation waits with its reason', async () => {
    const one = open()
    const said = await one.all('2 bhk in whitefield', 'can I talk to a human')
    expect(said.answer.text).toMatch(/asked our team to join/)
    expect(await one.conversation()).toMatchObject({ hand_off: 'waiting', hand_off_reason: 'requested' })
    expect((await one.say('a real person please')).answer.text).toMatch(/knows that you are waiting/)
    expect(told.map(({ reason }) => reason)).toEqual(['requested'])
  })

  it('frustration of eight does it unasked, once, and again only for a newer message after release', async () => {
    const one = open()
    const said = await one.all('hello', 'this is useless, pathetic and a scam!!')
    expect(said.answer.text).toMatch(/asked our team/)
    expect(await one.conversation()).toMatchObject({ hand_off: 'waiting', hand_off_reason: 'high_frustration' })
    await one.all('useless! terrible! worst!')
    const { id } = await one.conversation()
    await takeConversation(one.agent(), id)
    await releaseConversation(one.agent(), id)
    one.wait(1)
    await one.all('ok', '2 bhk in whitefield')
    expect(told.map(({ reason }) => reason)).toEqual(['high_frustration'])
    expect((await one.conversation()).hand_off).toBe('assistant')
    await one.all('terrible, worst, useless')
    expect(told.map(({ reason }) => reason)).toEqual(['high_frustration', 'high_frustration'])
  })

  it('who stays frustrated is offered a person, and staff are told once until somebody came', async () => {
    const one = open()
    await one.all('hello', '2 bhk', 'in whitefield', 'under 2 crore')
    const said = await one.all('I am annoyed')
    expect(chipsIn(said.answer.parts)[0]).toEqual({ label: 'Talk to a person', text: 'I want to talk to a person' })
    await one.all('this is ridiculous')
    expect(told.map(({ reason }) => reason)).toEqual(['persistent_frustration'])
    expect((await one.conversation()).hand_off).toBe('assistant')
    const asked = await one.say('I want to talk to a person')
    expect(asked.answer.text).toMatch(/asked our team/)
  })

  it('fewer than five messages, or four points of frustration, bring in nobody', async () => {
    const one = open()
    const said = await one.all('hello', 'this is terrible')
    expect(told).toEqual([])
    expect(chipsIn(said.answer.parts).map(chip => chip.label)).not.toContain('Talk to a person')
  })

  it('words of danger are answered as ever, and are no reading', async () => {
    const one = open()
    await one.all('hello')
    const said = await one.say('I want to kill myself')
    expect(said.answer.parts).toContainEqual(expect.objectContaining({ type: 'crisis' }))
    expect(await one.readings()).toHaveLength(1)
  })
})

describe('while a human speaks', () => {
  it('the message is read, remembered and scored, and nobody answers', async () => {
    const one = open()
    await one.all('2 bhk in whitefield')
    const { id } = await one.conversation()
    await takeConversation(staff(), id)
    await one.post('under 1.2 crore please')
    const { answer, wish } = await one.post('price of velmora avalon? my number is 98450 12345')
    expect(answer).toBeNull()
    expect(wish).toMatchObject({ maxPrice: 1_200_000_000, bedrooms: [2] })
    const [, , read] = await one.readings()
    expect(read).toMatchObject({ intent: 'facts', wish: { maxPrice: 1_200_000_000 }, stage: 'evaluation' })
    const kept = await store.pool.query(
      `select (select count(*)::int from facts f where f.person_id = k.person_id and f.key = 'phone') as phones,
         (select count(*)::int from listing_events e where e.person_id = k.person_id and e.kind = 'view') as views
       from visitor_keys k where k.key_hash = $1`,
      [one.keyHash],
    )
    expect(kept.rows[0]).toEqual({ phones: 1, views: 1 })
    await releaseConversation(staff(), id)
    expect((await one.say('show me those')).wish).toMatchObject({ maxPrice: 1_200_000_000, bedrooms: [2] })
  })

  it('what was being answered when somebody took over is read, and its answer is never said', async () => {
    const one = open()
    await one.all('hello')
    const { id } = await one.conversation()
    const owner = assistant.newOwner()
    const posted = await postMessage(one.ctx(), {
      desk: 'sales',
      clientId: randomUUID(),
      text: '3 bhk in hebbal',
      owner,
    })
    await takeConversation(staff(), id)
    const { answer } = await settle(one.ctx(), assistant, posted, { owner })
    expect(answer).toBeNull()
    expect(await findTurn(store.ctx(), posted.turn.messageId)).toMatchObject({ state: 'human', answerId: null })
    expect((await one.readings()).map(row => row.intent)).toEqual(['greeting', 'search'])
  })

  it('what a crash left unread is caught up, once, in order, in any number of processes', async () => {
    const one = open()
    await one.all('hello')
    const { id } = await one.conversation()
    await takeConversation(staff(), id)
    for (const text of ['2 bhk in whitefield', 'too expensive', 'I want to die by suicide', 'any discount?'])
      await postMessage(one.ctx(), { desk: 'sales', clientId: randomUUID(), text, owner: assistant.newOwner() })
    const drain = async () => {
      while (await readForgotten(store.ctx(), assistant));
    }
    await Promise.all([drain(), drain()])
    expect((await one.readings()).map(({ intent, stage }) => [intent, stage])).toEqual([
      ['greeting', 'discovery'],
      ['search', 'discovery'],
      ['objection', 'negotiation'],
      [expect.any(String), 'negotiation'],
    ])
  })

  it('a message without memory is not kept as read, and not read for ever', async () => {
    const one = open()
    await one.all('hello')
    const { id, person_id } = await one.conversation()
    await setMemory(one.ctx(), { personId: person_id, on: false })
    await takeConversation(staff(), id)
    await one.post('2 bhk in whitefield')
    expect(await readForgotten(store.ctx(), assistant)).toBe(false)
    expect(await one.readings()).toHaveLength(1)
  })
})

describe('a nudge', () => {
  const WITH = ['tell me about velmora avalon', 'price of velmora avalon', 'is velmora avalon ready?']

  it('is one sentence and one chip of the answer, ten minutes from the next, and once a day', async () => {
    const one = open()
    const said = await one.all(...WITH)
    expect(said.answer.text).toContain('come back to Velmora Avalon')
    expect(said.streamed).toBe(said.answer.text)
    expect(chipsIn(said.answer.parts)[0]).toEqual({
      label: 'Visit Velmora Avalon',
      text: 'I want to visit Velmora Avalon',
    })
    expect(await one.nudges()).toMatchObject([
      { pattern: 'repeat_views', priority: 'high', evidence: { homes: ['Velmora Avalon'], count: 3 } },
    ])
    await one.all('carpet area of velmora avalon', 'homes in whitefield', 'villas in whitefield', 'plots in whitefield')
    expect(await one.nudges()).toHaveLength(1)
    one.wait(12)
    const place = await one.say('3 bhk in whitefield')
    expect(chipsIn(place.answer.parts)[0]?.text).toBe('Show homes within 10 km of Whitefield')
    one.wait(12)
    await one.all('price of velmora avalon')
    expect((await one.nudges()).map(({ pattern }) => pattern)).toEqual(['repeat_views', 'location_focus'])
  })

  it('offers no visit to a home that they have one to', async () => {
    const one = open()
    await one.all('hello')
    const { person_id } = await one.conversation()
    await store.pool.query(
      `insert into appointments (id, code, kind, person_id, listing_id, staff_id, status, period, time_zone, source, ics_uid,
         created_at, updated_at)
       select gen_random_uuid(), 'NVDGE0000001', 'site_visit', $1, l.id, s.id, 'confirmed',
         tstzrange('2026-11-25T05:00:00Z', '2026-11-25T06:00:00Z'), 'Asia/Kolkata', 'form', gen_random_uuid(), now(), now()
       from listings l, staff s where l.name = 'Velmora Avalon' limit 1`,
      [person_id],
    )
    await one.all(...WITH)
    expect(await one.nudges()).toEqual([])
  })

  it('its words lead where they say', async () => {
    const one = open()
    const said = await one.all(...WITH)
    const visit = await one.say(chipsIn(said.answer.parts)[0]!.text)
    expect(visit.answer.parts.map(part => part.type)).toContain('slots')
  })

  it('never offers what this conversation refused, nor comes beside a booking or to who is frustrated', async () => {
    const refused = open()
    await refused.all('I want to visit velmora avalon', 'no', ...WITH)
    expect(await refused.nudges()).toEqual([])
    const booking = open()
    await booking.all(WITH[0]!, WITH[1]!, 'I want to visit velmora avalon', WITH[2]!)
    expect(await booking.nudges()).toEqual([])
    const frustrated = open()
    await frustrated.all(WITH[0]!, WITH[1]!, 'this is ridiculous, is velmora avalon ready?')
    expect(await frustrated.nudges()).toEqual([])
  })

  it('comes of what was looked at and liked, on the listing pages too; and not without memory', async () => {
    const one = open()
    await one.all('hello', '2 bhk')
    const { person_id } = await one.conversation()
    const homes = (
      await store.pool.query(
        "select id from listings where published and name <> 'Halverly Glenbrook' order by name limit 4",
      )
    ).rows
    for (const home of homes)
      await recordListingEvent(one.ctx(), { personId: person_id, listingId: home.id, kind: 'view' })
    for (const home of homes.slice(0, 2))
      await recordListingEvent(one.ctx(), { personId: person_id, listingId: home.id, kind: 'interest' })
    const said = await one.all('price of halverly glenbrook')
    const [nudge] = await one.nudges()
    expect(nudge).toMatchObject({ pattern: 'decision_readiness', priority: 'high', evidence: { interests: 2 } })
    expect(said.answer.text).toContain('side by side')
    const compared = await one.say(chipsIn(said.answer.parts)[0]!.text)
    expect(compared.answer.parts.map(part => part.type)).toContain('comparison')

    const forgetful = open()
    await forgetful.all('hello')
    await setMemory(forgetful.ctx(), { personId: (await forgetful.conversation()).person_id, on: false })
    await forgetful.all(...WITH, WITH[0]!)
    expect(await forgetful.nudges()).toEqual([])
  })
})

it('nothing of how a visitor was read is in what they are sent', async () => {
  const one = open()
  const heard: unknown[] = []
  for (const text of [
    'tell me about velmora avalon',
    'price of velmora avalon',
    'I love velmora avalon!',
    'too expensive, any discount?',
    'worst, useless, pathetic',
  ])
    heard.push(await one.post(text))
  const keys = new Set<string>()
  const walk = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return
    for (const [key, inner] of Object.entries(value)) {
      if (!Array.isArray(value)) keys.add(key)
      walk(inner)
    }
  }
  walk(heard.map(one => ({ ...(one as object), posted: null })))
  // Neither in what was sent, nor in what could be.
  for (const schema of [answerSchema, conversationPageSchema]) walk(z.toJSONSchema(schema, { unrepresentable: 'any' }))
  const staffs =
    /stage|sentiment|frustrat|score|temperature|engagement|coach|card$|nudge|priority|evidence|signal|lead|alert/i
  expect([...keys].filter(key => staffs.test(key))).toEqual([])
})

describe('what is lacking', () => {
  it('is what was asked of a home, or around it, and stands in no row; what was told is not', async () => {
    const visitor = open()
    await visitor.all('Which metro stations are near Velmora Avalon?', 'What is the price of Velmora Avalon?')
    const { rows } = await sql<{ lacking: string[] }>`
      select lacking from sales_readings r join conversations c on c.id = r.conversation_id
      where c.id = ${(await visitor.conversation()).id} order by r.number`.execute(store.db)
    expect(rows).toEqual([{ lacking: [expect.stringMatching(/^metro stations of Velmora Avalon$/)] }, { lacking: [] }])
  })
})
