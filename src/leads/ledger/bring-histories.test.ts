import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { actor, makeClock, onlyAgents, wall } from '../../appointments/booking/testing/desk.ts'
import { bookVisit, cancelAppointment, holdStart, requestCallback, setStatus } from '../../appointments/index.ts'
import { recordListingEvent, seedSample } from '../../catalogue/index.ts'
import { createPerson, erasePerson, mergePersons, rememberFacts, setMemory } from '../../people/index.ts'
import { newVisitor, writeMessage } from '../../people/testing.ts'
import { registerParts, subscribeDomains } from '../../server/domains.ts'
import { type Context, createEvents } from '../../storage/index.ts'
import { readMigrations } from '../../storage/migrate.ts'
import { testStore } from '../../storage/testing/index.ts'
import { addSignals, touchLead } from './add-signals.ts'
import { bringHistories } from './bring-histories.ts'
import { decayLeads } from './decay-leads.ts'
import { sessionDeeds } from './deeds.ts'
import { explainLead } from './explain-lead.ts'

const store = testStore({ connections: 4 })
const contact = { name: 'Asha Rao', phone: '98765 01234' }
const listings: string[] = []
let clock = makeClock()
let fill = ''

beforeAll(async () => {
  registerParts()
  await seedSample(store.ctx())
  const { rows } = await sql<{ id: string }>`select id from listings order by name limit 3`.execute(store.db)
  listings.push(...rows.map(({ id }) => id))
  const migration = (await readMigrations()).find(({ name }) => name === '0025-lead-histories.sql')!
  fill = migration.sql.slice(migration.sql.indexOf('insert into lead_histories'))
})
beforeEach(() => {
  clock = makeClock()
})

/** Nobody hears what is announced: as it was before leads were scored. */
const past = (): Context => ({
  ...store.ctx({ now: clock.now, actor: newVisitor() }),
  announce: createEvents().announce,
})
function present(): Context {
  const events = createEvents()
  subscribeDomains(events)
  return { ...past(), announce: events.announce }
}
const queue = () => sql.raw(fill).execute(store.db)
const waiting = async () => (await sql<object>`select from lead_histories`.execute(store.db)).rows.length

/** Some weeks of somebody; `scored`: what the release that scores adds by reading a session's first message. */
async function live(ctx: Context, scored: boolean): Promise<string> {
  await onlyAgents(ctx, ['Ravi'])
  const session = async (number: number) => {
    const { personId, messageId } = await writeMessage(ctx, 'hello')
    if (scored) await addSignals(ctx, { personId, signals: sessionDeeds({ personId, number, messageId }) })
    return { personId, messageId }
  }
  const { personId, messageId } = await session(1)
  const event = (kind: 'view' | 'interest' | 'rejection' | 'brochure', listing: number) =>
    recordListingEvent(ctx, { personId, listingId: listings[listing]!, kind, messageId })
  clock.pass({ minutes: 1 })
  await event('view', 0)
  await event('interest', 0)
  await event('interest', 1)
  await event('brochure', 1)
  clock.pass({ minutes: 1 })
  await rememberFacts(ctx, { personId, messageId, facts: [{ key: 'phone', value: '+919876501234' }] })
  await event('rejection', 0)
  const listingId = listings[1]!
  const hold = await holdStart(ctx, { personId, start: wall('2026-11-24', 10), listingId, source: 'chat' })
  clock.pass({ minutes: 1 })
  await bookVisit(ctx, { personId, hold: hold.code, contact, source: 'chat' })
  const callback = await requestCallback(ctx, { personId, contact, reason: 'pricing', source: 'form' })
  clock.at = wall('2026-11-24', 12)
  const row = await sql<{ code: string }>`
    select code from appointments where person_id = ${personId} and kind = 'site_visit'`.execute(ctx.db)
  await setStatus({ ...(await actor(ctx)), announce: ctx.announce }, { code: row.rows[0]!.code, status: 'no_show' })
  clock.at = wall('2026-12-22', 12)
  await session(2)
  await cancelAppointment(ctx, { code: callback.code })
  clock.pass({ minutes: 5 })
  await writeMessage(ctx, 'bye')
  if (scored) await touchLead(ctx, { personId })
  return personId
}

async function standing(personId: string) {
  const { rows } = await sql<object>`
    select l.engagement, l.intent, l.temperature, l.last_active_at::text, l.decay_at::text, l.created_at::text,
      (select array_agg(a.kind || ' ' || a.engagement || ' ' || a.intent order by a.kind) from appointments a where a.person_id = l.person_id) as noted
    from leads l where person_id = ${personId}`.execute(store.db)
  const { items } = await explainLead(store.ctx(), personId)
  return { lead: rows[0], ledger: items.map(({ text, at }) => `${at} ${text}`).sort() }
}

test('who was there before leads were scored has the very ledger that they would have earned, once', async () => {
  const before = await live(past(), false)
  clock = makeClock()
  const after = await live(present(), true)
  expect(await sql`select from leads where person_id = ${before}`.execute(store.db)).toMatchObject({ rows: [] })
  await queue()
  expect(await waiting()).toBe(1)
  clock.at = wall('2027-02-01', 12)
  await Promise.all([1, 2, 3].map(() => bringHistories(present())))
  expect(await waiting()).toBe(0)
  await decayLeads(present())
  const brought = await standing(before)
  expect(brought).toEqual(await standing(after))
  expect(brought.ledger).toHaveLength(new Set(brought.ledger).size)
  expect(brought.lead).toMatchObject({
    temperature: 'cold',
    noted: [expect.stringMatching(/^callback /), expect.any(String)],
  })
  expect(brought.ledger.join('\n')).toMatch(/came back for session 2 \(message 2\)/)

  await queue()
  expect(await waiting()).toBe(0)
})

test('who comes back before their history was read keeps what they earned since; memory off, erased and joined are honoured', async () => {
  const ctx = past()
  const { personId, messageId } = await writeMessage(ctx, 'hello')
  const view = (who: Context, personId: string, listing: number) =>
    recordListingEvent(who, { personId, listingId: listings[listing]!, kind: 'view' })
  await view(ctx, personId, 0)
  const [forgetful, gone, joined, other] = await Promise.all([1, 2, 3, 4].map(() => createPerson(ctx)))
  for (const one of [forgetful!, gone!, joined!]) await view(ctx, one, 0)
  await queue()
  expect(await waiting()).toBe(4)
  clock.pass({ minutes: 3 })
  const now = present()
  await view(now, personId, 0)
  await view(now, personId, 1)
  await addSignals(now, { personId, signals: sessionDeeds({ personId, number: 1, messageId }) })
  await setMemory(now, { personId: forgetful!, on: false })
  await erasePerson(now, { personId: gone! })
  await mergePersons(now, { from: joined!, to: other! })
  expect(await waiting()).toBe(3)
  expect(await bringHistories(now)).toBe(false)
  expect(await waiting()).toBe(0)
  expect((await standing(personId)).lead).toMatchObject({ engagement: 0.9 })
  expect((await standing(other!)).lead).toMatchObject({ engagement: 0.2 })
  const { rows } = await sql`select from leads where person_id in (${forgetful!}, ${gone!})`.execute(store.db)
  expect(rows).toEqual([])
})
