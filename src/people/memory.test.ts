import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { newId } from '../kernel/ids.ts'
import { testStore } from '../storage/testing/index.ts'
import { correctFact } from './correct-fact.ts'
import { eraseAllFacts, eraseFact, eraseFactsOf } from './erase-fact.ts'
import { memoryIsOn } from './queries.ts'
import { recallFacts, recallMemory } from './recall.ts'
import { rememberFacts } from './remember-facts.ts'
import type { FactInput } from './schema.ts'
import { setMemory } from './set-memory.ts'
import { newVisitor, tell, writeMessage } from './testing.ts'

const store = testStore({ connections: 12 })
const visitor = () => store.ctx({ actor: newVisitor() })
const rupees = (minor: number) => ({ minor, currency: 'INR' })
const sentences = async (...of: Parameters<typeof recallFacts>) => (await recallFacts(...of)).map(fact => fact.sentence)

test('a fact is told back as a sentence with the message that it came from, newest first', async () => {
  const ctx = visitor()
  await tell(ctx, 'I am Asha', { key: 'name', value: 'Asha' })
  const { personId } = await tell(
    ctx,
    '3 bhk in hebbal under 1.5 cr',
    { key: 'configuration', value: 3, confidence: 0.9 },
    { key: 'budget_max', value: rupees(1_500_000_000) },
  )
  expect(await recallFacts(ctx, personId)).toMatchObject([
    { key: 'budget_max', sentence: 'Your budget goes up to ₹1.5 crore.', value: rupees(1_500_000_000), confidence: 1 },
    {
      label: 'Configuration',
      sentence: 'You look for 3 BHK homes.',
      confidence: 0.9,
      source: { kind: 'message', messageNumber: 2, text: '3 bhk in hebbal under 1.5 cr' },
    },
    { sentence: 'Your name is Asha.', source: { messageNumber: 1, text: 'I am Asha' } },
  ])
})

test('a new statement of the budget supersedes all of the old one; other values stand side by side', async () => {
  const ctx = visitor()
  await tell(
    ctx,
    '80 lakh to 1 crore in Hebbal',
    { key: 'budget_min', value: rupees(800_000_000) },
    { key: 'budget_max', value: rupees(1_000_000_000) },
    { key: 'place', value: 'Hebbal' },
  )
  const { personId, facts } = await tell(
    ctx,
    'around 2 crore, or in Jakkur',
    { key: 'budget_about', value: rupees(2_000_000_000) },
    { key: 'place', value: 'Jakkur' },
  )
  expect(await sentences(ctx, personId)).toEqual([
    'You look for a home in Jakkur.',
    'Your budget is about ₹2 crore.',
    'You look for a home in Hebbal.',
  ])
  const old = (await recallFacts(ctx, personId, { history: true })).filter(fact => fact.supersededBy)
  expect(old.map(fact => [fact.key, fact.supersededBy, fact.supersededReason])).toEqual([
    ['budget_max', facts[0], 'replaced'],
    ['budget_min', facts[0], 'replaced'],
  ])
})

test('one message may state its budget in two steps', async () => {
  const ctx = visitor()
  const first: FactInput = { key: 'budget_min', value: rupees(800_000_000) }
  const { personId, messageId } = await tell(ctx, '80 lakh to 1 crore', first)
  await rememberFacts(ctx, { personId, messageId, facts: [{ key: 'budget_max', value: rupees(1_000_000_000) }] })
  expect((await recallFacts(ctx, personId)).map(fact => fact.key)).toEqual(['budget_max', 'budget_min'])
})

test('wanting what was avoided supersedes it, and the reverse', async () => {
  const ctx = visitor()
  const { personId } = await tell(ctx, 'no pool', { key: 'amenity_avoided', value: 'swimming_pool' })
  await tell(ctx, 'a pool after all', { key: 'amenity_wanted', value: 'swimming_pool' })
  expect(await sentences(ctx, personId)).toEqual(['You want this in your home: swimming pool.'])
  await tell(ctx, 'not in hebbal', { key: 'excluded_place', value: 'Hebbal' })
  await tell(ctx, 'hebbal is fine', { key: 'place', value: 'hebbal' })
  expect(await sentences(ctx, personId)).toEqual([
    'You look for a home in hebbal.',
    'You want this in your home: swimming pool.',
  ])
})

test('many at once leave one current fact, every statement a row', async () => {
  const ctx = visitor()
  const { personId } = await writeMessage(ctx, 'hello')
  const messages = await Promise.all(Array.from({ length: 12 }, (_, at) => writeMessage(ctx, `up to ${at + 1} crore`)))
  await Promise.all(
    messages.map(({ messageId }, at) =>
      rememberFacts(ctx, {
        personId,
        messageId,
        facts: [{ key: 'budget_max', value: rupees((at + 1) * 1_000_000_000) }],
      }),
    ),
  )
  expect(await recallFacts(ctx, personId)).toHaveLength(1)
  expect(await recallFacts(ctx, personId, { history: true })).toHaveLength(12)
})

test('the same message remembered again adds nothing, not even what was erased since', async () => {
  const ctx = visitor()
  const fact: FactInput = { key: 'phone', value: '+919876543210' }
  const { personId, messageId, facts } = await tell(ctx, 'call +919876543210', fact)
  expect(await rememberFacts(ctx, { personId, messageId, facts: [fact] })).toEqual([])
  await eraseFact(ctx, { personId, factId: facts[0]! })
  expect(await rememberFacts(ctx, { personId, messageId, facts: [fact] })).toEqual([])
  expect(await recallFacts(ctx, personId)).toEqual([])
})

test('what has not its key’s shape is not remembered, and the rest is', async () => {
  const ctx = visitor()
  const odd = [
    { key: 'phone', value: 'call me' },
    { key: 'configuration', value: Number.NaN },
    { key: 'nonsense', value: 1 },
    { key: 'place', value: 'Heb\0bal ' },
  ] as unknown as FactInput[]
  const { personId } = await tell(ctx, 'odd', ...odd)
  expect((await recallFacts(ctx, personId)).map(fact => fact.value)).toEqual(['Hebbal'])
})

test('a correction supersedes what was wrong and has itself as its source', async () => {
  const ctx = visitor()
  const { personId, facts } = await tell(ctx, 'in Hebbal or Jakur', ...places('Hebbal', 'Jakur'))
  const right = await correctFact(ctx, { personId, factId: facts[1]!, value: 'Jakkur' })
  expect(await recallFacts(ctx, personId)).toMatchObject([
    { id: right, value: 'Jakkur', source: { kind: 'correction', messageNumber: null, text: null } },
    { value: 'Hebbal' },
  ])
  expect(await correctFact(ctx, { personId, factId: right, value: 'Jakkur' })).toBe(right)
  // Corrected to what another fact says already: one is left.
  await correctFact(ctx, { personId, factId: right, value: 'hebbal' })
  expect((await recallFacts(ctx, personId)).map(fact => fact.value)).toEqual(['hebbal'])
  await expect(correctFact(ctx, { personId, factId: right, value: 'Begur' })).rejects.toMatchObject({
    code: 'people.unknown_fact',
  })
})

test('a correction that does not fit, or of somebody else’s fact, is refused', async () => {
  const ctx = visitor()
  const { personId, facts } = await tell(ctx, 'up to 1 crore', { key: 'budget_max', value: rupees(1_000_000_000) })
  await expect(correctFact(ctx, { personId, factId: facts[0]!, value: 'a lot' })).rejects.toMatchObject({
    kind: 'invalid',
    code: 'people.bad_fact',
  })
  const other = await tell(visitor(), 'hello')
  const theirs = { personId: other.personId, factId: facts[0]! }
  const refusal = { kind: 'not_found', code: 'people.unknown_fact' }
  await expect(correctFact(ctx, { ...theirs, value: rupees(1) })).rejects.toMatchObject(refusal)
  await expect(eraseFact(ctx, theirs)).rejects.toMatchObject(refusal)
})

test('erasing takes the value and all that led to it; the row says that it was erased', async () => {
  const ctx = visitor()
  await tell(ctx, 'I am Asha Rao', { key: 'name', value: 'Asha Rao' })
  const { personId, facts } = await tell(ctx, 'I mean Asha Roy', { key: 'name', value: 'Asha Roy' })
  await tell(ctx, 'in Hebbal', { key: 'place', value: 'Hebbal' })
  expect(await eraseFact(ctx, { personId, factId: facts[0]! })).toBe(2)
  expect(await eraseFact(ctx, { personId, factId: facts[0]! })).toBe(0)
  expect(await sentences(ctx, personId)).toEqual(['You look for a home in Hebbal.'])
  const history = await recallFacts(ctx, personId, { history: true })
  expect(history.slice(1)).toMatchObject([
    { key: 'name', value: null, sentence: 'Name: erased.', source: { text: null }, erasedAt: expect.any(String) },
    { key: 'name', value: null, erasedAt: expect.any(String) },
  ])
  const rows = await sql<{ row: string }>`select facts::text as row from facts where person_id = ${personId}`.execute(
    ctx.db,
  )
  expect(rows.rows.map(({ row }) => row).join()).not.toMatch(/Asha|asha/)
  expect(await eraseAllFacts(ctx, personId)).toBe(1)
  expect(await recallFacts(ctx, personId)).toEqual([])
})

test('erasing a source erases what it alone said; what another had said before holds again', async () => {
  const ctx = visitor()
  const { personId } = await writeMessage(ctx, 'hello')
  const [first, second, third] = [newId(), newId(), newId()]
  const say = (id: string | null, ...skills: string[]) =>
    rememberFacts(ctx, {
      personId,
      messageId: null,
      source: id ? { kind: 'resume', id } : 'form',
      facts: skills.map(value => ({ key: 'skill', value, quote: value })),
    })
  await say(null, 'Welding')
  await say(first, 'Welding', 'Python')
  await say(second, 'python', 'SQL')
  await say(third, 'Python', 'Rust')
  const skills = async () => (await recallFacts(ctx, personId)).map(({ value }) => value).sort()
  await eraseFactsOf(ctx, { personId, sourceIds: [second] })
  expect(await skills()).toEqual(['Python', 'Rust', 'Welding'])
  await eraseFactsOf(ctx, { personId, sourceIds: [third] })
  expect(await skills()).toEqual(['Python', 'Welding'])
  await eraseFactsOf(ctx, { personId, sourceIds: [first] })
  expect(await skills()).toEqual(['Welding'])
})

test('erasing a budget leaves the history of the statement that it replaced', async () => {
  const ctx = visitor()
  await tell(ctx, 'from 80 lakh', { key: 'budget_min', value: rupees(800_000_000) })
  const { personId, facts } = await tell(ctx, 'about 2 crore', { key: 'budget_about', value: rupees(2_000_000_000) })
  expect(await eraseFact(ctx, { personId, factId: facts[0]! })).toBe(1)
  expect(await recallFacts(ctx, personId)).toEqual([])
  expect((await recallFacts(ctx, personId, { history: true })).at(-1)?.value).toEqual(rupees(800_000_000))
})

test('erasing a corrected place leaves the others', async () => {
  const ctx = visitor()
  const { personId, facts } = await tell(ctx, 'in Hebbal or Jakur', ...places('Hebbal', 'Jakur'))
  const right = await correctFact(ctx, { personId, factId: facts[1]!, value: 'Jakkur' })
  expect(await eraseFact(ctx, { personId, factId: right })).toBe(2)
  expect((await recallFacts(ctx, personId, { history: true })).map(fact => fact.value)).toEqual([null, null, 'Hebbal'])
})

test('while memory is off nothing new is remembered; what is known and the thread stay', async () => {
  const ctx = visitor()
  const { personId, facts } = await tell(ctx, 'in Hebbal', { key: 'place', value: 'Hebbal' })
  await setMemory(ctx, { personId, on: false })
  expect(await memoryIsOn(ctx, personId)).toBe(false)
  expect((await tell(ctx, 'in Jakkur', { key: 'place', value: 'Jakkur' })).facts).toEqual([])
  expect(await recallMemory(ctx, personId)).toMatchObject({ on: false, sessions: 1, facts: [{ value: 'Hebbal' }] })
  await correctFact(ctx, { personId, factId: facts[0]!, value: 'Begur' })
  await setMemory(ctx, { personId, on: true })
  await tell(ctx, 'in Jakkur', { key: 'place', value: 'Jakkur' })
  expect((await recallFacts(ctx, personId)).map(fact => fact.value)).toEqual(['Jakkur', 'Begur'])
})

test('the database itself refuses a fact without a source and a second current one', async () => {
  const ctx = visitor()
  const { personId, messageId } = await tell(ctx, 'I am Asha', { key: 'name', value: 'Asha' })
  const insert = (source: string, message: string | null) =>
    sql`
    insert into facts (id, person_id, key, value, confidence, source_kind, message_id, created_at)
    values (gen_random_uuid(), ${personId}, 'name', '"Usha"', 1, ${source}, ${message}::uuid, now())`.execute(ctx.db)
  await expect(insert('message', messageId)).rejects.toThrow('facts_current')
  await expect(insert('message', null)).rejects.toThrow('facts_message_source')
  await expect(insert('hearsay', null)).rejects.toThrow('facts_source_kind')
})

function places(...names: string[]): FactInput[] {
  return names.map(value => ({ key: 'place', value }))
}
