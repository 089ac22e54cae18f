import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { actor, makeClock, onlyAgents, wall, wish } from '../../appointments/booking/testing/desk.ts'
import { bookVisit, requestCallback } from '../../appointments/index.ts'
import { writeCursor } from '../../kernel/cursor.ts'
import type { Context } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { changeTags } from './change-tags.ts'
import { countLeads } from './count-leads.ts'
import { listLeads } from './list-leads.ts'
import { leadListQuerySchema } from './schema.ts'
import { setLeadOwner } from './set-lead-owner.ts'
import { setOverride } from './set-override.ts'
import { makeLead, named, phone } from './testing.ts'

const store = testStore()
const clock = makeClock()
let agent: Context
let staffId: string
const ids: Record<string, string> = {}
const nameOf = (personId: string) => Object.keys(ids).find(name => ids[name] === personId) ?? personId

/** The list of an address, as names. */
async function list(query: Record<string, string> = {}) {
  const { items } = await listLeads(agent, leadListQuerySchema.parse(query))
  return items.map(({ personId }) => nameOf(personId))
}

beforeAll(async () => {
  const ctx = store.ctx({ now: clock.now })
  agent = await actor(ctx)
  staffId = (await onlyAgents(ctx, ['Ravi', 'Meera']))[0]!
  const accountId = agent.actor.kind === 'account' ? agent.actor.accountId : null
  await sql`update staff set account_id = ${accountId} where id = ${staffId}`.execute(ctx.db)
  ids.asha = await makeLead(ctx, {
    facts: [named('Asha Wodeyar'), phone('+919876501234')],
    intent: 7,
    engagement: 4,
    temperature: 'hot',
    stage: 'closing',
  })
  ids.bina = await makeLead(ctx, {
    facts: [named('bina Rao'), { key: 'email', value: 'bina@example.com' }],
    intent: 7,
    engagement: 5,
    temperature: 'hot',
    idle: 5,
  })
  ids.chitra = await makeLead(ctx, {
    facts: [named('Chitra 100% Rao')],
    intent: 3.5,
    engagement: 1,
    temperature: 'warm',
    stage: 'evaluation',
    idle: 200,
  })
  ids.dev = await makeLead(ctx, {
    facts: [named('Dev'), { key: 'place', value: 'Whitefield' }, { key: 'configuration', value: 3 }],
    idle: 30,
  })
  ids.nobody = await makeLead(ctx, { intent: 0.5, idle: 1 })
})

describe('the list', () => {
  test('stands by effective temperature, intent, engagement and last activity', async () => {
    expect(await list()).toEqual(['bina', 'asha', 'chitra', 'nobody', 'dev'])
    const until = clock.now().add({ hours: 48 })
    await setOverride(agent, { personId: ids.dev!, temperature: 'hot', reason: 'Cash buyer, met at the fair', until })
    expect(await list()).toEqual(['bina', 'asha', 'dev', 'chitra', 'nobody'])
    expect(await list({ temperature: 'hot' })).toEqual(['bina', 'asha', 'dev'])
    expect(await list({ temperature: 'cold,warm', order: 'active' })).toEqual(['nobody', 'chitra'])
    const [dev] = (await listLeads(agent, leadListQuerySchema.parse({ q: 'dev' }))).items
    expect(dev).toMatchObject({
      temperature: 'hot',
      computed: 'cold',
      overrideUntil: until.toString(),
      wish: '3 BHK, Whitefield',
    })
    // Past its end the computed one counts again, without anybody's doing.
    clock.pass({ hours: 49 })
    expect(await list({ temperature: 'hot' })).toEqual(['bina', 'asha'])
    clock.pass({ hours: -49 })
  })

  test.each(['hot', 'active', 'newest', 'name'])('by %s goes on where a page ended, once each', async order => {
    const whole = await list({ order })
    expect(new Set(whole).size).toBe(5)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listLeads(agent, leadListQuerySchema.parse({ order, limit: '1', ...(cursor && { cursor }) }))
      seen.push(...page.items.map(({ personId }) => nameOf(personId)))
      cursor = page.cursor ?? undefined
    } while (cursor && seen.length < 20)
    expect(seen).toEqual(whole)
  })

  test('by name passes over capitals, and who gave none is last', async () => {
    expect(await list({ order: 'name' })).toEqual(['asha', 'bina', 'chitra', 'dev', 'nobody'])
  })

  test('a marker of another order, or none of ours, is refused', async () => {
    const { cursor } = await listLeads(agent, leadListQuerySchema.parse({ limit: '1' }))
    const id = ids.asha!
    for (const wrong of [
      { order: 'name', cursor: cursor! },
      { cursor: 'bm90IG91cnM' },
      { order: 'active', cursor: writeCursor(['active', '0000-01-01T00:00:00Z', id]) },
      { cursor: writeCursor(['hot', 'hot', 'much', 1, '2026-11-23T00:00:00Z', id]) },
    ])
      await expect(listLeads(agent, leadListQuerySchema.parse(wrong))).rejects.toMatchObject({ code: 'leads.cursor' })
  })

  test('finds by parts of names, numbers however written, and addresses; signs are signs', async () => {
    expect(await list({ q: 'rao' })).toEqual(['bina', 'chitra'])
    expect(await list({ q: 'as' })).toEqual(['asha'])
    expect(await list({ q: 'sh' })).toEqual([])
    expect(await list({ q: '098765 01234' })).toEqual(['asha'])
    expect(await list({ q: 'bina@ex' })).toEqual(['bina'])
    expect(await list({ q: '100%' })).toEqual(['chitra'])
    expect(await list({ q: '%%%' })).toEqual([])
    expect(await list({ q: '_____' })).toEqual([])
  })

  test('narrows by stage, tag, owner, time, visit and call', async () => {
    expect(await list({ stage: 'closing,evaluation' })).toEqual(['asha', 'chitra'])
    await changeTags(agent, { personId: ids.asha!, add: ['nri', 'cash'] })
    await changeTags(agent, { personId: ids.dev!, add: ['nri'] })
    expect(await list({ tag: ' NRI ' })).toEqual(['asha', 'dev'])
    await setLeadOwner(agent, { personId: ids.bina!, staffId })
    expect(await list({ owner: 'me' })).toEqual(['bina'])
    expect(await list({ owner: staffId })).toEqual(['bina'])
    expect(await list({ owner: 'somebody' })).toEqual(['bina'])
    expect(await list({ owner: 'nobody' })).not.toContain('bina')
    expect(await list({ days: '1', order: 'active' })).toEqual(['asha', 'nobody', 'bina'])
    const booking = await wish(agent, wall('2026-11-24', 10), { personId: ids.chitra! })
    await bookVisit(agent, booking)
    expect(await list({ visit: 'upcoming' })).toEqual(['chitra'])
    await requestCallback(agent, { personId: ids.dev!, contact: booking.contact, source: 'form' })
    expect(await list({ callback: 'open' })).toEqual(['dev'])
    expect(await list({ waiting: 'human' })).toEqual([])
  })

  test('counts by effective temperature what the other filters leave', async () => {
    const counts = await countLeads(agent, { stage: ['discovery'], temperature: ['warm'] })
    expect([counts.all.count, counts.hot.count, counts.warm.count, counts.all.more]).toEqual([3, 2, 0, false])
  })

  test('is for the sales desk alone', async () => {
    const query = leadListQuerySchema.parse({})
    for (const role of ['coach', 'member'] as const) {
      const other = await actor(store.ctx({ now: clock.now }), role)
      await expect(listLeads(other, query)).rejects.toMatchObject({ code: 'leads.not_allowed' })
      await expect(countLeads(other, {})).rejects.toMatchObject({ code: 'leads.not_allowed' })
    }
  })
})
