import { type ChildProcess, fork } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach } from 'vitest'
import type { Engine, EngineOptions } from '../index.ts'
import { isAlive } from '../leases.ts'

type Opened = Pick<Engine, 'connection' | 'pid' | 'started' | 'initialised' | 'version'>

/** A process that has opened, or is opening, the engine of a folder. */
export type Member = {
  process: ChildProcess
  /** Rejects with the code and the words of a refusal. */
  opened: Promise<Opened>
  query<Row>(sql: string): Promise<Row[]>
  close(): Promise<'left' | 'stopped'>
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
}

const folders: string[] = []
const members: Member[] = []

// Servers of a failed test end with their watchdog.
afterEach(async () => {
  await Promise.all(members.splice(0).map(member => member.kill()))
  for (const folder of folders.splice(0)) {
    await until(() => serverOf(folder) === undefined, 10_000).catch(() => {})
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})

/** An empty folder that is gone after the test, with whatever serves it. */
export function emptyFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-test-'))
  folders.push(folder)
  return folder
}

type Start = EngineOptions & { uid?: number; env?: Record<string, string>; mode?: 'open' | 'lock' | 'member' }

export function startMember(folder: string, { uid, env, mode = 'open', ...options }: Start = {}): Member {
  const file = fileURLToPath(new URL('./member.ts', import.meta.url))
  const child = fork(file, [folder, JSON.stringify({ watchdogSeconds: 1, ...options }), mode], {
    ...(uid !== undefined && { uid, gid: uid }),
    env: { ...process.env, ...env },
    execArgv: [],
    // A process group of its own, so that a test can press Ctrl-C in it.
    detached: true,
  })
  const answers = new Map<number, (message: { rows: never[]; error?: string }) => void>()
  const opened = Promise.withResolvers<Opened>()
  opened.promise.catch(() => {})
  child.on('message', (message: { id?: number; opened?: Opened; refused?: { code?: string; message: string } }) => {
    if (message.opened) opened.resolve(message.opened)
    else if (message.refused) opened.reject(Object.assign(new Error(message.refused.message), message.refused))
    else answers.get(message.id!)?.(message as never)
  })
  const gone = new Promise<void>(resolve => child.on('exit', () => resolve()))
  child.on('error', opened.reject)
  gone.then(() => {
    opened.reject(new Error('the process ended'))
    for (const answer of answers.values()) answer({ rows: [], error: 'the process ended' })
  })
  let last = 0
  function send<Row>(sql?: string): Promise<Row[]> {
    const id = ++last
    return new Promise((resolve, reject) => {
      answers.set(id, ({ rows, error }) => (error ? reject(new Error(error)) : resolve(rows)))
      child.send({ id, sql })
    })
  }
  const member: Member = {
    process: child,
    opened: opened.promise,
    query: send,
    close: async () => (await send<'left' | 'stopped'>())[0]!,
    kill() {
      child.kill('SIGKILL')
      return gone
    },
  }
  members.push(member)
  return member
}

/** The pid of the live server of a folder. */
export function serverOf(folder: string): number | undefined {
  try {
    const pid = Number(fs.readFileSync(path.join(folder, 'postgresql/postmaster.pid'), 'utf8').split('\n')[0])
    return isAlive(pid) ? pid : undefined
  } catch {
    return undefined
  }
}

/** The pids of all servers whose working directory is the folder's cluster; children of a server are not counted. */
export function serversOn(folder: string): number[] {
  const cluster = path.join(fs.realpathSync(folder), 'postgresql')
  const here = fs
    .readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && linkOf(`/proc/${name}/cwd`) === cluster)
    .map(Number)
  return here.filter(pid => !here.includes(parentOf(pid)))
}

/** The shell that watches a server. */
export function watchdogOf(server: number): number | undefined {
  const isIt = (pid: string) => readText(`/proc/${pid}/cmdline`).includes(`\0mosaic-watch\0${server}\0`)
  return fs
    .readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .find(pid => isIt(String(pid)))
}

export async function until(test: () => boolean | Promise<boolean>, milliseconds = 5_000): Promise<void> {
  for (const end = Date.now() + milliseconds; !(await test()); ) {
    if (Date.now() > end) throw new Error(`still not so after ${milliseconds} ms: ${test}`)
    await sleep(20)
  }
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(readText(`/proc/${pid}/status`))?.[1] ?? 0)
}

function linkOf(link: string): string | undefined {
  try {
    return fs.readlinkSync(link)
  } catch {
    return undefined
  }
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
