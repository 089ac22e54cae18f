import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { actingAs, makeAccount } from '../../accounts/testing.ts'
import { seedSampleStaff } from '../../appointments/index.ts'
import { seedSample } from '../../catalogue/index.ts'
import { postMessage, takeConversation } from '../../conversations/index.ts'
import type { Context } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { createAssistant } from '../assistant.ts'
import { settle } from '../respond.ts'
import { openVisitor } from '../testing/desk.ts'
import { openEndpoint } from '../testing/endpoint.ts'
import { suggest } from './suggest.ts'

const store = testStore({ connections: 4 })
const rules = createAssistant()
let endpoint: Awaited<ReturnType<typeof openEndpoint>>
let agent: Context

beforeAll(async () => {
  endpoint = await openEndpoint()
  await seedSample(store.ctx())
  await seedSampleStaff(store.ctx())
  const account = await makeAccount(store.ctx())
  const acting = actingAs(store.ctx(), account)
  const found = await store.pool.query('select person_id from accounts where id = $1', [account.id])
  agent = { ...acting, actor: { ...acting.actor, personId: found.rows[0].person_id as string } }
})
afterAll(() => endpoint.close())

/** A conversation in which these lines were answered. */
async function talk(...lines: string[]) {
  const one = openVisitor(
    () => store.ctx(),
    () => rules,
  )
  for (const line of lines) await one.say(line)
  const found = await store.pool.query(
    'select c.id, c.person_id from conversations c join visitor_keys k using (person_id) where k.key_hash = $1',
    [one.keyHash],
  )
  const { id, person_id: personId } = found.rows[0] as { id: string; person_id: string }
  /** Says something that is left to the human who has the conversation. */
  async function toHuman(text: string) {
    const owner = rules.newOwner()
    const posted = await postMessage(one.ctx(), { desk: 'sales', clientId: randomUUID(), text, owner })
    await settle(one.ctx(), rules, posted, { owner })
  }
  return { id, personId, toHuman }
}

/** How many rows every table has that a turn writes to. */
async function written(): Promise<object> {
  const tables = [
    'messages turns conversation_states hand_offs facts listing_events signals sales_readings lead_stages nudges appointments',
    'coaching_cards reminders leads conversation_alerts',
  ]
  const counts = tables
    .join(' ')
    .split(' ')
    .map(table => `(select count(*)::int from ${table}) as ${table}`)
  return (await store.pool.query(`select ${counts.join(', ')}`)).rows[0] as object
}

const reply = (conversationId: string, assistant = rules) =>
  suggest(agent, assistant, { conversationId, kind: 'reply' })

describe('by rules', () => {
  it('a reply answers the newest message from rows, names them, and writes nothing', async () => {
    const one = await talk('2 bhk in whitefield')
    await takeConversation(agent, one.id)
    await one.toHuman('what does velmora avalon cost?')
    const before = await written()
    const said = await reply(one.id)
    expect(said).toMatchObject({ kind: 'reply', by: 'rules', text: expect.stringContaining('₹1.38 crore') })
    expect(said.sources).toEqual([
      { label: 'message 4', messageNumber: 4 },
      { label: expect.stringMatching(/^Velmora Avalon, as of /), messageNumber: null },
    ])
    expect(await written()).toEqual(before)
    const calls = await store.pool.query('select count(*)::int as n from model_calls')
    expect(calls.rows[0].n).toBe(0)
  })

  it('of a message that was answered is what would be said to it, not to what came after', async () => {
    const one = await talk('2 bhk in east bangalore', 'more')
    expect((await reply(one.id)).text).toMatch(/Here (?:is|are) the next/)
  })

  it('a wish to visit is answered with free times and books none', async () => {
    const one = await talk('tell me about velmora avalon')
    await takeConversation(agent, one.id)
    await one.toHuman('I want to visit tomorrow')
    const said = await reply(one.id)
    expect(said.text).toMatch(/I show you Velmora Avalon\. Free at the moment: .+\?/)
    expect(said.sources).toContainEqual({ label: 'the calendar', messageNumber: null })
    const booked = await store.pool.query('select count(*)::int as n from appointments where person_id = $1', [
      one.personId,
    ])
    expect(booked.rows[0].n).toBe(0)
  })

  it('forgetting, cancelling and danger are nothing to be tried out', async () => {
    const one = await talk('2 bhk in whitefield', 'my number is 98450 12345')
    await takeConversation(agent, one.id)
    await one.toHuman('forget everything about me')
    await reply(one.id)
    const facts = await store.pool.query(
      'select count(*)::int as n from facts where person_id = $1 and erased_at is null',
      [one.personId],
    )
    expect(facts.rows[0].n).toBeGreaterThan(0)
    await one.toHuman('I want to kill myself')
    expect((await reply(one.id)).text).toMatch(/emergency/)
    expect((await suggest(agent, rules, { conversationId: one.id, kind: 'next_step' })).text).toMatch(/danger/)
  })

  it('a summary tells wish, homes, objections and stage; the next step what to do', async () => {
    const one = await talk(
      '2 bhk in whitefield under 1.5 crore',
      'price of velmora avalon',
      'I love velmora avalon',
      'too expensive',
    )
    const summary = await suggest(agent, rules, { conversationId: one.id, kind: 'summary' })
    expect(summary.text).toMatch(/looks for 2 BHK .*Whitefield under ₹1\.5 crore/)
    expect(summary.text).toMatch(/last Velmora Avalon; likes Velmora Avalon/)
    expect(summary.text).toMatch(/In the way: budget\./)
    expect(summary.text).toMatch(/stage negotiation/)
    expect(summary.text).toMatch(/“too expensive”/)
    const next = await suggest(agent, rules, { conversationId: one.id, kind: 'next_step' })
    expect(next.text).toMatch(/^Settle budget first, then offer a visit to [A-Z].*\.$/)
    const waiting = await talk('hello', 'I want to talk to a person')
    expect((await suggest(agent, rules, { conversationId: waiting.id, kind: 'next_step' })).text).toMatch(
      /^Take the conversation over/,
    )
  })
})

describe('by a model', () => {
  const withModel = (more: object = {}) =>
    createAssistant({
      model: { apiKey: 'test', baseUrl: endpoint.baseUrl, name: 'local' },
      modelSilenceMs: 20_000,
      ...more,
    })

  it('words from the rows stand, and the call is in the ledger for staff', async () => {
    const one = await talk('price of velmora avalon')
    endpoint.behave({
      kind: 'script',
      steps: [{ text: 'The 2 BHK of Velmora Avalon costs ₹1.38 crore. Shall I show it to you?' }],
    })
    expect(await reply(one.id, withModel())).toMatchObject({
      by: 'model',
      text: 'The 2 BHK of Velmora Avalon costs ₹1.38 crore. Shall I show it to you?',
    })
    const calls = await store.pool.query(
      'select tier, person_id, settled_at is not null as settled from model_calls order by created_at desc limit 1',
    )
    expect(calls.rows[0]).toMatchObject({
      tier: 'staff',
      person_id: agent.actor.kind === 'account' ? agent.actor.personId : null,
    })
  })

  it.each([
    [
      'what no row holds',
      { kind: 'script', steps: [{ text: 'Velmora Avalon costs ₹95 lakh, and only two are left.' }] },
    ],
    ['an error', { kind: 'status', status: 500 }],
    ['silence', { kind: 'hang' }],
    ['half a sentence', { kind: 'cut', after: 'Velmora Avalon is' }],
  ] as const)('%s gives way to the rules', async (_name, behaviour) => {
    const one = await talk('price of velmora avalon')
    endpoint.behave(behaviour as unknown as Parameters<typeof endpoint.behave>[0])
    expect(await reply(one.id, withModel({ modelSilenceMs: 1_500 }))).toMatchObject({
      by: 'rules',
      text: expect.stringContaining('₹1.38 crore'),
    })
  })

  it('how we see the lead stands in a summary, and does not leave the house', async () => {
    const one = await talk('price of velmora avalon', 'too expensive')
    endpoint.behave({ kind: 'script', steps: [{ text: 'Velmora Avalon was looked at.' }] })
    const asked = endpoint.requests.length
    const said = await suggest(agent, withModel(), { conversationId: one.id, kind: 'summary' })
    expect(said).toMatchObject({ by: 'model', text: expect.stringMatching(/looked at\.\n1 session; stage \w+/) })
    const sent = JSON.stringify(endpoint.requests.slice(asked))
    expect(sent).toContain('too expensive')
    expect(sent).not.toMatch(/stage negotiation|; stage|, mood|, (?:cold|warm|hot)\./)
  })

  it('over the limit of staff the rules suggest', async () => {
    const one = await talk('price of velmora avalon')
    endpoint.behave({ kind: 'script', steps: [{ text: 'Gladly.' }] })
    const assistant = withModel()
    assistant.settings.coach = structuredClone(assistant.settings.coach)
    assistant.settings.coach.limits.person.staff.calls = 0
    expect((await reply(one.id, assistant)).by).toBe('rules')
  })
})

describe('who may ask', () => {
  it('staff of the sales desk alone, about a conversation of it in which something was said', async () => {
    const one = await talk('hello')
    const coach = actingAs(store.ctx(), await makeAccount(store.ctx(), 'coach'))
    await expect(suggest(coach, rules, { conversationId: one.id, kind: 'reply' })).rejects.toMatchObject({
      code: 'conversations.unknown',
    })
    await expect(reply(randomUUID())).rejects.toMatchObject({ code: 'conversations.unknown' })
    const empty = randomUUID()
    await store.pool.query(
      "insert into conversations (id, person_id, desk, created_at, closed_at) values ($1, $2, 'sales', now(), now())",
      [empty, one.personId],
    )
    await expect(reply(empty)).rejects.toMatchObject({ code: 'assistant.nothing_to_suggest' })
  })
})
