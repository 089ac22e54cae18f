import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { actor } from '../../appointments/booking/testing/desk.ts'
import { createPerson, mergePersons, undoMerge } from '../../people/index.ts'
import { registerParts } from '../../server/domains.ts'
import type { Context } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { componentSchema } from '../schema.ts'
import { addSignals, touchLead } from './add-signals.ts'
import { decayLeads } from './decay-leads.ts'
import { contactDeed, type SignalInput, sessionDeeds } from './deeds.ts'
import { explainLead } from './explain-lead.ts'
import { hotLeads } from './hot-leads.ts'
import { rescoreLeads, rescoreNext } from './rescore-leads.ts'
import { readWeights, saveWeights } from './weights.ts'

const store = testStore({ connections: 8 })
beforeAll(() => registerParts())

const MONDAY = Temporal.Instant.from('2026-03-02T06:00:00Z')
const at = (time: { days: number }, more: Partial<Context> = {}) =>
  store.ctx({ now: () => MONDAY.add({ hours: 24 * time.days }), ...more })
const deed = (component: SignalInput['component'], key: string): SignalInput => ({
  component,
  key,
  sentence: 'did something',
})

/** Everything about a person's ledger that must be the same, whoever wrote it. */
async function ledgerOf(personId: string) {
  const { rows } = await sql<{ id?: string; kind: string }>`
    select component, kind, key, engagement, intent, created_at::text as at from signals where person_id = ${personId}
    order by created_at, component, number`.execute(store.db)
  return rows
}

test('eighty signals of one person at once lose none, and the score is their sum', async () => {
  const ctx = store.ctx()
  const personId = await createPerson(ctx)
  const eighty = Array.from({ length: 80 }, (_, at) => sessionDeeds({ personId, number: at + 1 })[0]!)
  await Promise.all(eighty.map(deed => addSignals(ctx, { personId, signals: [deed, contactDeed()] })))
  const found = await sql<object>`
    select count(*) filter (where component = 'session') as sessions, count(*) filter (where component = 'contact') as contacts,
      sum(s.engagement) as summed, l.engagement, l.intent, l.temperature
    from signals s join leads l using (person_id) where person_id = ${personId} group by l.person_id`.execute(ctx.db)
  expect(found.rows).toEqual([
    { sessions: 80, contacts: 1, summed: 3, engagement: 3, intent: 0.5, temperature: 'cold' },
  ])
})

test('who stays away loses a tenth a week after two, the same whether written week by week, late, or by several at once', async () => {
  const made = await Promise.all(
    [0, 1, 2].map(async () => {
      const personId = await createPerson(at({ days: 0 }))
      await addSignals(at({ days: 0 }), {
        personId,
        signals: [deed('interest', 'a'), deed('interest', 'b'), deed('contact', 'c')],
      })
      return personId
    }),
  )
  const [weekly, late, returning] = made as [string, string, string]
  const looks = (days: number) =>
    Promise.all([decayLeads(at({ days })), decayLeads(at({ days })), decayLeads(at({ days }))])
  await looks(20)
  expect(await ledgerOf(weekly)).toHaveLength(3)
  // The one comes back on the day on which the first week is over: that week is theirs already.
  await touchLead(at({ days: 21 }), { personId: returning })
  for (const days of [21, 22, 28, 35]) {
    await sql`update leads set decay_at = null where person_id = ${late}`.execute(store.db)
    await looks(days)
  }
  await sql`update leads set decay_at = ${MONDAY.add({ hours: 24 * 21 })} where person_id = ${late}`.execute(store.db)
  await looks(40)
  await looks(40)
  expect(await ledgerOf(late)).toEqual(await ledgerOf(weekly))
  expect((await ledgerOf(weekly)).filter(({ kind }) => kind === 'decayed')).toMatchObject([
    { component: 'contact', intent: -0.05, at: expect.stringContaining('2026-03-23') },
    { component: 'interest', engagement: -0.2, intent: -0.3 },
    { component: 'contact', intent: -0.05, at: expect.stringContaining('2026-03-30') },
    { component: 'interest', engagement: -0.18, intent: -0.27 },
    { component: 'contact', intent: -0.04, at: expect.stringContaining('2026-04-06') },
    { component: 'interest', engagement: -0.16, intent: -0.24 },
  ])
  expect((await ledgerOf(returning)).filter(({ kind }) => kind === 'decayed')).toHaveLength(2)

  // What time took can be earned again.
  const back = await addSignals(at({ days: 41 }), { personId: weekly, signals: [deed('interest', 'c')] })
  expect(back).toMatchObject({ engagement: 2, intent: 3.36 })
  const nothing = await createPerson(at({ days: 0 }))
  await touchLead(at({ days: 0 }), { personId: nothing })
  await looks(400)
  expect(await ledgerOf(nothing)).toEqual([])
})

test('new weights count from now on; rescoring adds one difference for each component, goes on where it was left, and waits for nobody', async () => {
  const admin = await actor(store.ctx(), 'admin')
  const people = await Promise.all(Array.from({ length: 120 }, () => createPerson(admin)))
  for (const personId of people) await addSignals(admin, { personId, signals: [deed('view', 'a'), deed('visit', 'a')] })
  const [personId] = people as [string]
  const { version, weights, rules } = await readWeights(admin)
  const wanted = { ...weights, view: { ...weights.view, engagement: 0.5 }, visit: { ...weights.visit, intent: 2 } }
  const over = { ...wanted, view: { ...wanted.view, engagementCap: 3.01 } }
  await expect(saveWeights(admin, { version, weights: over, rules })).rejects.toMatchObject({ code: 'leads.weights' })
  const fine = { ...wanted, view: { ...wanted.view, engagement: 0.125 } }
  await expect(saveWeights(admin, { version, weights: fine, rules })).rejects.toMatchObject({ code: 'leads.weights' })
  await expect(saveWeights(await actor(store.ctx()), { version, weights: wanted, rules })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  const saved = await Promise.allSettled([1, 2, 3].map(() => saveWeights(admin, { version, weights: wanted, rules })))
  expect(saved.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(saved.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'leads.weights_changed' } })

  expect(await addSignals(admin, { personId, signals: [deed('view', 'b')] })).toMatchObject({
    engagement: 0.7,
    intent: 3,
  })
  await expect(rescoreLeads(admin, { version })).rejects.toMatchObject({ code: 'leads.weights_version' })
  const job = await rescoreLeads(admin)
  expect(job).toMatchObject({ version: version + 1, done: 0, finishedAt: null, by: 'Some staff' })
  // One batch, and then somebody else goes on, while things go on happening.
  expect(await rescoreNext(admin)).toBe(true)
  expect((await readWeights(admin)).rescore).toMatchObject({ done: 100, finishedAt: null })
  const meanwhile = people.map(personId =>
    addSignals(admin, { personId, signals: [deed('view', 'c'), { ...deed('visit', 'a'), takesBack: true }] }),
  )
  while (await rescoreNext(admin));
  await Promise.all(meanwhile)
  const { rescore } = await readWeights(admin)
  expect(rescore).toMatchObject({ done: rescore!.total, finishedAt: expect.any(String) })
  const again = await rescoreLeads(admin)
  expect(again.finishedAt).toBe(rescore!.finishedAt)

  const { rows } = await sql<object>`
    select engagement, intent, count(*) from leads where person_id = any(${people}::uuid[]) group by 1, 2 order by 1`.execute(
    admin.db,
  )
  expect(rows).toEqual([
    { engagement: 1, intent: 0, count: 119 },
    { engagement: 1.5, intent: 0, count: 1 },
  ])
  const texts = (await explainLead(store.ctx(), personId)).items.map(({ text }) => text)
  expect(texts).toContain(`+0.3 engagement: homes looked at, weights of version ${version + 1}`)
  // The ledger is kept, and played again it gives the same.
  const wrong = await sql`
    select l.person_id from leads l, lateral (
      select coalesce(sum(engagement), 0) as engagement, coalesce(sum(intent), 0) as intent from replay_lead(l.person_id, l.weights_version)) r
    where (r.engagement, r.intent) <> (l.engagement, l.intent)`.execute(admin.db)
  expect(wrong.rows).toEqual([])
})

test('two who are one count once and within the caps, and are taken apart exactly', async () => {
  const ctx = at({ days: 1 })
  const [from, to] = [await createPerson(ctx), await createPerson(ctx)]
  const both = [deed('visit', 'a'), deed('contact', 'contact')]
  await addSignals(ctx, { personId: from, signals: [...both, deed('detail', 'x'), deed('detail', 'y')] })
  await addSignals(ctx, { personId: to, signals: [...both, deed('detail', 'x'), deed('interest', 'a')] })
  const rows = async () =>
    (
      await sql<object>`
        select s.*, l.engagement as score, l.intent as meant, l.temperature, l.decay_at, l.last_active_at, l.merged_at
        from signals s join leads l using (person_id) where person_id in (${from}, ${to}) order by number`.execute(
        ctx.db,
      )
    ).rows
  const before = await rows()
  const merge = await mergePersons(ctx, { from, to })
  expect(await addSignals(ctx, { personId: from, signals: [deed('view', 'z')] })).toBeNull()
  await expect(explainLead(store.ctx(), from)).rejects.toMatchObject({ code: 'leads.unknown' })
  const one = await explainLead(store.ctx(), to)
  expect(Object.fromEntries(one.sums.map(({ component, intent }) => [component, intent]))).toMatchObject({
    contact: 0.5,
    detail: 0.5,
  })
  for (const sum of one.sums) {
    expect(sum.engagement).toBeLessThanOrEqual(sum.engagementCap)
    expect(sum.intent).toBeLessThanOrEqual(sum.intentCap)
  }
  await undoMerge(ctx, { id: merge.id })
  expect(await rows()).toEqual(before)

  // What took something back since goes with it.
  const again = await mergePersons(ctx, { from, to })
  await addSignals(ctx, { personId: to, signals: [{ ...deed('visit', 'a'), takesBack: true }, deed('callback', 'a')] })
  await undoMerge(ctx, { id: again.id })
  const sums = async (personId: string) =>
    (await explainLead(store.ctx(), personId)).sums.map(({ component, intent }) => [component, intent])
  expect(Object.fromEntries(await sums(from))).toMatchObject({ visit: 0, contact: 0.5, detail: 0.5 })
  expect(Object.fromEntries(await sums(to))).toMatchObject({ visit: 0, contact: 0.5, callback: 1.5 })
})

test('hot leads come by intent, engagement, last activity and id, page by page; what staff set counts until its end', async () => {
  const ctx = at({ days: 500 })
  await sql`update leads set temperature = 'cold', override_temperature = null, override_until = null`.execute(ctx.db)
  const lead = async (
    intent: number,
    engagement: number,
    days: number,
    more: { temperature?: string; override?: string; until?: number } = {},
  ) => {
    const { temperature = 'hot', override = null, until } = more
    const personId = await createPerson(ctx)
    const end = until === undefined ? null : MONDAY.add({ hours: 24 * until })
    await sql`
      insert into leads (person_id, intent, engagement, temperature, override_temperature, override_until, last_active_at, created_at)
      values (${personId}, ${intent}, ${engagement}, ${temperature}, ${override}, ${end}, ${MONDAY.add({ hours: 24 * days })}, ${MONDAY})`.execute(
      ctx.db,
    )
    return personId
  }
  const wanted = [
    await lead(9, 1, 400),
    await lead(7, 8, 400),
    await lead(7, 5, 450),
    ...[await lead(7, 5, 400), await lead(7, 5, 400)].sort(),
    await lead(6.5, 5, 400, { override: 'cold', until: 499 }),
    await lead(2, 5, 400, { temperature: 'cold', override: 'hot', until: 501 }),
  ]
  await lead(8, 8, 400, { override: 'warm', until: 501 })
  await lead(2, 6, 400, { temperature: 'cold', override: 'hot', until: 500 })
  const found: string[] = []
  let cursor: string | undefined
  do {
    const page = await hotLeads(ctx, { limit: 2, ...(cursor && { cursor }) })
    found.push(...page.items.map(({ personId }) => personId))
    cursor = page.cursor ?? undefined
  } while (cursor)
  expect(found).toEqual(wanted)
  const { items } = await hotLeads(ctx)
  expect(items.at(-1)).toMatchObject({ temperature: 'hot', computed: 'cold', override: { temperature: 'hot' } })
  await expect(hotLeads(ctx, { cursor: 'x' })).rejects.toMatchObject({ code: 'leads.cursor' })
  await expect(hotLeads(await actor(ctx, 'coach'))).rejects.toMatchObject({ code: 'leads.not_allowed' })
})

test('the weights of the specification are those that a store begins with', async () => {
  const { rows } = await sql<{
    weights: Record<string, object>
  }>`select weights from lead_weights where version = 1`.execute(store.db)
  expect(Object.keys(rows[0]!.weights).sort()).toEqual([...componentSchema.options].sort())
  expect(rows[0]!.weights).toMatchObject({
    session: { engagement: 0.5, engagementCap: 3 },
    view: { engagement: 0.2, engagementCap: 3 },
    interest: { engagement: 1, intent: 1.5, engagementCap: 2, intentCap: 3 },
    sentiment: { engagement: 2, engagementCap: 2 },
    visit: { intent: 3, intentCap: 3 },
    callback: { intent: 1.5, intentCap: 1.5 },
    detail: { intent: 0.25, intentCap: 1 },
    contact: { intent: 0.5, intentCap: 0.5 },
    return: { intent: 0.25, intentCap: 1 },
  })
})
