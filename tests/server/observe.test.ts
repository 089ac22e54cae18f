import { describe, expect, test } from 'vitest'
import { type Meter, type MeterName, meters } from '../../src/server/observe/meters.ts'
import { FACTS_STATEMENT, QUEUE_STATEMENT } from '../../src/server/observe/rows.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { testServer } from './app.ts'

const TOKEN = 'a-token-of-some-length'
const store = testStore({ connections: 2 })
const server = testServer(store, { METRICS_TOKEN: TOKEN, RATE_LIMIT_PER_MINUTE: '50' })
const plain = testServer(store)

const look = (headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }) =>
  server.nobody().call('GET', '/metrics', { headers })

type Sample = { name: string; labels: Record<string, string>; value: number }

/** Prometheus's text format 0.0.4, read strictly: what is not a remark is a sample, and each has its TYPE before it. */
function read(text: string): { samples: Sample[]; types: Map<string, string> } {
  expect(text.endsWith('\n')).toBe(true)
  const types = new Map<string, string>()
  const samples: Sample[] = []
  for (const line of text.split('\n').filter(Boolean)) {
    const [, name, type] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? []
    if (name) {
      expect(types.has(name), `${name} is there twice`).toBe(false)
      types.set(name, type!)
    }
    if (line.startsWith('#')) continue
    const [, sample, , labels = '', value] = /^([a-z_]+)(\{(.*)\})? (-?[\d.e+-]+|\+Inf)$/.exec(line)!
    const pairs = [...labels.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)",?/g)]
    expect(pairs.map(([all]) => all).join('')).toBe(labels)
    expect(types.has(sample!.replace(/_(bucket|sum|count)$/, '')) || types.has(sample!), line).toBe(true)
    samples.push({
      name: sample!,
      labels: Object.fromEntries(pairs.map(([, name, value]) => [name, value])),
      value: Number(value),
    })
  }
  return { samples, types }
}

const figure = (samples: Sample[], name: string, labels: Record<string, string> = {}) =>
  samples.find(one => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value))
    ?.value

describe('who may look', () => {
  test('nobody where no token is set: there is no such address', async () => {
    const headers = { authorization: `Bearer ${TOKEN}` }
    expect((await plain.nobody().call('GET', '/metrics', { headers })).status).toBe(404)
  })

  test('nobody without the token, an administrator neither; and no limit shuts out who has it', async () => {
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: TOKEN },
      { authorization: `Basic ${TOKEN}` },
    ])
      expect(await look(headers as Record<string, string>)).toMatchObject({
        status: 401,
        json: { code: 'metrics.token' },
        headers: { 'www-authenticate': expect.stringContaining('Bearer'), 'cache-control': 'no-store' },
      })
    const admin = await server.administrator()
    expect((await admin.call('GET', '/metrics')).status).toBe(401)
    for (let number = 0; number < 60; number++) expect((await look()).status).toBe(200)
  })
})

describe('what is seen', () => {
  test('requests, turns, messages, statements and rows, each as it is declared', async () => {
    const visitor = await server.visitor()
    await visitor.say('2 bhk in Whitefield, I am Zebracrossing, 9876501234')
    await visitor.call('GET', '/nowhere/zebracrossing?x=zebracrossing')
    const { text, headers } = await look()
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    const { samples, types } = read(text)
    for (const [name, type] of types) expect(type, name).toBe((meters[name as MeterName] as Meter).kind)
    for (const { name, labels } of samples) {
      const meter = meters[(name in meters ? name : name.replace(/_(bucket|sum|count)$/, '')) as MeterName] as Meter
      const own = Object.keys(labels).filter(label => label !== 'le' || meter.kind !== 'histogram')
      expect(own.toSorted(), name).toEqual([...meter.labels].toSorted())
    }
    const request = { method: 'POST', route: '/api/sales/messages', status: '2xx' }
    expect(figure(samples, 'mosaic_http_request_duration_seconds_count', request)).toBe(1)
    expect(
      figure(samples, 'mosaic_turn_duration_seconds_count', { desk: 'sales', outcome: 'completed', by: 'rules' }),
    ).toBe(1)
    expect(figure(samples, 'mosaic_messages_total')).toBe(2)
    expect(figure(samples, 'mosaic_queries_total', { kind: 'select', table: 'complete_turn' })).toBe(1)
    expect(figure(samples, 'mosaic_store_up')).toBe(1)
    expect(figure(samples, 'mosaic_phase', { phase: 'ready' })).toBe(1)
    expect(figure(samples, 'mosaic_queue_waiting', { queue: 'turns' })).toBe(0)
    expect(figure(samples, 'mosaic_store_size_bytes')).toBeGreaterThan(1_000_000)
    expect(figure(samples, 'mosaic_process_resident_bytes')).toBeGreaterThan(10_000_000)
    // One route that there is not, whatever stands in the address.
    expect(figure(samples, 'mosaic_http_request_duration_seconds_count', { route: 'none' })).toBeGreaterThan(0)
    expect(text).not.toMatch(/zebracrossing|9876501234/i)
  })

  test('the rows are looked at once, however many ask', async () => {
    const asked = async () =>
      figure(read((await look()).text).samples, 'mosaic_queries_total', { kind: 'select', table: 'turns' })
    const before = await asked()
    await Promise.all(Array.from({ length: 10 }, look))
    // The sweep for forgotten turns updates; only a look reads turns so.
    expect((await asked())! - before!).toBeLessThanOrEqual(1)
  })
})

test('no figure costs a scan of what grows: each is read through an index', async () => {
  const ctx = store.ctx()
  const { sql } = await import('kysely')
  await ctx.db.transaction().execute(async db => {
    // Empty tables are scanned for choice; what no index can serve is scanned in spite of this.
    await sql`set local enable_seqscan = off`.execute(db)
    for (const text of [QUEUE_STATEMENT, FACTS_STATEMENT]) {
      const plan = await sql<{ 'QUERY PLAN': string }>`explain ${sql.raw(text)}`.execute(db)
      const scanned = plan.rows.flatMap(row => /Seq Scan on (\w+)/.exec(row['QUERY PLAN'])?.[1] ?? [])
      expect(scanned).toEqual([])
    }
  })
})
