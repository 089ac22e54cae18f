import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Caller, testServer } from '../server/app.ts'
import { effort, patience } from './effort.ts'
import { changed, fingerprint } from './fingerprint.ts'
import { createLinks } from './links.ts'
import { nearly, poison } from './poison.ts'
import { type OpenApi, operationOf, sendAs } from './sound.ts'

const store = testStore({ connections: 3 })
const server = testServer(store)
const seed = Number(process.env.MOSAIC_SEED) || 1

/**
 * A key that was handed out, a person who comes into being with a first deed, a secret made at its first use: they may stay. That a
 * process is there is noted by the process, whoever asks what.
 */
const MADE_ONCE = new Set(['persons', 'person_keys', 'secrets', 'first_start_processes'])

const callers: Caller[] = []
beforeAll(async () => {
  const visitor = await server.visitor()
  await visitor.say('my name is Asha, 2 bhk in Hebbal under 90 lakh')
  callers.push(visitor, await server.account('member'), await server.account('agent'), await server.administrator())
}, 60_000)

test('what is refused has changed nothing: every route that writes', { timeout: patience(240_000) }, async () => {
  const document = (await server.nobody().expect(200, 'GET', '/openapi.json')) as OpenApi
  const definitions = document.components?.schemas ?? {}
  const links = createLinks()
  for (const { url } of server.app.routeTable.filter(({ method, store }) => method === 'GET' && store))
    if (!/[:*]|live/.test(url)) for (const caller of callers) links.learn(await caller.call('GET', url))
  let before = await fingerprint(store.pool)
  let refusals: string[] = []
  let refused = 0
  /** Looks at the tables: once for some requests that were all refused. */
  async function settle() {
    const after = await fingerprint(store.pool)
    expect(
      changed(before, after).filter(table => !MADE_ONCE.has(table)),
      refusals.join('\n'),
    ).toEqual([])
    refusals = []
  }
  for (const { method, url: pattern } of server.app.routeTable.filter(
    ({ method, store }) => method !== 'GET' && store,
  )) {
    const body = operationOf(document, method, pattern)?.requestBody?.content?.['application/json']?.schema
    const tries = fc.sample(
      fc.record({ who: fc.nat(), json: nearly(body, definitions), number: fc.nat(), odd: poison, isOdd: fc.boolean() }),
      { seed, numRuns: effort(3) },
    )
    for (const { who, json, number, odd, isOdd } of tries) {
      const value = isOdd ? odd.toWellFormed() : links.pick(pattern, number)
      const path = pattern.replace(/:[a-z]+|\*/gi, () => encodeURIComponent(value))
      const caller = callers[who % callers.length]!
      const answer = await sendAs(caller, method, path, { json: links.fill(json, number) })
      if (answer.status < 400) {
        // What it changed is its own; the refusals before it are looked at by what the next ones leave.
        before = await fingerprint(store.pool)
        refusals = []
        continue
      }
      refused++
      refusals.push(`${method} ${path} ${JSON.stringify(json)?.slice(0, 200)} → ${answer.status}`)
      if (refusals.length === 12) await settle()
    }
  }
  await settle()
  expect(refused).toBeGreaterThan(200)
})
