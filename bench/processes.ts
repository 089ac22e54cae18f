import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Figure, quantile } from './figure.ts'
import type { Load, Loaded } from './load.ts'
import type { BenchServer } from './mosaic.ts'
import { giveShares } from './share.ts'

const root = path.resolve(import.meta.dirname, '..')
const CLIENTS = 16
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5)
const SECONDS = 4
/** Of a core, for each process: what two take, with what the database takes for them, leaves this machine room. */
const SHARE = 0.25
const VISITORS = 500
const CONSOLES = 50
/** Each visitor says something so often, in seconds: about as often as somebody who reads the answer. */
const EVERY = 20

/**
 * Turns of two processes on one store against turns of one, the same clients and the same machine, in turns. Clients and database
 * need the same cores, so that what all of them spend on a turn bounds the ratio: it is told beside it. Then once more with a fixed
 * share of a core for each process, so that not the machine is the bound but what a process has: two of them have twice of it.
 */
export async function benchProcesses(server: BenchServer): Promise<Figure[]> {
  const { url } = await server.make()
  const servers = [await serve(url), await serve(url)]
  const load = await startLoad()
  try {
    const cookies = await Promise.all(Array.from({ length: CLIENTS }, (_, at) => visitor(servers[at % 2]!.address)))
    const ports = servers.map(({ port }) => port)
    const run = async (ports: number[]) => {
      const before = cpuOf(servers, server.pid)
      const done = await load.run({ kind: 'turns', ports, cookies, seconds: SECONDS })
      const after = cpuOf(servers, server.pid)
      const each = (after.node - before.node) / done.turns
      return {
        rate: done.turns / done.seconds,
        node: each,
        store: (after.store - before.store) / done.turns,
        clients: done.cpu / done.turns,
      }
    }
    await run(ports)
    const rounds: Record<'one' | 'two', Awaited<ReturnType<typeof run>>>[] = []
    const inTurns = async () => ({ one: await run(ports.slice(0, 1)), two: await run(ports) })
    for (let round = 0; round < ROUNDS; round++) rounds.push(await inTurns())
    const shares = giveShares(
      servers.map(({ pid }) => pid),
      SHARE,
    )
    const shared: typeof rounds = []
    await run(ports)
    for (let round = 0; round < ROUNDS; round++) shared.push(await inTurns())
    shares.end()
    const middle = (pick: (round: (typeof rounds)[number]) => number, of = rounds) => quantile(of.map(pick), 0.5)
    const spent = middle(({ one }) => one.node + one.store + one.clients)
    // One process gives at most a core's worth; all together at most two.
    const most = ({ node, store, clients }: (typeof rounds)[number]['one']) =>
      Math.min(1 / node, 2 / (node + store + clients))
    const bound = middle(({ one }) => 2 / (one.node + one.store + one.clients) / most(one))
    return [
      {
        name: `turns of two processes against one, ${CLIENTS} at once, all on this machine`,
        ours: middle(({ two }) => two.rate),
        bare: middle(({ one }) => one.rate),
        unit: '/s',
        ratio: middle(({ one, two }) => two.rate / one.rate),
        aim: '≥ 1.70',
      },
      { name: '  most that two cores allow, with clients and database on them', ours: bound, unit: '×' },
      {
        name: '  processor time of a turn, all together',
        ours: 1_000 * middle(({ two }) => two.node + two.store + two.clients),
        bare: 1_000 * spent,
        unit: 'ms',
        ratio: middle(({ one, two }) => (two.node + two.store + two.clients) / (one.node + one.store + one.clients)),
        aim: '≤ 1.15',
      },
      {
        name: '    of Mosaic',
        ours: 1_000 * middle(({ two }) => two.node),
        bare: 1_000 * middle(({ one }) => one.node),
        unit: 'ms',
      },
      {
        name: '    of PostgreSQL',
        ours: 1_000 * middle(({ two }) => two.store),
        bare: 1_000 * middle(({ one }) => one.store),
        unit: 'ms',
      },
      {
        name: '    of the clients',
        ours: 1_000 * middle(({ two }) => two.clients),
        bare: 1_000 * middle(({ one }) => one.clients),
        unit: 'ms',
      },
      {
        name: `turns of two processes against one, each with ${SHARE} of a core ${shares.how}`,
        ours: middle(({ two }) => two.rate, shared),
        bare: middle(({ one }) => one.rate, shared),
        unit: '/s',
        ratio: middle(({ one, two }) => two.rate / one.rate, shared),
        aim: '≥ 1.70',
      },
      {
        name: '  processor time of a turn, all together',
        ours: 1_000 * middle(({ two }) => two.node + two.store + two.clients, shared),
        bare: 1_000 * middle(({ one }) => one.node + one.store + one.clients, shared),
        unit: 'ms',
        ratio: middle(
          ({ one, two }) => (two.node + two.store + two.clients) / (one.node + one.store + one.clients),
          shared,
        ),
        aim: '≤ 1.15',
      },
    ]
  } finally {
    load.end()
    await Promise.all(servers.map(one => one.stop()))
  }
}

/** One process with 500 visitors and 50 consoles that read live, while each visitor says something every 20 seconds. */
export async function benchCrowd(server: BenchServer): Promise<Figure[]> {
  const { url } = await server.make()
  const mosaic = await serve(url)
  const load = await startLoad()
  try {
    const staff = await administratorSessions(mosaic, 5)
    const visitors: { cookie: string; conversation: string }[] = []
    while (visitors.length < VISITORS)
      visitors.push(...(await Promise.all(Array.from({ length: 20 }, () => visitorWithThread(mosaic.address)))))
    await sleep(1_000)
    const before = cpuOf([mosaic], server.pid)
    const crowd = {
      kind: 'crowd',
      port: mosaic.port,
      visitors,
      staff,
      consoles: CONSOLES,
      every: EVERY,
      seconds: 2 * EVERY,
    } as const
    const done = await load.run(crowd)
    const after = cpuOf([mosaic], server.pid)
    if (done.refused > 0) throw new Error(`${done.refused} streams were refused`)
    return [
      {
        name: `turn among ${VISITORS} visitors and ${CONSOLES} consoles, p50`,
        ours: quantile(done.latencies, 0.5),
        unit: 'ms',
      },
      { name: '  p99', ours: quantile(done.latencies, 0.99), unit: 'ms', aim: '< 250 ms' },
      { name: '  turns', ours: done.turns / done.seconds, unit: '/s' },
      { name: '  turns that were refused', ours: done.failed, unit: '', aim: '0' },
      { name: '  messages heard live for each turn', ours: done.heard / done.turns, unit: '', aim: '2' },
      { name: '  share of a core that Mosaic took', ours: (after.node - before.node) / done.seconds, unit: '' },
    ]
  } finally {
    load.end()
    await mosaic.stop()
  }
}

type Served = Awaited<ReturnType<typeof serve>>

async function serve(url: string) {
  const child = spawn(process.execPath, ['src/cli/mosaic.ts', 'serve'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATABASE_URL: url,
      MOSAIC_DATA: '/dev/null/none',
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      MESSAGES_PER_MINUTE: '1000000',
      RATE_LIMIT_PER_MINUTE: '1000000',
      SIGN_INS_PER_MINUTE: '1000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', chunk => {
      out += chunk
      const found = /listens on (http:\S+)/.exec(out)
      if (found) resolve(found[1]!)
    })
    child.once('exit', code => reject(new Error(`Mosaic ended with ${code}: ${out}`)))
  })
  while (!(await fetch(`${address}/readyz`)).ok) await sleep(20)
  return {
    address,
    port: Number(new URL(address).port),
    pid: child.pid!,
    output: () => out,
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

async function startLoad() {
  const child: ChildProcess = fork(fileURLToPath(new URL('load.ts', import.meta.url)))
  await once(child, 'message')
  // One listener for all runs.
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the clients ended with ${code}`)))
  ended.catch(() => {})
  return {
    async run(load: Load): Promise<Loaded> {
      child.send(load)
      const [done] = await Promise.race([once(child, 'message'), ended])
      return done as Loaded
    },
    end: () => child.kill(),
  }
}

const cookiesOf = (reply: Response) =>
  reply.headers
    .getSetCookie()
    .map(line => line.split(';')[0])
    .join('; ')

async function visitor(address: string): Promise<string> {
  return cookiesOf(await fetch(`${address}/api/sales/conversation`))
}

async function visitorWithThread(address: string) {
  const cookie = await visitor(address)
  const said = await fetch(`${address}/api/sales/messages`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ id: crypto.randomUUID(), text: 'hello' }),
  })
  if (!said.ok) throw new Error(`a first message was answered ${said.status}`)
  const page = (await (await fetch(`${address}/api/sales/conversation`, { headers: { cookie } })).json()) as {
    conversation: { id: string }
  }
  return { cookie, conversation: page.conversation.id }
}

/** Sessions of the first administrator, made with the link that the start prints. */
async function administratorSessions(mosaic: Served, count: number): Promise<string[]> {
  const post = (path: string, body: object) =>
    fetch(`${mosaic.address}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: mosaic.address },
      body: JSON.stringify(body),
    })
  for (let tries = 0; !/token=/.test(mosaic.output()) && tries < 100; tries++) await sleep(50)
  const token = /#token=([\w.-]+)/.exec(mosaic.output())?.[1]
  const [email, password] = ['admin@example.com', 'correct horse battery']
  const made = await post('/api/first-administrator', { token, name: 'Asha Admin', email, password })
  if (!made.ok) throw new Error(`no administrator: ${await made.text()}`)
  const sessions = [cookiesOf(made)]
  while (sessions.length < count) {
    const reply = await post('/api/session', { email, password })
    if (!reply.ok) throw new Error(`no session: ${await reply.text()}`)
    sessions.push(cookiesOf(reply))
  }
  return sessions
}

/** Seconds of processor time so far: of these processes, and of the database server with its backends, also those that ended. Linux. */
function cpuOf(servers: readonly { pid: number }[], postmaster: number): { node: number; store: number } {
  const ticks = (pid: number | string) => {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    const sum = (...at: number[]) => at.reduce((sum, one) => sum + Number(fields[one]), 0)
    return { parent: Number(fields[1]), own: sum(11, 12), ended: sum(13, 14) }
  }
  let store = ticks(postmaster).own + ticks(postmaster).ended
  for (const name of fs.readdirSync('/proc'))
    if (/^\d+$/.test(name))
      try {
        const { parent, own } = ticks(name)
        if (parent === postmaster) store += own
      } catch {}
  return { node: servers.reduce((sum, { pid }) => sum + ticks(pid).own, 0) / 100, store: store / 100 }
}
