// Searches longer and longer texts with one expression after another, in a thread that is ended where one of them finds no end.
import { parentPort, workerData } from 'node:worker_threads'
import { textsFor } from './pumps.ts'

const port = parentPort!
const ROUNDS = 3
const SIZES = [128, 256, 512, 1_024]
const { literals, modules, from } = workerData as {
  literals: { source: string; flags: string }[]
  modules: string[]
  /** The first that is tried. */
  from: number
}

/** Those that the modules put together when they are loaded, and when a message is read, by what the constructor is given. */
async function builtBy(modules: string[]): Promise<{ source: string; flags: string }[]> {
  const Real = RegExp
  const built = new Map<string, { source: string; flags: string }>()
  globalThis.RegExp = new Proxy(Real, {
    construct(target, args: [string | RegExp, string?], made) {
      const pattern = Reflect.construct(target, args, made) as RegExp
      if (/\/src\/(?!storage|server)/.test(new Error().stack ?? ''))
        built.set(String(pattern), { source: pattern.source, flags: pattern.flags })
      return pattern
    },
  })
  for (const module of modules) await import(module)
  const { understand } = await import('../../src/assistant/understand/index.ts')
  const { isCrisis } = await import('../../src/assistant/coach/reading/crisis.ts')
  for (const text of [
    '2 bhk in Whitefield under 1.5 cr on 3 March',
    'my friend wants to die',
    'no more, 7 out of 10',
  ]) {
    understand(text)
    isCrisis(text)
  }
  globalThis.RegExp = Real
  return [...built.values()]
}

/** The least of some rounds, in milliseconds: whoever else uses the machine only adds to it. */
function cost(pattern: RegExp, text: string): number {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    const from = performance.now()
    pattern.lastIndex = 0
    pattern.exec(text)
    least = Math.min(least, performance.now() - from)
  }
  return least
}

const built = await builtBy(modules)
port.postMessage({ built: built.map(({ source }) => source) })
for (const [at, { source, flags }] of [...literals, ...built].entries()) {
  if (at < from) continue
  const pattern = new RegExp(source, flags)
  for (const [shown, text] of textsFor(source)) {
    port.postMessage({ at, source, shown })
    // Where the longest costs nothing there is no growth to look at. The shortest come first: one without end is met early.
    const costs = SIZES.map(size => cost(pattern, text(size)))
    if (costs.at(-1)! > 5) port.postMessage({ at, source, shown, costs })
  }
}
port.postMessage({ done: true })
