import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { endEverySession } from '../../src/accounts/sessions.ts'
import { bringEntries } from '../../src/outage/bring.ts'
import { outagePart } from '../../src/outage/index.ts'
import { transact } from '../../src/storage/index.ts'
import { runs } from '../../src/storage/testing/index.ts'
import { form } from './form.ts'
import { outageHouse } from './outage-house.ts'

const { store, folder, server, goAway, comeBack, verbs, replay, say, heard, reviews, settleAll } = outageHouse()

test('of somebody who was erased meanwhile nothing is written, and nothing of it kept', async () => {
  const visitor = await server.visitor()
  await visitor.call('POST', '/api/sales/messages', { json: { id: randomUUID(), text: '2 bhk in Hebbal' } })
  goAway()
  await say(visitor, 'my number is 98765 43210')
  comeBack()
  const { rows } = await store.pool.query(`select person_id from conversations order by created_at desc limit 1`)
  await store.pool.query(`update visitor_keys set ended_at = now() where person_id = $1`, [rows[0].person_id])
  await store.pool.query(`update persons set erased_at = now() where id = $1`, [rows[0].person_id])
  await replay()
  expect(await reviews()).toMatchObject([{ kind: 'message', reason: 'people.ended', content: null }])
  const left = await store.pool.query(`select count(*)::int as n from outage_entries e where e::text like '%98765%'`)
  expect(left.rows[0].n).toBe(0)
  const messages = await store.pool.query(`select count(*)::int as n from messages where text like '%98765%'`)
  expect(messages.rows[0].n).toBe(0)
  await settleAll()
})

type Said = { author: string; text: string }

test('a member is heard by the session that lived then, also if they signed out of it since; in one conversation', async () => {
  const member = await server.account('member')
  const leaving = await server.account('member')
  const { email } = (await leaving.expect(200, 'GET', '/api/session')) as { email: string }
  goAway()
  await say(member, '3 bhk near the airport')
  await say(leaving, 'who am I?')
  comeBack()
  const session = [...leaving.cookies]
  await leaving.expect(204, 'DELETE', '/api/session')
  // What comes by it from then on is nobody's, however it is come by.
  for (const [name, value] of session) leaving.cookies.set(name, value)
  goAway()
  await say(leaving, 'and who is this?')
  await replay()
  expect(await heard(member)).toEqual(['3 bhk near the airport'])
  const { rows } = await store.pool.query(
    `select m.text from messages m join conversations c on c.id = m.conversation_id join accounts a on a.person_id = c.person_id
     where a.email = $1 and m.author = 'visitor'`,
    [email],
  )
  expect(rows).toEqual([{ text: 'who am I?' }])
  expect(await reviews()).toMatchObject([{ reason: 'outage.session', content: { text: 'and who is this?' } }])
  await settleAll()
})

test('nobody acts for a session that somebody else ended, and staff see whose it was; with the account goes what it said', async () => {
  const ended = await server.account('member')
  const distrusted = await server.account('member')
  const erased = await server.account('member')
  const ids = []
  for (const caller of [ended, distrusted, erased])
    ids.push(((await caller.expect(200, 'GET', '/api/session')) as { id: string }).id)
  goAway()
  for (const caller of [ended, distrusted, erased]) await say(caller, 'please call me')
  comeBack()
  const endAll = (id: string) => transact(store.ctx(), ctx => endEverySession(ctx, id))
  expect(await endAll(ids[0]!)).toBe(1)
  // Signed out of, and then all of the account's were ended: by whom they were held nobody knows.
  await distrusted.expect(204, 'DELETE', '/api/session')
  await endAll(ids[1]!)
  await erased.expect(204, 'DELETE', '/api/session')
  await store.pool.query(`update accounts set disabled_at = now() where id = $1`, [ids[2]])
  await replay()
  const found = await reviews()
  expect(found.map(({ reason, person }) => [reason, person?.isMember])).toEqual(Array(3).fill(['outage.session', true]))
  const { rows } = await store.pool.query(`select person_id as id from accounts where id = $1`, [ids[2]])
  await transact(store.ctx(), ctx => outagePart.erase(ctx, rows[0].id))
  expect(await reviews()).toHaveLength(2)
  await settleAll()
})

test('who never wrote to the coach is heard in a conversation of their own; who wrote in one that is closed since, in the open one', async () => {
  const visitor = await server.visitor()
  const ask = (text: string, path = 'coach') =>
    visitor.call('POST', `/api/${path}/messages`, { json: { id: randomUUID(), text } })
  goAway()
  expect((await ask('I want to change my job')).status).toBe(202)
  expect((await ask('and I do not know how')).status).toBe(202)
  await replay()
  const listed = async () =>
    ((await visitor.expect(200, 'GET', '/api/conversations?desk=career')) as { items: { id: string }[] }).items
  const said = async (id: string) =>
    ((await visitor.expect(200, 'GET', `/api/conversations/${id}/messages?after=0`)) as { messages: Said[] }).messages
      .filter(({ author }) => author === 'visitor')
      .map(({ text }) => text)
  const [first] = await listed()
  expect(await said(first!.id)).toEqual(['I want to change my job', 'and I do not know how'])
  goAway()
  expect((await ask('are you there?', `conversations/${first!.id}`)).status).toBe(202)
  comeBack()
  await store.pool.query(`update conversations set closed_at = now() where id = $1`, [first!.id])
  await replay()
  expect(await said((await listed())[0]!.id)).toEqual(['are you there?'])
  expect(await reviews()).toEqual([])
  // While the store is there it is as writing to the conversation.
  expect(await ask('hello again')).toMatchObject({ status: 200, json: { message: { text: 'hello again' } } })
})

test('a member is heard whose session was made by a server with a clock ahead of the one that kept their words', async () => {
  const member = await server.account('member')
  await store.pool.query(
    `update account_sessions set created_at = created_at + interval '3 hours', last_seen_at = last_seen_at + interval '3 hours'
     where account_id = (select id from accounts order by created_at desc limit 1)`,
  )
  goAway()
  await say(member, '3 bhk near the lake')
  await replay()
  expect(await heard(member)).toEqual(['3 bhk near the lake'])
  expect(await reviews()).toEqual([])
})

test('what staff say is not kept as a visitor’s', async () => {
  const agent = await server.account('agent')
  goAway()
  await say(agent, 'hello from the desk')
  await replay()
  expect(await reviews()).toMatchObject([{ reason: 'outage.session' }])
  await settleAll()
})

test('done again after a crash it is the same message, the same visit and the same call; the thread says it once', async () => {
  const visitor = await server.visitor()
  const { days } = (await visitor.expect(200, 'GET', '/api/slots?days=7')) as { days: { slots: { start: string }[] }[] }
  const start = days.flatMap(({ slots }) => slots)[3]!.start
  const contact = { name: 'Asha Rao', phone: '+919876512345' }
  goAway()
  await say(visitor, '2 bhk in Whitefield')
  await visitor.expect(202, 'POST', '/api/site-visits', { json: { start, contact } })
  await visitor.expect(202, 'POST', '/api/callbacks', { json: { contact } })
  comeBack()
  const ctx = store.ctx()
  const held = server.state.outage!.spool.waiting()
  await bringEntries(ctx, server.state.outage!.spool, verbs())
  const { rows: before } = await store.pool.query(`select id, content from outage_entries where state = 'waiting'`)
  await replay()
  // As if the process had died after the verb and before the note of it.
  for (const { id, content } of before)
    await store.pool.query(
      `update outage_entries set state = 'waiting', settled_at = null, content = $2 where id = $1`,
      [id, JSON.stringify(content)],
    )
  await replay()
  expect(held).toHaveLength(3)
  const [text, booked, called, ...more] = await heard(visitor)
  expect([text, more]).toEqual(['2 bhk in Whitefield', []])
  expect(booked).toMatch(/^Your visit on .* is booked/)
  expect(called).toMatch(/^Your wish for a call has reached us/)
  const { items } = (await visitor.expect(200, 'GET', '/api/appointments')) as { items: { kind: string }[] }
  expect(items.map(({ kind }) => kind).sort()).toEqual(['callback', 'site_visit'])
  expect(await reviews()).toEqual([])
})

test('a time that somebody else has taken is not booked: the thread says so with others, and staff call', async () => {
  const others = await server.visitor()
  const visitor = await server.visitor()
  const nobody = await server.visitor()
  const { days } = (await visitor.expect(200, 'GET', '/api/slots?days=7')) as { days: { slots: { start: string }[] }[] }
  const start = days.flatMap(({ slots }) => slots)[6]!.start
  goAway()
  const wish = (contact: object) => ({ json: { start, contact: { name: 'Ravi', ...contact } } })
  await visitor.expect(202, 'POST', '/api/site-visits', wish({ phone: '+919876500001' }))
  await nobody.expect(202, 'POST', '/api/site-visits', wish({ email: 'ravi@example.com' }))
  comeBack()
  for (let taken = 0; taken < 30; taken++) {
    const other = await server.visitor()
    const answer = await other.call('POST', '/api/site-visits', wish({ phone: `+9198765${10_000 + taken}` }))
    if (answer.status !== 201) break
  }
  await replay()
  expect(await heard(visitor)).toEqual([expect.stringMatching(/was taken .* These times are free\. We call you/)])
  const { items } = (await visitor.expect(200, 'GET', '/api/appointments')) as { items: { kind: string }[] }
  expect(items.map(({ kind }) => kind)).toEqual(['callback'])
  // Without a number nobody can call: staff find the wish.
  expect(await heard(nobody)).toEqual([expect.stringMatching(/Please choose another time/)])
  expect(await reviews()).toMatchObject([{ kind: 'visit', reason: 'appointments.taken' }])
  expect(await heard(others)).toEqual([])
  await settleAll()
})

test('a visitor who has signed up meanwhile is heard as who they are now', async () => {
  const visitor = await server.visitor()
  await visitor.call('POST', '/api/sales/messages', { json: { id: randomUUID(), text: '2 bhk in Jayanagar' } })
  goAway()
  await say(visitor, 'with a balcony')
  comeBack()
  const member = await server.account('member')
  for (const [name, value] of member.cookies) if (name !== 'mosaic-visitor') visitor.cookies.set(name, value)
  const { rows } = await store.pool.query(`select person_id from accounts order by created_at desc limit 1`)
  const { mergeVisitor } = await import('../../src/people/index.ts')
  const key = await store.pool.query(`select key_hash from visitor_keys order by created_at desc limit 1`)
  await transact(store.ctx(), ctx => mergeVisitor(ctx, { keyHash: key.rows[0].key_hash, personId: rows[0].person_id }))
  await replay()
  expect(await heard(visitor)).toEqual(['2 bhk in Jayanagar', 'with a balcony'])
  expect(await reviews()).toEqual([])
})

test('whatever is sent while the store is away is kept, or refused by what the description knows; and ends done or under review', async () => {
  const document = (await server.nobody().expect(200, 'GET', '/openapi.json')) as {
    paths: Record<string, { post: { responses: object } }>
  }
  const talk = (await (
    await server.visitor()
  ).expect(200, 'POST', '/api/conversations', {
    json: { desk: 'career' },
  })) as { id: string }
  const callers = await Promise.all(Array.from({ length: 4 }, () => server.visitor()))
  goAway()
  const word = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom('\0', '\ud800', '👩‍👩‍👧', "'; drop table"),
  )
  const instant = fc.oneof(
    fc.constantFrom('2027-03-01T05:30:00Z', '9999-12-31T23:59:59Z', '0000-01-01T00:00:00Z', 'tomorrow'),
    word,
  )
  const contact = fc.record(
    { name: word, phone: fc.oneof(fc.constant('+919876512345'), word), email: word },
    { requiredKeys: [] },
  )
  const body = fc.oneof(
    fc.record(
      { id: fc.oneof(fc.uuid(), word), text: word, ui: fc.object({ maxDepth: 2 }) },
      { requiredKeys: ['id', 'text'] },
    ),
    fc.record(
      { start: instant, hold: word, listing: word, contact, notes: word, preferred: instant },
      { requiredKeys: ['contact'] },
    ),
    fc.record({
      start: fc.constant('2027-03-01T05:30:00Z'),
      contact: fc.constant({ name: 'Asha', phone: '+919876512345' }),
    }),
    fc.jsonValue(),
  )
  const where = fc.constantFrom(
    ...['/api/sales/messages', `/api/conversations/${talk.id}/messages`, '/api/conversations/x/messages'],
    ...['/api/site-visits', '/api/callbacks', '/api/files'],
  )
  const key = fc.oneof(fc.constant(undefined), fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 }))
  let kept = 0
  await fc.assert(
    fc.asyncProperty(where, body, key, fc.nat(3), async (address, json, key, who) => {
      const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key }
      const answer = await callers[who]!.call('POST', address, { json, headers })
      const pattern = address.replace(/conversations\/[^/]+/, 'conversations/{id}')
      const known = Object.keys(document.paths[pattern]!.post.responses)
      expect([202, 400, 409, 413, 415, 429]).toContain(answer.status)
      if (answer.status === 202) kept++
      if (answer.status === 202) expect(known).toContain('202')
    }),
    { numRuns: runs(150) },
  )
  expect(kept).toBeGreaterThan(10)
  await replay()
  const left = await store.pool.query(`select state, reason, count(*)::int from outage_entries group by 1, 2`)
  expect(left.rows.filter(({ state, reason }) => state === 'waiting' || reason === 'outage.failed')).toEqual([])
  await settleAll()
})

test('a file whose person has uploads on their way waits for its turn, and for no review', async () => {
  const visitor = await server.visitor()
  await visitor.call('POST', '/api/sales/messages', { json: { id: randomUUID(), text: '2 bhk in Jayanagar' } })
  goAway()
  await visitor.expect(202, 'POST', '/api/files', form({ name: 'file', value: 'words', file: 'a.txt' }))
  // As eight that were cut in the middle by the end of the store.
  await store.pool.query(
    `insert into files (id, person_id, state, name, created_at)
     select gen_random_uuid(), p.id, 'receiving', 'a.txt', now() from (select id from persons order by created_at desc limit 1) p, generate_series(1, 8)`,
  )
  await replay()
  expect([server.state.outage!.facts().entries, await reviews()]).toEqual([1, []])
  await store.pool.query(`update files set created_at = now() - interval '2 minutes' where state = 'receiving'`)
  await replay()
  expect([server.state.outage!.facts().entries, await reviews()]).toEqual([0, []])
  expect(await visitor.expect(200, 'GET', '/api/files')).toMatchObject({ items: [{ name: 'a.txt' }] })
})

test('a file that has no room afterwards waits for review with its bytes; one of a kind that is not taken is refused at once', async () => {
  const visitor = await server.visitor()
  goAway()
  const upload = (value: string, file: string) => form({ name: 'file', value, file })
  const odd = await visitor.call('POST', '/api/files', upload('<svg onload="x"/>', 'a.svg'))
  expect([odd.status, (odd.json as { code: string }).code]).toEqual([415, 'files.type'])
  await visitor.expect(202, 'POST', '/api/files', upload('words', 'a.txt'))
  expect(server.state.outage!.facts().entries).toBe(1)
  const limits = server.state.files!.limits
  server.state.files = { ...server.state.files!, limits: { ...limits, bytesPerPerson: 1 } }
  await replay()
  server.state.files = { ...server.state.files!, limits }
  const [file] = await reviews()
  expect(file).toMatchObject({ kind: 'file', reason: 'files.no_room', fileBytes: 5, repeatable: false })
  const admin = await server.administrator()
  const bytes = await admin.call('GET', `/api/admin/outage-entries/${file!.id}/file`)
  expect([bytes.text, bytes.headers['content-disposition']]).toEqual(['words', "attachment; filename*=UTF-8''a.txt"])
  expect((await admin.call('GET', `/api/admin/outage-entries/${randomUUID()}/file`)).status).toBe(404)
  const again = await admin.call('POST', `/api/admin/outage-entries/${file!.id}/settle`, { json: { again: true } })
  expect([again.status, (again.json as { code: string }).code]).toEqual([409, 'outage.not_again'])
  expect(await admin.expect(200, 'GET', '/api/admin/outage-entries/count')).toEqual({ review: 1, waiting: 0 })
  await settleAll()
  // What the disk has changed is no file of theirs, and holds nothing back.
  goAway()
  await visitor.expect(202, 'POST', '/api/files', upload('other words', 'b.txt'))
  await say(visitor, 'did it arrive?')
  const [blob] = fs.globSync(path.join(folder, 'spool/*/*.blob'))
  fs.writeFileSync(blob!, Buffer.alloc(60))
  await replay()
  expect(await reviews()).toMatchObject([{ kind: 'file', reason: 'outage.failed', fileBytes: null }])
  expect(await heard(visitor)).toEqual(['did it arrive?'])
  await settleAll()
  expect(fs.readdirSync(path.join(folder, 'spool'))).toEqual([])
})
