import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { actor, makeClock, onlyAgents, wall } from '../../appointments/booking/testing/desk.ts'
import { bookVisit, cancelAppointment, holdStart, requestCallback, setStatus } from '../../appointments/index.ts'
import { recordListingEvent, seedSample } from '../../catalogue/index.ts'
import { leadsCommand } from '../../cli/leads.ts'
import { createPerson, erasePerson, exportPerson, rememberFacts, setMemory } from '../../people/index.ts'
import { newVisitor, writeMessage } from '../../people/testing.ts'
import { registerParts, subscribeDomains } from '../../server/domains.ts'
import type { Context } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { addSignals } from './add-signals.ts'
import { contactDeed, sessionDeeds } from './deeds.ts'
import { explainLead } from './explain-lead.ts'

const store = testStore({ connections: 4 })
const contact = { name: 'Asha Rao', phone: '98765 01234' }
let clock = makeClock()
let ctx: Context
const listings: Record<string, string> = {}

beforeAll(async () => {
  registerParts()
  subscribeDomains(store.events)
  await seedSample(store.ctx())
  const { rows } = await sql<{ id: string; name: string }>`select id, name from listings`.execute(store.db)
  for (const { id, name } of rows) listings[name] = id
})
beforeEach(async () => {
  clock = makeClock()
  ctx = store.ctx({ now: clock.now, actor: newVisitor() })
  await onlyAgents(ctx, ['Ravi', 'Meera'])
})

const system = () => ({ ...ctx, actor: { kind: 'system' } as const })
const texts = async (personId: string) =>
  (await explainLead(system(), personId)).items.map(({ text }) => text).reverse()
async function scores(personId: string) {
  const { engagement, intent, temperature, items } = await explainLead(system(), personId)
  return { engagement, intent, temperature, rows: items.length }
}
const event = (personId: string, kind: 'view' | 'interest' | 'rejection' | 'brochure', name: string) =>
  recordListingEvent(ctx, { personId, listingId: listings[name]!, kind })
const visit = (personId: string, hour: number, name?: string) =>
  bookVisit(ctx, {
    personId,
    start: wall('2026-11-28', hour),
    contact,
    source: 'chat',
    ...(name && { listingId: listings[name]! }),
  })

test('one visit and two interests make a new person hot, and every point says why', async () => {
  const { personId, messageId } = await writeMessage(ctx, 'I would like to see Velmora Avalon')
  await addSignals(ctx, { personId, signals: sessionDeeds({ personId, number: 1, messageId }) })
  expect(await scores(personId)).toEqual({ engagement: 0.5, intent: 0, temperature: 'cold', rows: 1 })
  await event(personId, 'view', 'Velmora Avalon')
  await event(personId, 'view', 'Velmora Avalon')
  await event(personId, 'interest', 'Velmora Avalon')
  await event(personId, 'interest', 'Velmora Citrine')
  await event(personId, 'interest', 'Tessara Songbird')
  const start = wall('2026-11-28', 10)
  const listingId = listings['Velmora Avalon']!
  const hold = await holdStart(ctx, {
    personId,
    start,
    listingId,
    source: 'chat',
    requestKey: `turn:${messageId}:hold`,
  })
  expect((await texts(personId)).at(-1)).toBe(
    '+3 intent: chose a time for a visit to Velmora Avalon, Sat 28 Nov (message 1)',
  )
  const row = await bookVisit(ctx, { personId, hold: hold.code, contact, source: 'chat' })
  expect(await texts(personId)).toEqual([
    '+0.5 engagement: the first session (message 1)',
    '+0.2 engagement: looked at Velmora Avalon',
    '+1 engagement, +1.5 intent: showed interest in Velmora Avalon',
    '+1 engagement, +1.5 intent: showed interest in Velmora Citrine',
    '+0, no more to earn there: showed interest in Tessara Songbird',
    '+3 intent: booked a visit to Velmora Avalon, Sat 28 Nov (message 1)',
    '+0.5 intent: left a way to be reached (message 1)',
  ])
  expect(await scores(personId)).toMatchObject({ engagement: 2.7, intent: 6.5, temperature: 'hot' })
  // As it was when they asked.
  const noted = await sql`select engagement, intent from appointments where id = ${row.id}`.execute(ctx.db)
  expect(noted.rows).toEqual([{ engagement: 2.7, intent: 3 }])

  const { items, sums } = await explainLead(system(), personId)
  expect(items.find(({ component }) => component === 'visit')).toMatchObject({
    message: { id: messageId, number: 1 },
    listing: { slug: expect.any(String), name: 'Velmora Avalon' },
    appointment: { code: row.code, kind: 'site_visit', status: 'confirmed' },
  })
  expect(sums.find(({ component }) => component === 'interest')).toEqual({
    component: 'interest',
    engagement: 2,
    intent: 3,
    engagementCap: 2,
    intentCap: 3,
  })
  const lines: string[] = []
  const io = { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line) }
  expect(await leadsCommand(system(), ['explain', personId], io)).toBe(0)
  expect(lines.at(-1)).toBe('engagement 2.7, intent 6.5: hot')
  expect(lines[5]).toBe('2026-11-23 09:00  +3 intent: booked a visit to Velmora Avalon, Sat 28 Nov (message 1)')
  expect(await leadsCommand(system(), ['hot', '--limit', '3'], io)).toBe(0)
  expect(lines.join('\n')).toContain(`${personId}  intent 6.5  engagement 2.7  hot`)
  expect(await leadsCommand(system(), ['cool'], io)).toBe(2)
  await expect(leadsCommand(system(), ['explain', 'nobody'], io)).rejects.toMatchObject({ code: 'leads.arguments' })
})

test('a rejection names what it takes back, and interest again earns again', async () => {
  const personId = await createPerson(ctx)
  await event(personId, 'rejection', 'Velmora Avalon')
  await event(personId, 'interest', 'Velmora Avalon')
  await event(personId, 'interest', 'Velmora Avalon')
  await event(personId, 'rejection', 'Velmora Avalon')
  await event(personId, 'rejection', 'Velmora Avalon')
  expect(await scores(personId)).toMatchObject({ engagement: 0, intent: 0, rows: 2 })
  const [taken, given] = (await explainLead(system(), personId)).items
  expect(taken).toMatchObject({ reverses: given!.id, text: '-1 engagement, -1.5 intent: turned down Velmora Avalon' })
  await event(personId, 'interest', 'Velmora Avalon')
  await event(personId, 'brochure', 'Velmora Avalon')
  expect(await scores(personId)).toMatchObject({ engagement: 1, intent: 1.75, rows: 4 })
})

test('the only visit cancelled or missed takes its points; one that stands beside it keeps them', async () => {
  const personId = await createPerson(ctx)
  const first = await visit(personId, 10, 'Velmora Avalon')
  const second = await visit(personId, 15)
  await cancelAppointment(ctx, { code: first.code })
  expect(await scores(personId)).toMatchObject({ intent: 3.5 })
  clock.at = wall('2026-11-28', 17)
  const staff = await actor(ctx)
  await setStatus(staff, { code: second.code, status: 'no_show' })
  expect(await scores(personId)).toMatchObject({ intent: 0.5 })
  await setStatus(await actor(ctx, 'admin'), { code: second.code, status: 'completed' })
  expect(await scores(personId)).toMatchObject({ intent: 3.5 })
  expect((await texts(personId)).slice(2)).toEqual([
    '+0, no more to earn there: booked a site visit, Sat 28 Nov',
    '+0, another stands or nothing was left: the visit to Velmora Avalon, Sat 28 Nov, was cancelled',
    '-3 intent: missed the site visit, Sat 28 Nov',
    '+3 intent: booked a site visit, Sat 28 Nov',
  ])
})

test('a callback earns once and is taken back when it is withdrawn; a refused booking changes nothing', async () => {
  const personId = await createPerson(ctx)
  const row = await requestCallback(ctx, { personId, contact, reason: 'pricing', source: 'form' })
  expect((await texts(personId))[0]).toBe('+1.5 intent: asked to be called back about the price')
  const before = await scores(personId)
  await expect(visit(personId, 3)).rejects.toMatchObject({ code: 'appointments.start' })
  expect(await scores(personId)).toEqual(before)
  await cancelAppointment(ctx, { code: row.code })
  expect(await scores(personId)).toMatchObject({ intent: 0.5 })
})

test('with memory off nothing is earned and what ends is still taken back; erased is gone', async () => {
  const personId = await createPerson(ctx)
  const row = await visit(personId, 10)
  await setMemory(ctx, { personId, on: false })
  await event(personId, 'interest', 'Velmora Avalon')
  expect(await addSignals(ctx, { personId, signals: sessionDeeds({ personId, number: 1 }) })).toMatchObject({
    added: 0,
  })
  await cancelAppointment(ctx, { code: row.code })
  expect(await scores(personId)).toMatchObject({ engagement: 0, intent: 0.5, rows: 3 })
  const unknown = await createPerson(ctx)
  await setMemory(ctx, { personId: unknown, on: false })
  expect(await addSignals(ctx, { personId: unknown, signals: [contactDeed()] })).toBeNull()

  // What they did is theirs to see; how it is scored is not.
  const data = await exportPerson(ctx, personId)
  expect(data.parts.leads?.signals).toHaveLength(3)
  expect(JSON.stringify(data.parts.leads)).not.toMatch(/engagement|intent|temperature|weights/)
  await erasePerson(ctx, { personId })
  await expect(explainLead(system(), personId)).rejects.toMatchObject({ code: 'leads.unknown' })
  expect(await addSignals(ctx, { personId, signals: [contactDeed()] })).toBeNull()
})

test('a phone number counts for whom the sales desk knows, and makes nobody a lead', async () => {
  const { personId, messageId } = await writeMessage(ctx, 'call 98765 01234')
  const tell = () => rememberFacts(ctx, { personId, messageId, facts: [{ key: 'phone', value: '+919876501234' }] })
  await tell()
  await expect(explainLead(system(), personId)).rejects.toMatchObject({ code: 'leads.unknown' })
  await addSignals(ctx, { personId, signals: sessionDeeds({ personId, number: 1, messageId }) })
  await rememberFacts(ctx, { personId, messageId, facts: [{ key: 'email', value: 'asha@example.com' }] })
  await rememberFacts(ctx, { personId, messageId: null, facts: [{ key: 'phone', value: '+919876501235' }] })
  expect(await scores(personId)).toMatchObject({ intent: 0.5, rows: 2 })
})

test('sentiment stands at the average and its rows hold the difference', async () => {
  const { personId, messageId } = await writeMessage(ctx, 'lovely')
  for (const [at, basis] of [0.5, 1, 1, 0.25, -0.5].entries())
    await addSignals(ctx, {
      personId,
      signals: [{ component: 'sentiment', key: `message/${at}`, basis, messageId, sentence: `sentiment is ${basis}` }],
    })
  expect((await texts(personId)).map(text => text.split(':')[0])).toEqual([
    '+1 engagement',
    '+1 engagement',
    '-1.5 engagement',
    '-0.5 engagement',
  ])
  expect(JSON.stringify(await exportPerson(ctx, personId))).not.toContain('sentiment is')
})
