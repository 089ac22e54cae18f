import type { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { answer, newVisitor, say } from '../../conversations/testing.ts'
import type { Change, Context } from '../../storage/index.ts'
import { runs, testStore } from '../../storage/testing/index.ts'
import { createHub, type Hub } from './hub.ts'

const store = testStore({ connections: 6 })
const hubs: Hub[] = []
/** It looks by itself only when it is told to. */
const newHub = () => {
  const hub = createHub(store.ctx(), { mode: () => 'notify', lookMs: 1_000_000 })
  hubs.push(hub)
  return hub
}
afterEach(() => {
  for (const hub of hubs.splice(0)) hub.close()
})

/** A visitor with a message and its answer, whose hints go where `publish` says. */
async function talk(publish: (changes: readonly Change[]) => void = () => {}) {
  const actor = newVisitor()
  const ctx = store.ctx({ actor, publish })
  const posted = await say(ctx, 'hello')
  await answer(ctx, posted, 'Hello!')
  const { conversationId, personId } = posted.turn
  return { ctx, conversationId, personId, keyHash: actor.keyHash }
}
type Talk = Awaited<ReturnType<typeof talk>>

function follow(hub: Hub, { conversationId, personId, keyHash }: Talk, after?: number) {
  const { body } = hub.open({
    credential: { kind: 'key', hash: keyHash },
    who: { kind: 'visitor', personId },
    conversationId,
    ...(after !== undefined && { after }),
    free: () => {},
  })
  return body
}

const numbersIn = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, number]) => Number(number))

/** Reads on as long as it may; `numbers` is what came so far. */
function readAll(body: Readable) {
  let text = ''
  body.on('data', chunk => (text += chunk))
  return { numbers: () => numbersIn(text), text: () => text }
}

async function until(holds: () => boolean) {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 2))
}

test('whatever is lost, heard twice or broken off: each message once and in order, in two processes', async () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('say' as const), lost: fc.boolean(), twice: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('break' as const), at: fc.nat(3), to: fc.nat(1) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('pause' as const), at: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('look' as const), at: fc.nat(1) }) },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async steps => {
      const two = [newHub(), newHub()] as const
      let loses = false
      let doubles = false
      const one = await talk(changes => {
        two[0].heard(changes)
        if (!loses) two[1].heard(changes)
        if (doubles) two[1].heard(changes)
      })
      // Four pages, each with all that it ever heard over all its streams.
      const pages = [0, 1, 0, 1].map(at => ({ heard: [] as number[], body: follow(two[at as 0 | 1]!, one, 0) }))
      const attach = (page: (typeof pages)[number]) => {
        const { body } = page
        body.on('data', chunk => {
          if (page.body === body) page.heard.push(...numbersIn(String(chunk)))
        })
      }
      for (const page of pages) attach(page)
      const saying: Promise<unknown>[] = []
      let said = 2
      for (const step of steps) {
        if (step.do === 'say') {
          loses = step.lost
          doubles = step.twice
          said++
          saying.push(say(one.ctx, `message ${said}`))
          if (step.twice) await saying.at(-1)
        } else if (step.do === 'look') await two[step.at as 0 | 1]!.tick()
        else {
          const page = pages[step.at]!
          if (step.do === 'pause') page.body.pause()
          else {
            page.body.destroy()
            page.body = follow(two[step.to as 0 | 1]!, one, page.heard.at(-1) ?? 0)
            attach(page)
          }
        }
      }
      await Promise.all(saying)
      for (const page of pages) page.body.resume()
      await Promise.all(two.map(hub => hub.tick()))
      await until(() => pages.every(page => page.heard.at(-1) === said))
      const all = Array.from({ length: said }, (_, at) => at + 1)
      for (const page of pages) expect(page.heard).toEqual(all)
      for (const hub of two) hub.close()
    }),
    { numRuns: runs(40) },
  )
})

test('a slow reader holds back nobody and little memory, and loses nothing', async () => {
  const hub = newHub()
  const one = await talk(changes => hub.heard(changes))
  const slow = follow(hub, one, 0)
  const quick = readAll(follow(hub, one, 0))
  for (let at = 0; at < 60; at++) await say(one.ctx, 'ß'.repeat(3_900))
  await until(() => quick.numbers().length === 62)
  expect(slow.readableLength).toBeLessThan(2 * 64 * 1024)
  const late = readAll(slow)
  await until(() => late.numbers().length === 62)
  expect(late.numbers()).toEqual(quick.numbers())
})

test('it begins with what is new unless told from where, and not beyond what there is', async () => {
  const hub = newHub()
  const one = await talk(changes => hub.heard(changes))
  const [fresh, ahead, all] = [undefined, 90, 0].map(after => readAll(follow(hub, one, after)))
  await until(() => [fresh!, ahead!, all!].every(page => page.text().includes('event: hello')))
  await say(one.ctx, 'more')
  await until(() => [fresh!, ahead!, all!].every(page => page.numbers().at(-1) === 3))
  expect([fresh, ahead, all].map(page => page!.numbers())).toEqual([[3], [3], [1, 2, 3]])
  expect(fresh!.text()).toMatch(/^retry: 2000\n\nevent: hello\ndata: \{"conversation":\{"id":"[^"]+","newest":2,/)
})

test('many streams of many conversations cost a few statements', async () => {
  const hub = newHub()
  const talks = await Promise.all(Array.from({ length: 12 }, () => talk()))
  const pages = talks.flatMap(one => [readAll(follow(hub, one, 2)), readAll(follow(hub, one, 2))])
  await until(() => pages.every(page => page.text().includes('hello')))
  await Promise.all(talks.map(one => say(one.ctx, 'unheard')))
  let statements = 0
  const count = () => statements++
  store.pool.on('acquire', count)
  await hub.tick()
  await until(() => pages.every(page => page.numbers().length === 1))
  store.pool.off('acquire', count)
  expect(statements).toBeLessThan(8)
})

test('a store that is away ends no stream; what happened meanwhile comes afterwards', async () => {
  const one = await talk()
  let away = true
  const ctx: Context = store.ctx()
  const hub = createHub(
    {
      ...ctx,
      get db() {
        if (away) throw new Error('the store is away')
        return ctx.db
      },
    },
    { mode: () => 'notify', lookMs: 1_000_000 },
  )
  hubs.push(hub)
  const page = readAll(follow(hub, one, 0))
  await hub.tick()
  away = false
  await hub.tick()
  await until(() => page.numbers().length === 2)
})
