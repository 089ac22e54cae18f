// npm run faults -- rolling [REVISION]: two real releases side by side. Servers of an earlier revision serve under load, servers
// of this tree take their place one by one, and the earlier ones come back. Without a revision: the one before the newest migration.
import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Browser } from '../tests/processes/visitor.ts'
import { startPostgres } from './postgres.ts'

const HERE = fileURLToPath(new URL('../', import.meta.url))
const VISITORS = 6
const START_MS = 120_000

type Running = { name: string; url: string; stop(): Promise<number | null>; ended(): boolean; said(): string }

await rolling(process.argv[3])

/** Exits with 1 where something confirmed is missing, an answer is wrong, or nobody answered for more than some seconds. */
export async function rolling(revision?: string): Promise<void> {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: HERE, encoding: 'utf8' }).trim()
  const newest = git('log', '-1', '--format=%h', '--', 'src/storage/migrations')
  const before = git('rev-parse', '--short', revision ?? `${newest}^`)
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-rolling-'))
  const old = path.join(out, 'old')
  git('worktree', 'add', '--detach', old, before)
  fs.symlinkSync(path.join(HERE, 'node_modules'), path.join(old, 'node_modules'))
  const postgres = await startPostgres(path.join(out, 'postgres'))
  const env = { DATABASE_URL: `postgres://mosaic@localhost/desk?host=${encodeURIComponent(postgres.socket()!)}` }
  const serving = new Set<Running>()
  const all: Running[] = []
  const start = async (folder: string, name: string) => {
    const server = await serve(folder, name, { ...env, MOSAIC_DATA: path.join(out, 'none') })
    all.push(server)
    return server
  }
  try {
    for (const name of ['old 1', 'old 2']) serving.add(await start(old, name))
    const load = converse(() => [...serving].filter(server => !server.ended()).map(({ url }) => url))
    await sleep(3_000)
    for (const [first, then, folder] of [
      ['old 1', 'new 1', HERE],
      ['old 2', 'new 2', HERE],
      ['new 1', 'back 1', old],
    ] as const) {
      const next = await start(folder, then).catch((error: Error) => {
        // A release from before newer schemas were told apart says so, and the others serve on.
        if (!then.startsWith('back') || !/storage\.newer_schema|newer Mosaic/.test(error.message)) throw error
        console.log(`${then}: does not start on the newer schema`)
      })
      if (!next) continue
      serving.add(next)
      await sleep(1_000)
      const leaving = [...serving].find(({ name }) => name === first)!
      serving.delete(leaving)
      console.log(`${first} gives way to ${then}; it ended with ${await leaving.stop()}`)
      await sleep(2_000)
    }
    const { confirmed, wrong, longest } = await load.stop()
    const rows = await postgres.query<{ text: string; n: string }>(
      `select text, count(*) as n from messages where author = 'visitor' group by text`,
    )
    const found = new Map(rows.map(({ text, n }) => [text, Number(n)]))
    const lost = [...confirmed].filter(text => found.get(text) !== 1)
    const gaps = await postgres.query(
      `select c.id from conversations c left join messages m on m.conversation_id = c.id group by c.id
       having count(m.id) <> c.last_number`,
    )
    console.log(
      `${before} and this tree: ${confirmed.size} messages confirmed, ${lost.length} of them not there once, ${wrong.length} wrong answers${wrong.length > 0 ? ` such as ${wrong[0]}` : ''}, ${gaps.length} threads with a gap; longest time without an answer ${Math.round(longest)} ms`,
    )
    if (lost.length + wrong.length + gaps.length > 0 || confirmed.size === 0 || longest > 10_000) process.exitCode = 1
  } finally {
    await Promise.all(all.map(server => server.stop()))
    await postgres.close()
    git('worktree', 'remove', '--force', old)
    fs.rmSync(out, { recursive: true, force: true })
  }
}

/** `mosaic serve` of a revision, ready. */
async function serve(folder: string, name: string, env: Record<string, string>): Promise<Running> {
  const node = path.join(HERE, 'node_modules/.bin/node')
  const limits = { RATE_LIMIT_PER_MINUTE: '1000000', MESSAGES_PER_MINUTE: '1000000' }
  const child = spawn(node, ['src/cli/mosaic.ts', 'serve'], {
    cwd: folder,
    env: { PATH: process.env.PATH!, HOME: process.env.HOME ?? '/', PORT: '0', HOST: '127.0.0.1', ...limits, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += chunk))
  const gone = new Promise<number | null>(resolve => child.once('close', resolve))
  const ended = () => child.exitCode !== null || child.signalCode !== null
  const stop = () => {
    child.kill('SIGTERM')
    return gone
  }
  for (const end = Date.now() + START_MS; ; await sleep(50)) {
    const url = said.match(/Mosaic listens on (http:\/\/\S+)/)?.[1]
    const answer = url && (await fetch(`${url}/readyz`).catch(() => undefined))
    if (answer && answer.status === 200) return { name, url: url!, stop, ended, said: () => said }
    if (ended()) throw new Error(`${name} ended: ${said.slice(-2_000)}`)
    if (Date.now() < end) continue
    await stop()
    throw new Error(`${name} did not become ready: ${said.slice(-2_000)}`)
  }
}

/** Visitors who talk without end, each asking again with the same id, at the next server, until there is an answer. */
function converse(urls: () => string[]) {
  const confirmed = new Set<string>()
  const wrong: string[] = []
  let longest = 0
  let last = performance.now()
  let isOver = false
  let turn = 0
  const visit = async (visitor: number) => {
    const browser = new Browser(() => urls()[turn++ % urls().length]!)
    for (let number = 1; !isOver; number++) {
      const id = randomUUID()
      const text = `${visitor}.${number}: 2 bhk under ${40 + number} lakh`
      for (;;) {
        const headers = { accept: 'application/json' }
        const answer = await browser
          .request('POST', '/api/sales/messages', { json: { id, text }, headers, patience: 20_000 })
          .catch(() => null)
        if (answer?.status === 200) break
        if (answer && answer.status !== 503) wrong.push(`${answer.status} ${answer.text.slice(0, 300)}`)
        await sleep(100)
      }
      confirmed.add(text)
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }
  }
  const running = Promise.all(Array.from({ length: VISITORS }, (_, visitor) => visit(visitor)))
  return {
    async stop() {
      isOver = true
      await running
      return { confirmed, wrong, longest }
    },
  }
}
