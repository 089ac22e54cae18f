// npm run soak: a real server under mixed load in a steady state, looked at every few seconds; what grows without a reason fails it.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { setUpHouse } from '../faults/clients/index.ts'
import { commitHere, loadNow, machineHere } from './results.ts'
import { newTally, startSoakCrew } from './soak/crew.ts'
import { describe } from './soak/page.ts'
import { plot } from './soak/plot.ts'
import { look, type Sample } from './soak/sample.ts'
import { judgeAll, type Soak } from './soak/series.ts'
import { compareSnapshots } from './soak/snapshots.ts'
import { openSoakWorld, type SoakStore } from './soak/world.ts'

const USAGE = `npm run soak -- [options]
  --minutes N       how long it is looked at, after the warm-up (10)
  --warm-up N       minutes that are left out first (2)
  --seed N          of the load (a random one, printed)
  --store NAME      embedded or server (embedded)
  --rate N          most requests a second (10)
  --every N         seconds between two looks (5)
  --snapshots       heap snapshots after the warm-up and at the end, and what there is more of
  --out FOLDER      where soak.json, soak.md, the plots and the server's log are written (a temporary one)
  --again FOLDER    judges and draws the soak.json of a folder anew`

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    'warm-up': { type: 'string', default: '2' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    store: { type: 'string', default: 'embedded' },
    rate: { type: 'string', default: '10' },
    every: { type: 'string', default: '5' },
    snapshots: { type: 'boolean', default: false },
    out: { type: 'string' },
    again: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help || !['embedded', 'server'].includes(values.store)) {
  console.log(USAGE)
  process.exit(values.help ? 0 : 2)
}
const out = values.again ?? values.out ?? fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-soak-'))
fs.mkdirSync(out, { recursive: true })
const soak = values.again
  ? (JSON.parse(fs.readFileSync(path.join(out, 'soak.json'), 'utf8')) as Soak)
  : await run({
      minutes: Number(values.minutes),
      warmUp: Number(values['warm-up']),
      seed: Number(values.seed),
      store: values.store as SoakStore,
      rate: Number(values.rate),
      every: Number(values.every),
    })
finish(soak)

async function run(options: Soak['options']): Promise<Soak> {
  const { minutes, warmUp, seed, store, rate, every } = options
  console.log(`seed ${seed}, ${store} store, ${rate} requests a second at most; everything is written to ${out}`)
  const before = loadNow()
  const world = await openSoakWorld(store)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void world.close().finally(() => process.exit(130)))
  const samples: Sample[] = []
  const tally = newTally()
  const keepLog = () => fs.writeFileSync(path.join(out, 'server.log'), world.output())
  let postgresql = ''
  let missed = 0
  try {
    postgresql = (await world.looked.database.query<{ v: string }>(`select current_setting('server_version') as v`))
      .rows[0]!.v
    const accounts = await setUpHouse(world.looked.url, world.link)
    const crew = startSoakCrew({ url: world.looked.url, seed, rate, accounts, tally })
    const began = performance.now()
    const minute = () => (performance.now() - began) / 60_000
    const files = ['first', 'last'].map(name => path.join(out, `${name}.heapsnapshot`))
    const total = warmUp + minutes
    for (let next = 0; minute() < total; next = Math.max(next + every, minute() * 60)) {
      await sleep(Math.max(0, next * 1000 - (performance.now() - began)))
      if (values.snapshots && !fs.existsSync(files[0]!) && minute() >= warmUp) world.snapshot(files[0]!)
      const seen = await look(world.looked).catch((error: Error) => error)
      if (seen instanceof Error) {
        missed++
        console.log(`a look was missed: ${seen.message}`)
        if (missed > 0.1 * samples.length + 3) throw seen
        continue
      }
      const { requests, done, came, forgotten, streams } = tally
      samples.push({ minute: minute(), requests, done, came, forgotten, streams, ...seen })
      crew.check()
      fs.writeFileSync(path.join(out, 'samples.json'), JSON.stringify(samples))
      keepLog()
      if (samples.length % 12 === 0) console.log(`${minute().toFixed(1)} min: ${done} deeds, ${came} persons`)
    }
    if (values.snapshots) {
      world.snapshot(files[1]!)
      await look(world.looked)
    }
    await crew.stop()
  } finally {
    await world.close()
    keepLog()
  }
  const load = { before, after: loadNow() }
  return {
    at: new Date().toISOString(),
    ...commitHere(),
    machine: machineHere(postgresql),
    load,
    options,
    tally,
    samples,
  }
}

function finish(soak: Soak): void {
  const verdicts = judgeAll(soak)
  fs.writeFileSync(path.join(out, 'soak.json'), JSON.stringify({ ...soak, verdicts }))
  for (const [name, svg] of Object.entries(plot(soak, verdicts)))
    fs.writeFileSync(path.join(out, `soak-${name}.svg`), svg)
  const files = ['first', 'last'].map(name => path.join(out, `${name}.heapsnapshot`))
  const more = files.every(file => fs.existsSync(file)) ? compareSnapshots(files[0]!, files[1]!) : undefined
  const text = describe(soak, verdicts, more)
  fs.writeFileSync(path.join(out, 'soak.md'), text)
  console.log(text)
  console.log(`Plots and samples: ${out}`)
  if (verdicts.some(({ ok }) => !ok)) process.exitCode = 1
}
