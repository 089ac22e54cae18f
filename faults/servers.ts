import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startProxy, type TcpProxy } from './proxy.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const node = path.join(root, 'node_modules/.bin/node')

/** One place where a server runs: its process may be replaced, the address stays. */
export type Server = {
  name: string
  /** Where clients ask: the proxy before the process of this moment. */
  url: string
  proxy: TcpProxy
  /** The process of this moment, while there is one. */
  pid(): number | undefined
  /** Sends a signal to the process of this moment; what ends is started again. */
  signal(signal: NodeJS.Signals): void
  /** Asks the process to end, as a deploy does, and waits until another one is ready or `ms` are over. */
  replace(ms: number): Promise<void>
  /** The wall clock of this place is off by so much. */
  setClock(offsetMs: number): void
  isReady(): Promise<boolean>
  /** What it keeps for later on its own disk, in entries. */
  kept(): Promise<number>
  /** The first administrator's link, where a start printed one. */
  link(): string | undefined
  /** For good; the exit code, or the signal. */
  stop(): Promise<number | string | undefined>
}

export type ServerOptions = {
  name: string
  env: Record<string, string>
  logs: string
  /** Hears of a process that ended although nobody ended it. */
  onEnd(name: string, how: number | string): void
}

/** Starts `mosaic serve` and keeps one running: whatever ends is started again a moment later, as a service manager does. */
export async function keepServer({ name, env, logs, onEnd }: ServerOptions): Promise<Server> {
  const clock = path.join(logs, `${name}.clock`)
  fs.writeFileSync(clock, '0')
  const log = fs.openSync(path.join(logs, `${name}.log`), 'a')
  let child: ChildProcess
  let text = ''
  let port: number | undefined
  let isOver = false
  let isAsked = false
  let starts = 0
  let ended: Promise<number | string>
  let link: string | undefined

  function start() {
    starts++
    text = ''
    port = undefined
    isAsked = false
    const args = ['--import', './faults/clock.ts', 'src/cli/mosaic.ts', 'serve']
    child = spawn(node, args, {
      cwd: root,
      env: { ...kept(), ...env, MOSAIC_FAULTS_CLOCK: clock },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const hear = (chunk: Buffer) => {
      fs.writeSync(log, chunk)
      if (text.length < 20_000) text += chunk
      port ??= Number(text.match(/Mosaic listens on http:\/\/[^\s:]+:(\d+)/)?.[1]) || undefined
      link ??= text.match(/^\s*administrator\s+(\S+)/m)?.[1]
    }
    child.stdout!.on('data', hear)
    child.stderr!.on('data', hear)
    ended = new Promise(resolve => {
      child.once('close', (code, signal) => {
        port = undefined
        const how = signal ?? code ?? 'unknown'
        resolve(how)
        if (isOver) return
        if (!isAsked) onEnd(name, how)
        setTimeout(() => isOver || start(), 100)
      })
    })
  }

  start()
  const proxy = await startProxy(() => (port ? { host: '127.0.0.1', port } : undefined))
  const url = `http://127.0.0.1:${proxy.port}`
  const server: Server = {
    name,
    url,
    proxy,
    pid: () => (child.exitCode === null && child.signalCode === null ? child.pid : undefined),
    signal(signal) {
      if (signal === 'SIGKILL' || signal === 'SIGTERM') isAsked = true
      child.kill(signal)
    },
    async replace(ms) {
      const before = starts
      server.signal('SIGTERM')
      for (const end = Date.now() + ms; Date.now() < end; await sleep(100))
        if (starts > before && (await server.isReady())) return
    },
    setClock: offset => fs.writeFileSync(clock, String(offset)),
    async isReady() {
      if (!port) return false
      try {
        const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(8_000) })
        return answer.status === 200 && ((await answer.json()) as { status: string }).status === 'ready'
      } catch {
        return false
      }
    },
    async kept() {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(5_000) })
      return ((await answer.json()) as { outage?: { entries: number } | null }).outage?.entries ?? 0
    },
    link: () => link,
    async stop() {
      isOver = true
      child.kill('SIGTERM')
      const how = await Promise.race([ended, sleep(20_000, undefined)])
      if (how === undefined) {
        child.kill('SIGCONT')
        child.kill('SIGKILL')
        await ended
      }
      await proxy.close()
      fs.closeSync(log)
      return how
    },
  }
  return server
}

/** Nothing of the caller's own settings: a DATABASE_URL of the machine must not be written to. */
function kept(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'XDG_CACHE_HOME']
  return Object.fromEntries(names.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : [])))
}

export async function untilReady(server: Server, seconds: number): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !(await server.isReady()); await sleep(50))
    if (Date.now() > end) throw new Error(`${server.name} did not become ready within ${seconds} s; its log says why`)
}
