import { SAYINGS } from './deeds.ts'
import { type Figure, quantile } from './figure.ts'
import { type BenchServer, startMosaic } from './mosaic.ts'
import { as, record, replay } from './replay.ts'

const VISITORS = 16
const TURNS_EACH = 60

type Sayings = { id: string; text: string }[][]

/**
 * Turns of the rule-based assistant, from the request to the answer, against the very statements that they issued, run again bare
 * as prepared statements: each visitor's in order, with the same values, sixteen visitors at once, on a clone of the same database.
 */
export async function benchTurns(server: BenchServer): Promise<Figure[]> {
  const template = await server.make()
  const first = await startMosaic(template.url)
  const keys = await Promise.all(Array.from({ length: VISITORS }, () => first.visitor()))
  await first.close()
  const sayings = keys.map((_, visitor) =>
    Array.from({ length: TURNS_EACH }, (_, turn) => ({
      id: crypto.randomUUID(),
      text: SAYINGS[(turn + visitor) % SAYINGS.length]!,
    })),
  )

  const statements = await server.onClone(template.name, url => record(VISITORS, () => converse(url, keys, sayings)))
  // Alternating, because the machine is shared: the median of three pairs.
  const pairs: { ours: number; bare: number; latencies: number[] }[] = []
  for (let round = 0; round < 3; round++) {
    const { seconds, latencies } = await server.onClone(template.name, url => converse(url, keys, sayings))
    const bare = await server.onClone(template.name, url => replay(url, statements))
    pairs.push({ ours: (VISITORS * TURNS_EACH) / seconds, bare: (VISITORS * TURNS_EACH) / bare, latencies })
  }
  const middle = pairs.toSorted((a, b) => a.ours / a.bare - b.ours / b.bare)[1]!
  return [
    {
      name: `turns, ${VISITORS} visitors at once, server store`,
      ours: middle.ours,
      bare: middle.bare,
      unit: '/s',
      ratio: middle.ours / middle.bare,
      aim: '≥ 0.60',
    },
    { name: '  statements a turn', ours: statements.flat().length / (VISITORS * TURNS_EACH), unit: '' },
    { name: '  turn p50', ours: quantile(middle.latencies, 0.5), unit: 'ms' },
    { name: '  turn p99', ours: quantile(middle.latencies, 0.99), unit: 'ms' },
  ]
}

async function converse(url: string, keys: string[], sayings: Sayings) {
  const mosaic = await startMosaic(url)
  const latencies: number[] = []
  // The first turns compile code and plans; they are a stranger's.
  const stranger = await mosaic.visitor()
  for (const text of SAYINGS) await mosaic.say(stranger, { id: crypto.randomUUID(), text })
  const began = performance.now()
  await Promise.all(
    sayings.map((turns, visitor) =>
      as(visitor, async () => {
        for (const turn of turns) {
          const sent = performance.now()
          await mosaic.say(keys[visitor]!, turn)
          latencies.push(performance.now() - sent)
        }
      }),
    ),
  )
  const seconds = (performance.now() - began) / 1000
  await mosaic.close()
  return { seconds, latencies }
}
