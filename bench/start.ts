import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Figure } from './figure.ts'

const root = path.resolve(import.meta.dirname, '..')

/**
 * Start to ready, and the proportional memory (PSS) of Node and engine together at rest: a first embedded start, a later one,
 * and one on an existing server database. `serverUrl` names a running, empty database.
 */
export async function benchStart(serverUrl: string): Promise<Figure[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-bench-'))
  fs.chmodSync(folder, 0o755)
  const data = path.join(folder, 'data')
  try {
    const first = await startOnce({ MOSAIC_DATA: data })
    const second = await startOnce({ MOSAIC_DATA: data })
    await startOnce({ DATABASE_URL: serverUrl })
    const server = await startOnce({ DATABASE_URL: serverUrl })
    return [
      { name: 'first embedded start to ready', ours: first.seconds, unit: 's', aim: '≤ 2.5 s' },
      { name: 'later embedded start to ready', ours: second.seconds, unit: 's', aim: '≤ 1 s' },
      { name: 'start on an existing server store', ours: server.seconds, unit: 's', aim: '≤ 1 s' },
      { name: 'memory at rest, embedded (Node and engine)', ours: second.idle, unit: 'MB', aim: '< 300 MB' },
      { name: 'memory peak after 500 messages, embedded', ours: second.peak, unit: 'MB', aim: '< 400 MB' },
      { name: 'memory at rest, server store (Node)', ours: server.idle, unit: 'MB' },
    ]
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

async function startOnce(env: Record<string, string>): Promise<{ seconds: number; idle: number; peak: number }> {
  const began = performance.now()
  const child = spawn(process.execPath, ['src/cli/mosaic.ts', 'serve'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      MESSAGES_PER_MINUTE: '100000',
      RATE_LIMIT_PER_MINUTE: '1000000',
      // A data folder that lies here by chance must not be asked about.
      MOSAIC_MOVE: 'never',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const address = await addressOf(child)
    while (!(await fetch(`${address}/readyz`)).ok) await pause(5)
    const seconds = (performance.now() - began) / 1000
    await pause(1_500)
    const idle = memory(child.pid!, env.MOSAIC_DATA)
    const peak = env.MOSAIC_DATA && (await load(address, child.pid!, env.MOSAIC_DATA))
    return { seconds, idle, peak: peak || idle }
  } finally {
    child.kill('SIGTERM')
    await new Promise(resolve => child.once('exit', resolve))
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = ''
    child.stdout!.on('data', chunk => {
      out += chunk
      const found = /listens on (http:\S+)/.exec(out)
      if (found) resolve(found[1]!)
    })
    child.once('exit', code => reject(new Error(`Mosaic ended with ${code}: ${out}`)))
  })
}

/** 500 messages by ten visitors; the highest memory seen meanwhile. */
async function load(address: string, pid: number, data: string): Promise<number> {
  let peak = 0
  const timer = setInterval(() => (peak = Math.max(peak, memory(pid, data))), 200)
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      const opened = await fetch(`${address}/api/sales/conversation`)
      const cookie = opened.headers
        .getSetCookie()
        .map(line => line.split(';')[0])
        .join('; ')
      for (let n = 0; n < 50; n++)
        await (
          await fetch(`${address}/api/sales/messages`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', accept: 'application/json', cookie },
            body: JSON.stringify({ id: crypto.randomUUID(), text: `3 bhk in whitefield under ${n + 1} cr` }),
          })
        ).text()
    }),
  )
  clearInterval(timer)
  return Math.max(peak, memory(pid, data))
}

/** MB of the process and of the engine that its data folder names, shared pages counted by share. Linux only. */
function memory(pid: number, data?: string): number {
  const roots = [pid]
  const pidFile = data && path.join(data, 'postgresql', 'postmaster.pid')
  if (pidFile && fs.existsSync(pidFile)) roots.push(Number(fs.readFileSync(pidFile, 'utf8').split('\n')[0]))
  const parents = new Map<number, number>()
  for (const name of fs.readdirSync('/proc').filter(name => /^\d+$/.test(name)))
    try {
      parents.set(Number(name), Number(fs.readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]!.split(' ')[1]))
    } catch {}
  const members = [...parents.keys()].filter(each => roots.includes(each) || roots.includes(parents.get(each)!))
  return members.reduce((sum, each) => sum + pss(each), 0) / 1024
}

function pss(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
