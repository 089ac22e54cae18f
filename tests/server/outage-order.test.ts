import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { expect, test } from 'vitest'
import { bringEntries } from '../../src/outage/bring.ts'
import { catchUp, createSpool, laneOf } from '../../src/outage/index.ts'
import { lanesBehind } from '../../src/outage/replay.ts'
import { PASSWORD } from './app.ts'
import { outageHouse } from './outage-house.ts'

const { store, folder, server, goAway, comeBack, verbs, replay, say, heard, real } = outageHouse()

test('what comes after words whose answer was streamed is brought at once', async () => {
  const visitor = await server.visitor()
  const headers = { accept: 'text/event-stream' }
  const streamed = await visitor.call('POST', '/api/sales/messages', {
    json: { id: randomUUID(), text: '2 bhk in Hebbal' },
    headers,
  })
  expect(streamed.text).toContain('[DONE]')
  goAway()
  await say(visitor, 'with a gym')
  await replay()
  expect(await heard(visitor)).toEqual(['2 bhk in Hebbal', 'with a gym'])
})

test('what comes after words whose sender is gone before the answer is brought all the same', async () => {
  const visitor = await server.visitor()
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const blocker = await store.pool.connect()
  const gone = new AbortController()
  await blocker.query('begin; lock table messages in exclusive mode')
  const asked = fetch(`${server.address}/api/sales/messages`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ id: randomUUID(), text: '2 bhk in Hebbal' }),
    signal: gone.signal,
  }).catch((error: Error) => error.name)
  const waits = `select count(*)::int as n from pg_locks where not granted and relation = 'messages'::regclass`
  while ((await store.pool.query(waits)).rows[0].n === 0) await new Promise(resolve => setTimeout(resolve, 20))
  goAway()
  await say(visitor, 'with a balcony')
  const spool = server.state.outage!.spool
  // While it may still be written, the later one waits for it.
  expect(spool.waiting()).toEqual([])
  gone.abort()
  expect(await asked).toBe('AbortError')
  await blocker.query('commit')
  blocker.release()
  await expect.poll(() => spool.waiting().length, { timeout: 5_000 }).toBe(1)
  await replay()
  expect(await heard(visitor)).toEqual(['2 bhk in Hebbal', 'with a balcony'])
})

test('a process that starts knows whose words one before it left in the store, and keeps what they say behind them', async () => {
  const visitor = await server.visitor()
  goAway()
  await say(visitor, '2 bhk in Hebbal')
  comeBack()
  const ctx = store.ctx()
  const [held] = server.state.outage!.spool.waiting()
  await bringEntries(ctx, server.state.outage!.spool, verbs())
  const { log } = ctx
  const next = createSpool({ root: path.join(folder, 'next'), most: 1e6, log })
  // Nobody is answered past what may be there before it is known.
  expect(next.isBehind('visitor of whom nothing waits')).toBe(true)
  next.open('a secret that is long enough for tests')
  await catchUp(ctx, next)
  expect(next.isBehind(held!.lane)).toBe(true)
  expect(next.isBehind('visitor of whom nothing waits')).toBe(false)
  await replay()
})

test('just after the return words are kept still: another server may hold earlier ones of which nobody knows', async () => {
  const visitor = await server.visitor()
  const { spool } = server.state.outage!
  // As another server, which was away as long and has brought nothing yet.
  const { log } = store.ctx()
  const other = createSpool({ root: path.join(folder, 'other'), most: 1e6, log })
  other.open('a secret that is long enough for tests')
  other.standsInStore(new Map())
  goAway()
  await say(visitor, 'to learn the lane')
  const { speaker } = spool.waiting()[0]!.entry
  await replay()
  const at = other.received()
  const content = { desk: 'sales', clientId: randomUUID(), text: '2 bhk in Hebbal' }
  await other.keep({ kind: 'message', speaker, at, content })

  server.state.store = { ...real(), cameBackWithin: ms => ms >= 2_500 }
  await say(visitor, 'with a balcony')
  await bringEntries(store.ctx(), spool, verbs())
  await bringEntries(store.ctx(), other, verbs())
  await replay()
  await other.close()

  expect(await heard(visitor)).toEqual(['to learn the lane', '2 bhk in Hebbal', 'with a balcony'])
})

test('a member who signs out and in again speaks behind what waits of them, on each of their devices', async () => {
  const member = await server.account('member')
  const device = await server.visitor()
  const { email } = (await member.expect(200, 'GET', '/api/session')) as { email: string }
  const signIn = (caller: typeof member) =>
    caller.expect(200, 'POST', '/api/session', { json: { email, password: PASSWORD } })
  await signIn(device)
  goAway()
  await say(member, '2 bhk in Hebbal')
  comeBack()
  // In the store, and not done yet.
  const ctx = store.ctx()
  const { spool } = server.state.outage!
  await bringEntries(ctx, spool, verbs())
  spool.standsInStore(await lanesBehind(ctx))
  await member.expect(204, 'DELETE', '/api/session')
  await signIn(member)
  await say(member, 'with a gym')
  await say(device, 'and a pool')
  // Of somebody else nothing waits.
  const other = await server.account('member')
  await other.expect(200, 'POST', '/api/sales/messages', {
    json: { id: randomUUID(), text: '3 bhk' },
    headers: { accept: 'application/json' },
  })
  await replay()
  expect(await heard(member)).toEqual(['2 bhk in Hebbal', 'with a gym', 'and a pool'])
})

test('a process goes on behind what one before it received by a clock that was ahead', async () => {
  const visitor = await server.visitor()
  const { spool } = server.state.outage!
  const { log } = store.ctx()
  goAway()
  await say(visitor, 'to learn the lane')
  const { speaker } = spool.waiting()[0]!.entry
  const root = path.join(folder, 'ahead')
  const before = createSpool({ root, most: 1e6, log })
  before.open('a secret that is long enough for tests')
  const at = Temporal.Now.instant().add({ minutes: 26 })
  const said = (text: string) => ({
    kind: 'message' as const,
    speaker,
    content: { desk: 'sales', clientId: randomUUID(), text },
  })
  await before.keep({ ...said('2 bhk in Hebbal'), at })
  await before.close()

  const next = createSpool({ root, most: 1e6, log })
  next.open('a secret that is long enough for tests')
  await catchUp(store.ctx(), next)
  const lane = laneOf(speaker)
  await next.keep({ ...said('with a balcony'), at: next.received(lane) })
  // What is in the store, and not done, is known just as well: also to one that has nothing of it on its disk.
  await bringEntries(store.ctx(), next, verbs())
  const third = createSpool({ root: path.join(folder, 'third'), most: 1e6, log })
  third.open('a secret that is long enough for tests')
  await catchUp(store.ctx(), third)
  await third.keep({ ...said('and a gym'), at: third.received(lane) })
  await bringEntries(store.ctx(), third, verbs())
  await replay()
  await next.close()
  await third.close()

  expect(await heard(visitor)).toEqual(['to learn the lane', '2 bhk in Hebbal', 'with a balcony', 'and a gym'])
})
