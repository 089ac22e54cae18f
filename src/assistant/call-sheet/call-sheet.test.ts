import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { seedSampleStaff } from '../../appointments/index.ts'
import { listingEventsOf, seedSample } from '../../catalogue/index.ts'
import { readCoaching } from '../../leads/index.ts'
import { createPerson, recallMemory, rememberFacts, setMemory } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { createAssistant } from '../assistant.ts'
import { addCallLine } from './add-call-line.ts'
import { readCalls } from './read-calls.ts'

const store = testStore({ connections: 3 })
const assistant = createAssistant()
let accountId: string
let clock = Temporal.Instant.from('2026-11-20T05:00:00Z')
const ctx = (change: Partial<Context> = {}) =>
  store.ctx({ now: () => clock, actor: { kind: 'account', accountId, role: 'agent', name: 'Asha' }, ...change })

beforeAll(async () => {
  await seedSample(store.ctx())
  await seedSampleStaff(store.ctx())
  accountId = randomUUID()
  const personId = await createPerson(store.ctx())
  await store.pool.query(
    `insert into accounts (id, person_id, email, name, role, origin, created_at, updated_at)
    values ($1, $2, 'asha@example.com', 'Asha', 'agent', 'invitation', now(), now())`,
    [accountId, personId],
  )
})

/** Somebody who wrote to the sales desk before they called. */
async function makeCaller(): Promise<string> {
  const personId = await createPerson(ctx())
  await store.pool.query(
    `insert into conversations (id, person_id, desk, created_at, active_at) values ($1, $2, 'sales', $3, $3)`,
    [randomUUID(), personId, clock],
  )
  return personId
}
const say = (personId: string, text: string, lineId: string = randomUUID()) =>
  addCallLine(ctx(), assistant, { personId, lineId, text })
const current = async (personId: string) => (await readCalls(ctx(), assistant, personId)).current!

describe('a call', () => {
  test('the caller’s words become wish, facts, cards and a sheet made of rows', async () => {
    const personId = await makeCaller()
    await say(personId, 'My name is Ravi, looking for a 3 BHK in Whitefield under 2 crore')
    await say(personId, 'Tell me about Velmora Avalon, what is the price?')
    await say(personId, 'That is too expensive for us')
    const call = await current(personId)
    expect(call.lines.map(line => [line.number, line.by])).toEqual([
      [1, 'Asha'],
      [2, 'Asha'],
      [3, 'Asha'],
    ])
    expect(call.wish).toMatchObject({ bedrooms: [3], places: ['Whitefield'], maxPrice: 2_000_000_000 })
    expect(call.total).toBeGreaterThan(0)
    expect(call.cards.map(card => card.rule)).toContain('budget_objection')
    const { sheet } = call
    expect(sheet.situation.join(' ')).toContain('3 BHK homes in Whitefield under ₹2 crore')
    expect(sheet.pushback[0]).toMatchObject({ objection: 'budget' })
    expect(sheet.nextStep).toMatch(/^Settle budget first.*Free: /)
    expect(sheet.message).toContain('₹1.92 crore')
    expect(sheet.message).toContain('/listings/velmora-avalon')
    expect(JSON.stringify(sheet)).not.toMatch(/null|undefined|NaN|₹0\b|QQ|\{\w+\}/)
    const memory = await recallMemory(ctx(), personId)
    expect(memory.facts.find(fact => fact.key === 'budget_max')).toMatchObject({
      source: { kind: 'call', text: 'My name is Ravi, looking for a 3 BHK in Whitefield under 2 crore' },
    })
    const { viewed } = await listingEventsOf(ctx(), personId)
    expect(viewed.map(view => view.listing.name)).toEqual(['Velmora Avalon'])
    const lead = await store.pool.query('select stage, intent from leads where person_id = $1', [personId])
    expect(lead.rows[0].stage).toBe('negotiation')
    expect(Number(lead.rows[0].intent)).toBeGreaterThan(0)
  })

  test('the same line again is the same line; two at once are two, in order; half an hour later it is another call', async () => {
    const personId = await makeCaller()
    const lineId = randomUUID()
    await Promise.all([
      say(personId, '2 BHK in Hebbal', lineId),
      say(personId, '2 BHK in Hebbal', lineId),
      say(personId, 'under 1 crore'),
    ])
    const { lines } = await current(personId)
    expect(lines.map(line => line.number)).toEqual([1, 2])
    await expect(say(personId, 'other words', lineId)).rejects.toMatchObject({ code: 'leads.call_line_reused' })
    clock = clock.add({ minutes: 31 })
    await say(personId, 'We talked before')
    const calls = await readCalls(ctx(), assistant, personId)
    expect(calls.current!.lines).toHaveLength(1)
    expect(calls.earlier.map(call => call.lines.length)).toEqual([2])
  })

  test('a rule rests within a call; nothing is booked from what is typed', async () => {
    const personId = await makeCaller()
    await say(personId, 'Too expensive')
    await say(personId, 'I said it is too expensive. Book a visit to Velmora Avalon tomorrow at 11')
    const { cards } = await current(personId)
    expect(cards.filter(card => card.rule === 'budget_objection')).toHaveLength(1)
    const booked = await store.pool.query('select count(*)::int as count from appointments where person_id = $1', [
      personId,
    ])
    expect(booked.rows[0].count).toBe(0)
  })

  test('an objection stands through a request for a visit until it is settled; a discount is of its line alone', async () => {
    const stages = async (...lines: string[]) => {
      const personId = await makeCaller()
      const reached: string[] = []
      for (const line of lines) {
        await say(personId, line)
        const lead = await store.pool.query('select stage from leads where person_id = $1', [personId])
        reached.push(lead.rows[0].stage)
      }
      return reached
    }
    const discount = 'Can you give me a discount?'
    expect(await stages(discount, '2 BHK in Hebbal')).toEqual(['negotiation', 'discovery'])
    const refusal = 'That is too expensive. I want to visit Velmora Avalon'
    expect(await stages(refusal, '2 BHK in Hebbal')).toEqual(['closing', 'negotiation'])
  })

  test('memory off keeps the words and learns nothing; a coach and a stranger are refused', async () => {
    const personId = await makeCaller()
    await setMemory(ctx(), { personId, on: false })
    await say(personId, '3 BHK in Whitefield under 2 crore')
    expect((await current(personId)).lines).toHaveLength(1)
    expect((await recallMemory(ctx(), personId)).facts).toEqual([])
    const coach = ctx({ actor: { kind: 'account', accountId, role: 'coach', name: 'C' } })
    await expect(readCalls(coach, assistant, personId)).rejects.toMatchObject({ code: 'leads.not_allowed' })
    await expect(addCallLine(coach, assistant, { personId, lineId: randomUUID(), text: 'x' })).rejects.toMatchObject({
      code: 'leads.not_allowed',
    })
    await expect(say(randomUUID(), 'x')).rejects.toMatchObject({ code: 'leads.unknown' })
  })

  test('what somebody told a coach, and when they meet one, is in no sheet; who knows the coach alone is no lead', async () => {
    const personId = await makeCaller()
    const facts = [{ key: 'skill', value: 'Beekeeping' } as const, { key: 'work_role', value: 'Hive warden' } as const]
    await rememberFacts(ctx(), { personId, messageId: null, facts })
    await store.pool.query(
      `insert into appointments (id, code, kind, status, person_id, source, period, time_zone, contact_name, ics_uid, staff_id, created_at, updated_at)
      values ($1, 'SESS10N00000', 'coaching_session', 'confirmed', $2, 'form', tstzrange($3, $4), 'Asia/Kolkata', 'R', 'session@homes.example', (select id from staff limit 1), $3, $3)`,
      [randomUUID(), personId, clock.add({ hours: 30 }), clock.add({ hours: 31 })],
    )
    await say(personId, '3 BHK in Whitefield')
    const coaching = await readCoaching(ctx(), { personId })
    const seen = JSON.stringify([await readCalls(ctx(), assistant, personId), coaching])
    expect(coaching.known.length).toBeGreaterThan(0)
    for (const word of ['Beekeeping', 'Hive warden', 'a visit on']) expect(seen).not.toContain(word)
    const stranger = await createPerson(ctx())
    const unknown = { code: 'leads.unknown' }
    await expect(readCoaching(ctx(), { personId: stranger })).rejects.toMatchObject(unknown)
    await expect(readCalls(ctx(), assistant, stranger)).rejects.toMatchObject(unknown)
    await expect(say(stranger, 'x')).rejects.toMatchObject(unknown)
  })
})
