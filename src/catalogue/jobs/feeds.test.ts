import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testStore } from '../../storage/testing/index.ts'
import { checkSchedule, nextRun } from './feed-schedule.ts'
import { changeFeed, createFeed, listFeeds } from './feeds.ts'
import { runDueFeed, runFeed } from './run-feed.ts'
import type { FeedInput } from './schema.ts'

const store = testStore()
let answer: { status: number; body: string; headers?: Record<string, string> }
const asked: http.IncomingHttpHeaders[] = []
const server = http.createServer((request, response) => {
  asked.push(request.headers)
  const same = answer.headers?.etag && request.headers['if-none-match'] === answer.headers.etag
  response.writeHead(same ? 304 : answer.status, answer.headers)
  response.end(same ? undefined : answer.body)
})
beforeAll(() => new Promise<void>(done => server.listen(0, '127.0.0.1', done)))
afterAll(() => void server.close())

/** The feed's public address stands for the server of this test. */
const here = ((_url: string, init: RequestInit) =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, init)) as typeof fetch
const board = (...ids: number[]) =>
  JSON.stringify({
    jobs: ids.map(id => ({ id, title: `Job ${id}`, absolute_url: 'https://x.example.com', content: 'x' })),
  })
const at = Temporal.Instant.from('2026-11-20T10:00:00Z')
const input = (name: string, more: Partial<FeedInput> = {}): FeedInput => ({
  ...{
    name,
    url: 'https://feeds.example.com/jobs',
    shape: 'greenhouse',
    cron: '15 6 * * *',
    timeZone: 'Europe/Berlin',
  },
  ...more,
})
const ctx = (now = at) => store.ctx({ now: () => now })

describe('a schedule', () => {
  test.for(['* * * * *', '*/30 * * * *', '0,30 * * * *', '0 * * * * *', 'often', '0 0 31 2 *'])(
    '%s is refused',
    cron => {
      expect(() => checkSchedule(cron, 'Europe/Berlin', at)).toThrow(/hourly|cron/)
    },
  )
  test('is in its zone, and daily after five failures', () => {
    checkSchedule('0 * * * *', 'Europe/Berlin', at)
    const feed = { cron: '15 6 * * *', timeZone: 'Europe/Berlin', failures: 0 }
    expect(nextRun(feed, at).toString()).toBe('2026-11-21T05:15:00Z')
    expect(nextRun({ ...feed, cron: '0 * * * *', failures: 4 }, at).toString()).toBe('2026-11-20T11:00:00Z')
    expect(nextRun({ ...feed, cron: '0 * * * *', failures: 5 }, at).toString()).toBe('2026-11-21T11:00:00Z')
  })
})

test('a feed is off until told, imports, asks conditionally, and closes what is gone', async () => {
  const feed = await createFeed(ctx(), input('acme'), 'key')
  expect(feed).toMatchObject({ enabled: false, nextAt: null, complete: true, source: 'acme' })
  expect((await createFeed(ctx(), input('acme'), 'key')).id).toBe(feed.id)
  await expect(createFeed(ctx(), input('acme'))).rejects.toMatchObject({ code: 'catalogue.feed_taken' })
  expect(await runDueFeed(ctx(at.add({ hours: 48 })), here)).toBe(false)
  await changeFeed(ctx(), feed.id, { enabled: true })
  answer = { status: 200, body: board(1, 2), headers: { etag: '"a"' } }
  expect(await runDueFeed(ctx(at.add({ hours: 48 })), here)).toBe(true)
  expect((await listFeeds(ctx()))[0]!.lastRun).toMatchObject({ outcome: 'imported', counts: { added: 2 } })
  expect(await runFeed(ctx(), feed.id, here)).toMatchObject({ outcome: 'unchanged' })
  expect(asked.at(-1)!['if-none-match']).toBe('"a"')
  answer = { status: 200, body: board(1), headers: { etag: '"b"' } }
  expect(await runFeed(ctx(), feed.id, here)).toMatchObject({ outcome: 'imported', counts: { closed: 1 } })
})

test('a failure is a run with its reason and closes nothing', async () => {
  const { id } = await createFeed(ctx(), input('failing', { source: 'acme', enabled: true }))
  for (const [bad, reason] of [
    [{ status: 500, body: '' }, 'It answered 500.'],
    [{ status: 200, body: '<html>' }, 'The file is no JSON.'],
  ] as const) {
    answer = bad
    expect(await runFeed(ctx(), id, here)).toMatchObject({ outcome: 'failed', reason, counts: null })
  }
  const unreachable = (() => Promise.reject(new TypeError('down'))) as unknown as typeof fetch
  expect(await runFeed(ctx(), id, unreachable)).toMatchObject({ outcome: 'failed', reason: 'It could not be reached.' })
  expect((await listFeeds(ctx())).find(feed => feed.id === id)!.failures).toBe(3)
})

test.for(['http://feeds.example.com', 'ftp://x', 'https://user:pass@feeds.example.com', 'nowhere'])(
  '%s is no feed',
  async url => {
    await expect(createFeed(ctx(), input('bad', { url }))).rejects.toMatchObject({ code: 'catalogue.feed_url' })
  },
)
