import fc from 'fast-check'
import { test } from 'vitest'
import { runs, testStore } from '../../storage/testing/index.ts'
import { type Component, componentSchema, type Weights } from '../schema.ts'
import type { SignalInput } from './deeds.ts'
import { LedgerDesk } from './testing/desk.ts'

const store = testStore({ connections: 6 })

const additive = componentSchema.options.filter(component => component !== 'sentiment')
const key = fc.constantFrom('a', 'b', 'c')
const points = (most: number) => fc.integer({ min: 0, max: most * 100 }).map(cents => cents / 100)

const earned = fc.record({ component: fc.constantFrom<Component>(...additive), key })
const takenBack = fc.record({
  component: fc.constantFrom<Component>('interest', 'visit', 'callback'),
  key,
  takesBack: fc.constant(true),
})
const signal: fc.Arbitrary<SignalInput> = fc
  .oneof({ weight: 4, arbitrary: earned }, takenBack)
  .map(one => ({ ...one, sentence: 'did something' }))

/** Caps of which each kind comes to ten at most. */
const weights: fc.Arbitrary<Weights> = fc
  .array(fc.record({ engagement: points(4), intent: points(4), engagementCap: points(10), intentCap: points(10) }), {
    minLength: 9,
    maxLength: 9,
  })
  .map(all => {
    const share = (cap: 'engagementCap' | 'intentCap') =>
      Math.max(1, all.reduce((sum, weight) => sum + weight[cap], 0) / 10)
    const fit = { engagementCap: share('engagementCap'), intentCap: share('intentCap') }
    const down = (cap: number, by: number) => Math.floor((cap / by) * 100 + 1e-9) / 100
    const fitted = all.map(weight => ({
      ...weight,
      engagementCap: down(weight.engagementCap, fit.engagementCap),
      intentCap: down(weight.intentCap, fit.intentCap),
    }))
    return Object.fromEntries(componentSchema.options.map((component, at) => [component, fitted[at]!])) as Weights
  })

const who = fc.nat({ max: 2 })
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('add' as const),
      who,
      signals: fc.array(signal, { minLength: 1, maxLength: 4 }),
      active: fc.boolean(),
      apart: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('feel' as const),
      who,
      average: fc.integer({ min: -20, max: 20 }).map(n => n / 20),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      hours: fc.integer({ min: 1, max: 24 * 45 }),
      looks: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('reweigh' as const), weights, share: fc.constantFrom(0.05, 0.1, 0.25) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rescore' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const), from: who, to: who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unmerge' as const) }) },
)

test('whatever happens, at once or apart, the score is the sum of the ledger and what the rules say', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async steps => {
      const desk = await new LedgerDesk(store.ctx()).open()
      const people = [await desk.person(), await desk.person(), await desk.person()]
      const gone = new Set<unknown>()
      let felt = 0
      for (const one of steps) {
        const person = 'who' in one ? people[one.who]! : people[0]!
        if ('who' in one && gone.has(person)) continue
        if (one.do === 'add') {
          // Apart, taking back would have to know what was there before it.
          const signals = one.apart ? one.signals.filter(signal => !signal.takesBack) : one.signals
          const different = one.apart
            ? signals.filter((a, at) => signals.findIndex(b => b.component === a.component && b.key === a.key) === at)
            : signals
          await desk.add(person, different, { ...one, apart: one.apart && different.length > 0 })
        } else if (one.do === 'feel') {
          const signals: SignalInput[] = [
            { component: 'sentiment', key: `${++felt}`, basis: one.average, sentence: 'felt' },
          ]
          await desk.add(person, signals, { active: true, apart: false })
        } else if (one.do === 'wait') await desk.wait(one.hours, people, one.looks)
        else if (one.do === 'reweigh') {
          const { rules } = desk.versions.get(1)!
          await desk.reweigh(one.weights, { ...rules, decay: { ...rules.decay, share: one.share } })
        } else if (one.do === 'rescore') await desk.rescore(people)
        else if (one.do === 'merge') {
          const [from, to] = [people[one.from]!, people[one.to]!]
          if (from === to || gone.has(from) || gone.has(to)) continue
          await desk.merge(from, to)
          gone.add(from)
        } else {
          const back = await desk.unmerge()
          if (back) gone.delete(back)
        }
        for (const touched of 'who' in one ? [person] : people) await desk.check(touched)
      }
    }),
    { numRuns: runs(20) },
  )
})
