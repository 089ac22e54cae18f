import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { seedSample } from '../../src/catalogue/index.ts'
import { personCommand } from '../../src/cli/person.ts'
import {
  claimAbandonedTurn,
  completeTurn,
  type Posted,
  postMessage,
  readConversation,
  setWish,
  waitForTurn,
} from '../../src/conversations/index.ts'
import {
  correctFact,
  createPerson,
  ensurePerson,
  erasePerson,
  exportPage,
  exportPerson,
  findPerson,
  issueVisitorKey,
  personParts,
  readVisitorKey,
  recallFacts,
  recallMemory,
  rememberFacts,
  setMemory,
} from '../../src/people/index.ts'
import { registerParts } from '../../src/server/domains.ts'
import type { Context } from '../../src/storage/index.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { tablesOfPersons } from '../store/coverage.ts'

const store = testStore({ connections: 6 })
beforeAll(async () => {
  registerParts()
  await seedSample(store.ctx())
})

const PHONE = '+919876501234'
const NAME = 'Asha Wodeyar'

function visitor() {
  return store.ctx({ actor: { kind: 'visitor', keyHash: readVisitorKey('test', issueVisitorKey('test'))! } })
}

function say(ctx: Context, text: string, ui = {}) {
  return postMessage(ctx, { desk: 'sales', clientId: randomUUID(), owner: randomUUID(), text, ui })
}

/** A visitor with something in every table that this release fills. */
async function talk(ctx: Context) {
  const posted = await say(ctx, `I am ${NAME}, call ${PHONE}`, { places: [NAME] })
  const { personId, messageId } = posted.turn
  await completeTurn(
    ctx,
    {
      turn: posted.turn,
      owner: posted.turn.owner!,
      text: `Thank you, ${NAME}. We call ${PHONE}.`,
      parts: [{ type: 'chips', chips: [{ label: NAME, text: PHONE }] }],
      state: { wish: { places: ['Hebbal'] }, name: NAME },
    },
    async ctx => {
      const facts = [
        { key: 'phone', value: PHONE },
        { key: 'name', value: NAME },
      ] as const
      await rememberFacts(ctx, { personId, messageId, facts })
    },
  )
  await setWish(ctx, { desk: 'sales', set: { developer: NAME } })
  const { conversationId } = posted.turn
  await sql`insert into hand_offs (conversation_id, number, state, reason, acted_by, created_at)
    values (${conversationId}, 1, 'waiting', 'requested', 'visitor', now())`.execute(ctx.db)
  await sql`insert into listing_events (id, person_id, listing_id, kind, reason, message_id, created_at)
    select gen_random_uuid(), ${personId}, id, 'rejection', ${NAME}, ${messageId}, now() from listings limit 1
  `.execute(ctx.db)
  return posted
}

/** Every row of every table, as text. */
async function dump(ctx: Context): Promise<string> {
  const tables = await sql<{ name: string }>`
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')`.execute(ctx.db)
  const texts = await Promise.all(
    tables.rows.map(({ name }) => sql<{ row: string }>`select t::text as row from ${sql.raw(name)} t`.execute(ctx.db)),
  )
  return texts.flatMap(({ rows }) => rows.map(({ row }) => row)).join('\n')
}

test('every table that leads to a person is exported and erased by a part', async () => {
  const ctx = store.ctx()
  const expected = await tablesOfPersons(ctx)
  expect(expected).toEqual(expect.arrayContaining(['facts', 'messages', 'turns', 'accounts', 'listing_events']))
  const personId = await createPerson(ctx)
  const data = await exportPerson(ctx, personId)
  expect(Object.values(data.parts).flatMap(Object.keys).sort()).toEqual(expected)
  const receipt = await erasePerson(ctx, { personId })
  expect(Object.keys(receipt.counts).sort()).toEqual(expected)
})

test('after erasing no table holds what the person said or is; counts and a receipt stay; the key is dead', async () => {
  const ctx = visitor()
  const other = visitor()
  const posted = await talk(ctx)
  const { personId } = posted.turn
  await correctFact(ctx, {
    personId,
    factId: (await recallFacts(ctx, personId)).find(fact => fact.key === 'name')!.id,
    value: `${NAME} Rao`,
  })
  const stays = await say(other, 'homes in Hebbal')
  expect(await dump(ctx)).toContain(PHONE)

  const receipt = await erasePerson(ctx, { personId })
  expect(receipt.counts).toMatchObject({
    facts: 3,
    messages: 2,
    turns: 1,
    conversations: 1,
    persons: 1,
    visitor_keys: 1,
  })
  const left = await dump(ctx)
  for (const trace of [PHONE, PHONE.slice(3), NAME, 'Wodeyar', 'wodeyar']) expect(left).not.toContain(trace)
  expect(await erasePerson(ctx, { personId })).toEqual(receipt)

  expect(await findPerson(ctx)).toBeUndefined()
  await expect(say(ctx, 'hello again')).rejects.toMatchObject({ kind: 'unauthenticated', code: 'people.ended' })
  await expect(ensurePerson(ctx)).rejects.toMatchObject({ code: 'people.ended' })
  const late = await completeTurn(ctx, { turn: posted.turn, owner: posted.turn.owner!, text: `for ${NAME}` })
  expect(late.outcome).toBe('gone')
  expect(await waitForTurn(ctx, { messageId: posted.message.id })).toEqual({ outcome: 'gone' })
  expect(await rememberFacts(ctx, { personId, messageId: null, facts: [{ key: 'name', value: NAME }] })).toEqual([])
  await setMemory(ctx, { personId, on: true })
  expect((await readConversation(other, { desk: 'sales' })).messages[0]?.id).toBe(stays.message.id)
})

test('erasing while the person writes and is answered ends with nothing left and nobody stuck', async () => {
  for (let round = 0; round < 10; round++) {
    const ctx = visitor()
    const first = await talk(ctx)
    const { personId } = first.turn
    const writing = Array.from({ length: 8 }, async () => {
      const posted: Posted = await say(ctx, `call ${PHONE}`)
      const { messageId } = posted.turn
      const turn = posted.mine ? posted.turn : await claimAbandonedTurn(ctx, { owner: randomUUID() })
      if (turn?.messageId === messageId)
        await completeTurn(ctx, { turn, owner: turn.owner!, text: PHONE }, async ctx => {
          await rememberFacts(ctx, { personId, messageId, facts: [{ key: 'phone', value: PHONE }] })
        })
    })
    const editing = Array.from({ length: 4 }, () => setWish(ctx, { desk: 'sales', set: { developer: PHONE } }))
    const [erased, ...written] = await Promise.allSettled([erasePerson(ctx, { personId }), ...writing, ...editing])
    expect(erased.status).toBe('fulfilled')
    for (const one of written)
      if (one.status === 'rejected') expect(['people.ended', 'conversations.none']).toContain(one.reason.code)
    expect(await dump(ctx)).not.toContain(PHONE)
  }
})

test('the export holds every row as JSON and as a page in which nothing runs', async () => {
  const ctx = visitor()
  const { turn } = await talk(ctx)
  await say(ctx, '<script>alert(1)</script> & "quotes"')
  const data = await exportPerson(ctx, turn.personId)
  expect(data.parts.people?.facts).toHaveLength(2)
  expect(data.parts.conversations?.messages).toHaveLength(3)
  expect((await recallMemory(ctx, turn.personId)).listings.rejected).toMatchObject([{ times: 1, reason: NAME }])
  expect(JSON.parse(JSON.stringify(data))).toMatchObject({ personId: turn.personId, exportedAt: expect.any(String) })
  // Neither secrets nor what staff would be known by.
  expect(JSON.stringify(data)).not.toMatch(/hash|secret|token|password|"owner"|account_id/)
  const page = exportPage(data)
  expect(page).toContain(`Your phone number is ${PHONE}.`)
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;')
  expect(page).not.toContain('<script')
})

test('the command exports and erases, and refuses what is no person', async () => {
  const ctx = store.ctx()
  const { turn } = await talk(visitor())
  const lines: string[] = []
  const io = { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line) }
  expect(await personCommand(ctx, ['export', turn.personId], io)).toBe(0)
  expect(JSON.parse(lines.join('\n'))).toMatchObject({ personId: turn.personId })
  lines.length = 0
  expect(await personCommand(ctx, ['export', turn.personId, '--html'], io)).toBe(0)
  expect(lines.join('\n')).toContain('<!doctype html>')
  lines.length = 0
  expect(await personCommand(ctx, ['erase', turn.personId], io)).toBe(0)
  expect(JSON.parse(lines.join('\n'))).toMatchObject({ counts: { messages: 2 } })
  expect(await personCommand(ctx, ['forget'], io)).toBe(2)
  await expect(personCommand(ctx, ['erase', randomUUID()], io)).rejects.toMatchObject({ code: 'people.unknown_person' })
  await expect(personCommand(ctx, ['erase', 'x'], io)).rejects.toMatchObject({ code: 'people.bad_id' })
})

test('a part is registered once, however often', () => {
  registerParts()
  const names = personParts().map(part => part.name)
  expect(new Set(names).size).toBe(names.length)
})
