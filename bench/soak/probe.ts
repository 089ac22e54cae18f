// Preloaded into the server of a soak (node --import): on SIGUSR2 it collects garbage and writes one line of what is left to a file.
// A file beside it with the ending .snapshot asks for a heap snapshot of that name. Nothing of this is in the product.
import fs from 'node:fs'
import process from 'node:process'
import v8 from 'node:v8'
import vm from 'node:vm'
import pg from 'pg'

const file = process.env.MOSAIC_SOAK_PROBE
/** Children of the server are not looked at. */
delete process.env.NODE_OPTIONS
delete process.env.MOSAIC_SOAK_PROBE

type Speaking = { parsedStatements: Record<string, string>; stream: { destroyed: boolean } }

if (file) {
  v8.setFlagsFromString('--expose-gc')
  const collect = vm.runInNewContext('gc') as () => void
  const seen = new WeakSet<object>()
  let connections: WeakRef<Speaking>[] = []
  // The driver knows which statements each connection has prepared; PostgreSQL shows them to that session alone.
  const prototype = pg.Connection.prototype as unknown as { parse(...args: unknown[]): void }
  const parse = prototype.parse
  prototype.parse = function (this: Speaking, ...args: unknown[]) {
    if (!seen.has(this)) {
      seen.add(this)
      connections.push(new WeakRef(this))
    }
    return parse.apply(this, args)
  }

  process.on('SIGUSR2', () => {
    collect()
    connections = connections.filter(one => one.deref() !== undefined)
    const open = connections.map(one => one.deref()!).filter(one => !one.stream.destroyed)
    const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage()
    const resources: Record<string, number> = {}
    for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1
    const statistics = v8.getHeapStatistics()
    const line = {
      heapUsed,
      external,
      arrayBuffers,
      rss,
      resources,
      listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
      contexts: statistics.number_of_native_contexts,
      globalHandles: statistics.used_global_handles_size,
      prepared: open.reduce((sum, one) => sum + Object.keys(one.parsedStatements).length, 0),
      speaking: open.length,
    }
    fs.appendFileSync(file, `${JSON.stringify(line)}\n`)
    const wish = `${file}.snapshot`
    if (fs.existsSync(wish)) {
      v8.writeHeapSnapshot(fs.readFileSync(wish, 'utf8'))
      fs.rmSync(wish)
    }
  })
}
