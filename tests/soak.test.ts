import { expect, test } from 'vitest'
import { judge, type Points } from '../bench/soak/judge.ts'
import { plot } from '../bench/soak/plot.ts'
import type { Sample } from '../bench/soak/sample.ts'
import { judgeAll, type Soak } from '../bench/soak/series.ts'
import { stream } from '../faults/random.ts'

const MIB = 2 ** 20
const HEAP = { kind: 'flat', share: 0.04, floor: 2 * MIB } as const
const PER_DEED = { kind: 'explained', share: 0.35, floor: 0.1 } as const
const SEEDS = Array.from({ length: 40 }, (_, seed) => seed)

/** Ten minutes with a look every five seconds. */
function series(of: (minute: number, noise: () => number) => number, seed: number): Points {
  const random = stream(seed, 'noise')
  return Array.from({ length: 120 }, (_, at) => {
    // Now and then a wild one, as while somebody else uses the machine.
    const noise = () => (random.chance(0.05) ? random.between(-4, 12) : random.between(-1, 1))
    return { x: at / 12, y: of(at / 12, noise) }
  })
}

test('a heap that leaks is found, whatever the noise; one that only swings is not', () => {
  for (const seed of SEEDS) {
    const flat = series((_, noise) => (90 + 2 * noise()) * MIB, seed)
    const leak = series((minute, noise) => (90 + 1.2 * minute + 2 * noise()) * MIB, seed)
    expect(judge(flat, HEAP).ok, `flat, seed ${seed}`).toBe(true)
    expect(judge(leak, HEAP).ok, `leaking, seed ${seed}`).toBe(false)
  }
})

test('a leak is told with its size', () => {
  const { growth, sure, level } = judge(
    series((minute, noise) => (90 + 1.2 * minute + noise()) * MIB, 1),
    HEAP,
  )
  expect(growth / MIB).toBeCloseTo(11.8, 0)
  expect(sure[0]).toBeLessThan(growth)
  expect(sure[1]).toBeGreaterThan(growth)
  expect(level / MIB).toBeCloseTo(96, 0)
})

test('a cache that fills up, a step and teeth of a saw are no growth; teeth on a slope are', () => {
  const rule = { kind: 'flat', share: 0.1, floor: 20 } as const
  const teeth = (minute: number) => 60 * (minute % 1)
  for (const seed of SEEDS) {
    const fills = series((minute, noise) => 500 - 100 * Math.exp(-minute) + noise(), seed)
    const step = series((minute, noise) => (minute < 4 ? 400 : 460) + noise(), seed)
    expect(judge(fills, rule).ok, `fills, seed ${seed}`).toBe(true)
    expect(judge(step, rule).ok, `step, seed ${seed}`).toBe(true)
    expect(
      judge(
        series((minute, noise) => 300 + teeth(minute) + noise(), seed),
        rule,
      ).ok,
    ).toBe(true)
    expect(
      judge(
        series((minute, noise) => 300 + 15 * minute + teeth(minute) + noise(), seed),
        rule,
      ).ok,
    ).toBe(false)
  }
})

test('rows may grow with what was done, and not faster', () => {
  for (const seed of SEEDS) {
    const done = (at: number) => at * 600
    const scaled = (points: Points) => points.map(({ x, y }) => ({ x: done(x), y }))
    const kept = series((minute, noise) => 5_000 + 0.4 * done(minute) + 5 * noise(), seed)
    const ever = series((minute, noise) => 5_000 + 0.4 * done(minute) * (1 + minute / 5) + 5 * noise(), seed)
    expect(judge(scaled(kept), PER_DEED).ok, `kept, seed ${seed}`).toBe(true)
    expect(judge(scaled(ever), PER_DEED).ok, `ever faster, seed ${seed}`).toBe(false)
  }
})

test('one look past a limit is told', () => {
  const rule = { kind: 'below', limit: 0 } as const
  expect(
    judge(
      [0, 0, 0].map((y, x) => ({ x, y })),
      rule,
    ).ok,
  ).toBe(true)
  expect(
    judge(
      [0, 1, 1].map((y, x) => ({ x, y })),
      rule,
    ).ok,
  ).toBe(false)
})

const soakOf = (of: (minute: number) => Sample): Soak => ({
  at: '2026-11-22T12:00:00Z',
  commit: 'abc',
  dirty: false,
  machine: { processor: 'one', cores: 2, memoryMiB: 1024, system: 'Linux', node: '26', postgresql: '18' },
  load: { before: 0, after: 0 },
  options: { minutes: 10, warmUp: 2, seed: 1, store: 'embedded', rate: 10, every: 5 },
  tally: { requests: 0, deeds: {}, done: 0, came: 0, forgotten: 0, streams: 0, heard: 0 },
  samples: Array.from({ length: 144 }, (_, at) => ({ minute: at / 12, done: at * 50, ...of(at / 12) })),
})

test('the warm-up is left out, a table of passing rows must stay small, one of kept rows grows with what is done', () => {
  const judged = judgeAll(
    soakOf(minute => ({
      'heap used': (minute < 2 ? 40 + 20 * minute : 80) * MIB,
      'rows of messages': 100 + 240 * minute,
      'rows of account_rate_limits': 10 + 30 * minute,
      'pool waiting': 0,
    })),
  )
  const verdicts = Object.fromEntries(judged.map(({ name, ok }) => [name, ok]))
  expect(verdicts).toEqual({ 'heap used': true, 'rows of messages': true, 'rows of account_rate_limits': false })
})

test('plots are well-formed pictures with their own colours for the dark', () => {
  const soak = soakOf(minute => ({ 'heap used': (80 + minute) * MIB, 'live rows': 1_000 * minute }))
  for (const svg of Object.values(plot(soak, judgeAll(soak)))) {
    expect(svg).toContain('prefers-color-scheme:dark')
    expect(svg).not.toMatch(/NaN|Infinity|undefined/)
    expect(svg.split('<g').length).toBe(svg.split('</g>').length)
  }
})
