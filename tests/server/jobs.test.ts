import { expect, test } from 'vitest'
import { unsubscribeToken } from '../../src/catalogue/jobs/match-mail.ts'
import type { OwnWork, Posting, PostingNote, PostingSearch } from '../../src/catalogue/jobs/schema.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Caller, testServer } from './app.ts'

const store = testStore({ connections: 2 })
const server = testServer(store)

const search = async (caller: Caller, query: string) =>
  (await caller.expect(200, 'GET', `/api/listings?kind=job&${query}`)) as PostingSearch

test('what somebody did and wrote about a job is theirs alone', async () => {
  const [owner, stranger] = [await server.visitor(), await server.visitor()]
  const { id } = (await search(owner, 'q=kubernets')).items[0]!
  await owner.expect(200, 'PUT', `/api/listings/${id}/state`, { json: { state: 'applied', note: 'my secret' } })
  const note = (await owner.expect(201, 'POST', `/api/listings/${id}/notes`, {
    json: { text: 'my secret' },
  })) as PostingNote
  expect((await search(owner, 'state=any')).items).toMatchObject([{ id, state: { state: 'applied' } }])
  expect((await search(stranger, 'state=any')).items).toEqual([])
  for (const path of [
    `/api/listings/${id}`,
    `/api/listings/${id}/states`,
    '/api/listings?kind=job&limit=100',
    '/api/matches?kind=job',
  ])
    expect((await stranger.call('GET', path)).text).not.toContain('secret')
  expect((await stranger.call('PATCH', `/api/notes/${note.id}`, { json: { text: 'x' } })).status).toBe(404)
  expect((await stranger.call('DELETE', `/api/listings/${id}/state`)).status).toBe(409)
  expect((await owner.expect(200, 'GET', `/api/listings/${id}/states`)) as OwnWork).toMatchObject({
    current: { state: 'applied', note: 'my secret' },
    notes: [{ text: 'my secret' }],
  })
  expect((await owner.call('PUT', `/api/listings/${id}/state`, { json: { state: 'rejected' } })).status).toBe(400)
})

test('nobody but an administrator reaches imports, feeds and the sample', async () => {
  for (const caller of [await server.visitor(), await server.account('member'), await server.account('coach')])
    for (const [method, path, json] of [
      ['GET', '/api/admin/feeds', undefined],
      ['POST', '/api/admin/feeds', { name: 'x', url: 'https://x.example.com', shape: 'json', cron: '0 6 * * *' }],
      ['GET', '/api/admin/imports?kind=job', undefined],
      ['DELETE', '/api/admin/sample-postings', undefined],
    ] as const)
      expect([401, 403]).toContain((await caller.call(method, path, json && { json })).status)
  const admin = await server.administrator()
  expect(
    (
      await admin.call('POST', '/api/admin/feeds', {
        json: { name: 'n', url: 'https://127.0.0.1/', shape: 'json', cron: '0 6 * * *' },
      })
    ).status,
  ).toBe(201)
  const { items } = (await admin.expect(200, 'GET', '/api/admin/feeds')) as { items: { id: string }[] }
  // Never the machine itself, whatever name or number it goes by.
  expect(await admin.expect(200, 'POST', `/api/admin/feeds/${items[0]!.id}/runs`)).toMatchObject({
    outcome: 'failed',
    reason: 'Its address is not a public https address.',
  })
})

test('reading writes nothing: neither matches nor anything else', async () => {
  const member = await server.account('member')
  await member.expect(200, 'PUT', '/api/preferences', { json: { skills: ['Excel'], modes: ['remote'] } })
  const counts = async () => {
    const tables = [
      'matches',
      'match_runs',
      'posting_states',
      'posting_notes',
      'postings',
      'posting_words',
      'facts',
      'persons',
    ]
    const { rows } = await store.pool.query(
      `select ${tables.map(table => `(select count(*) from ${table}) as ${table}`)}`,
    )
    return rows[0]
  }
  const { items } = await search(member, 'q=excel')
  const { id } = (await member.expect(200, 'GET', `/api/listings/${items[0]!.id}`)) as Posting
  // The loop stores matches when it comes by; what reading gives is the same before and after.
  const paths = [
    '/api/matches?kind=job',
    `/api/matches?listing=${id}`,
    `/api/listings/${id}/states`,
    '/api/preferences',
    '/api/listings?kind=job&place=Nowhere&q=zzz',
  ]
  const before = await counts()
  for (const path of paths) await member.expect(200, 'GET', path)
  const after = await counts()
  expect({ ...after, matches: 0, match_runs: 0 }).toEqual({ ...before, matches: 0, match_runs: 0 })
})

test('one click in a mail program ends the daily mail, without a page or a session', async () => {
  const member = await server.account('member')
  await member.expect(200, 'PUT', '/api/preferences', { json: { matchMail: true } })
  const { personId } = (await member.expect(200, 'GET', '/api/account')) as { personId: string }
  const path = `/api/match-mail/unsubscribe/${await unsubscribeToken(store.ctx(), personId)}`
  const form = {
    payload: 'List-Unsubscribe=One-Click',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }
  expect((await server.nobody().call('POST', `${path.slice(0, -2)}xx`, form)).status).toBe(404)
  await server.nobody().expect(200, 'POST', path, form)
  expect(await member.expect(200, 'GET', '/api/preferences')).toMatchObject({ matchMail: false })
})
