import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Content, Draft, Stored, Write } from './save.ts'
import { NOTHING } from './save.ts'
import { type Clock, createSaver, type Outcome, type Saver } from './saver.ts'

/** A clock that goes only when told to. */
function handClock() {
  let now = 1_000_000
  let tasks: { at: number; run: () => void }[] = []
  const clock: Clock = {
    now: () => now,
    after: (ms, run) => {
      const task = { at: now + ms, run }
      tasks.push(task)
      return () => {
        tasks = tasks.filter(other => other !== task)
      }
    },
  }
  const pass = async (ms: number) => {
    const end = now + ms
    for (;;) {
      await quiet()
      const next = tasks.filter(task => task.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      tasks = tasks.filter(task => task !== next)
      now = Math.max(now, next.at)
      next.run()
    }
    now = end
    await quiet()
  }
  return { clock, pass }
}

const quiet = async () => {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve()
}

/** One answer as the server keeps it: every revision, and a write upon another one than the last is refused. */
function answerOnServer() {
  const revisions: Stored[] = []
  const current = () => revisions.at(-1) ?? NOTHING
  const put = ({ text, value }: Content, final = false) =>
    revisions.push({ text, value, final, revision: revisions.length + 1, savedAt: `at ${revisions.length + 1}` })
  const take = (write: Write): Outcome => {
    if (write.basedOn !== current().revision) return { kind: 'changed', theirs: current() }
    put(write, write.final)
    return { ...current(), kind: 'saved', savedAt: current().savedAt! }
  }
  return { revisions, current, put, take }
}

function box() {
  let draft: Draft | null = null
  return { get: () => draft, put: (next: Draft) => (draft = structuredClone(next)), clear: () => (draft = null) }
}

const LOST: Outcome = { kind: 'failed', message: 'No answer', passing: true, retryAfter: null }

test('twenty keys in a second make one request, and it carries the last of them', async () => {
  const { clock, pass } = handClock()
  const writes: Write[] = []
  const server = answerOnServer()
  const saver = createSaver({
    stored: NOTHING,
    clock,
    box: box(),
    transport: async write => {
      writes.push(write)
      return server.take(write)
    },
  })
  for (let key = 1; key <= 20; key++) {
    saver.type({ text: 'twenty keys in a second'.slice(0, key), value: null })
    await pass(50)
  }
  await pass(10_000)
  expect(writes.map(write => write.text)).toEqual(['twenty keys in a sec'])
})

test('Next is one request with all that was typed; pressing it on an untouched fixed answer is none', async () => {
  const { clock, pass } = handClock()
  const server = answerOnServer()
  let requests = 0
  const saver = createSaver({
    stored: NOTHING,
    clock,
    box: box(),
    transport: async write => {
      requests++
      return server.take(write)
    },
  })
  saver.type({ text: 'A whole answer', value: null })
  expect(await saver.fix()).toBe('saved')
  expect(await saver.fix()).toBe('saved')
  await pass(10_000)
  expect([requests, server.current().final]).toEqual([1, true])
})

test('a page that goes while a request is out sends what came after it', async () => {
  const { clock, pass } = handClock()
  const server = answerOnServer()
  const out: (() => void)[] = []
  const kept = box()
  const saver = createSaver({
    stored: NOTHING,
    clock,
    box: kept,
    transport: write => new Promise(resolve => out.push(() => resolve(server.take(write)))),
  })
  saver.type({ text: 'the first half', value: null })
  await pass(1000)
  saver.type({ text: 'the first half and the second', value: null })
  saver.hide()
  for (const arrive of out) arrive()
  await pass(0)
  expect(server.current().text).toBe('the first half and the second')
  expect(kept.get()).toBeNull()
})

test('a draft that another page left waits until what is typed here is safe, then both are shown', async () => {
  const { clock, pass } = handClock()
  const server = answerOnServer()
  const saver = createSaver({ stored: NOTHING, clock, box: box(), transport: async write => server.take(write) })
  saver.type({ text: 'typed here', value: null })
  let taken = false
  saver.adopt({ text: 'left there', value: null, basedOn: 0, final: false, unsure: [], at: 1 }, () => (taken = true))
  expect([taken, saver.state().mine.text]).toEqual([false, 'typed here'])
  await pass(2000)
  expect([taken, saver.state().mine.text, saver.state().theirs?.text]).toEqual([true, 'left there', 'typed here'])
})

test('whatever the order of keys, answers, failures, reloads and other devices: the last text typed is here or on the server', async () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('type' as const), n: fc.nat(99) }) },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('pass' as const), n: fc.constantFrom(100, 1000, 3000, 9000) }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('arrive' as const), n: fc.nat(3) }) },
    fc.record({
      do: fc.constantFrom('fix', 'leave', 'hide', 'retry', 'reload', 'other', 'news', 'mine', 'merge'),
      n: fc.nat(99),
    }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async steps => {
      const { clock, pass } = handClock()
      const server = answerOnServer()
      const kept = box()
      let out: ((fate: number) => void)[] = []
      let healed = false
      const transport = (write: Write): Promise<Outcome> => {
        if (healed) return Promise.resolve(server.take(write))
        return new Promise(resolve =>
          // 0, 1: arrives; 2: lost on the way there; 3: arrives, and its answer is lost.
          out.push(fate => {
            const outcome = fate === 2 ? LOST : server.take(write)
            resolve(fate === 3 ? LOST : outcome)
          }),
        )
      }
      // A page that is gone hears nothing, sends nothing and keeps nothing; what it sent may still arrive.
      let pages = 0
      const open = (): Saver => {
        const page = ++pages
        const lives = () => page === pages
        const opened = createSaver({
          stored: server.current(),
          clock: { now: clock.now, after: (ms, run) => clock.after(ms, () => lives() && run()) },
          transport: write => transport(write).then(outcome => (lives() ? outcome : new Promise(() => undefined))),
          box: kept,
        })
        const draft = kept.get()
        if (draft) opened.adopt(draft, () => undefined)
        return opened
      }
      let saver = open()
      let last: string | null = null
      const isSomewhere = () =>
        last === null ||
        kept.get()?.text.includes(last) ||
        server.revisions.some(revision => revision.text.includes(last!))
      for (const { do: what, n } of steps) {
        if (what === 'type') saver.type({ text: (last = `typed ${n}.${Math.floor(clock.now())}`), value: null })
        else if (what === 'pass') await pass(n)
        else if (what === 'arrive') out.shift()?.(n)
        else if (what === 'fix') void saver.fix()
        else if (what === 'leave' || what === 'hide' || what === 'retry') saver[what]()
        else if (what === 'reload') saver = open()
        else if (what === 'other') server.put({ text: `another device ${n}`, value: null })
        else if (what === 'news') saver.heard(server.current())
        else if (what === 'mine') saver.choose({ type: 'keep-mine' })
        else if (saver.state().theirs) {
          last = `${saver.state().mine.text} + ${saver.state().theirs!.text}`
          saver.choose({ type: 'merge', content: { text: last, value: null } })
        }
        await quiet()
        expect(isSomewhere()).toBe(true)
      }
      // The network is whole again and the person keeps what they wrote: then it is what the server has.
      healed = true
      for (const arrive of out.splice(0)) arrive(0)
      out = []
      const wanted = kept.get()?.text
      for (let round = 0; round < 6; round++) {
        await pass(60_000)
        saver.choose({ type: 'keep-mine' })
      }
      await pass(60_000)
      expect(kept.get()).toBeNull()
      if (wanted !== undefined) expect(server.current().text).toBe(wanted)
    }),
    { numRuns: 400 },
  )
})
