import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll } from 'vitest'
import { temporaryFolder } from './server.ts'

/** Where systems put it. */
const PROGRAM = [
  '/usr/sbin/pgbouncer',
  '/usr/bin/pgbouncer',
  '/usr/local/bin/pgbouncer',
  '/opt/homebrew/bin/pgbouncer',
].find(file => fs.existsSync(file))

export const hasPooler = PROGRAM !== undefined

const children = new Set<ChildProcess>()
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

export type Pooler = { url: string; settings: string; stop(): Promise<void> }

/** PgBouncer before a database, with no more settings than it needs and what a test adds. */
export async function startPooler(databaseUrl: string, settings: Record<string, string | number>): Promise<Pooler> {
  const folder = temporaryFolder()
  const { pathname, searchParams } = new URL(databaseUrl)
  const name = pathname.slice(1)
  const port = await freePort()
  const lines = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'any',
    logfile: path.join(folder, 'pgbouncer.log'),
    pidfile: path.join(folder, 'pgbouncer.pid'),
    max_client_conn: 500,
    ...settings,
  }
  const file = path.join(folder, 'pgbouncer.ini')
  const list = Object.entries(lines).map(([key, value]) => `${key} = ${value}`)
  fs.writeFileSync(
    file,
    `[databases]\n${name} = host=${searchParams.get('host')} port=5432 dbname=${name} user=mosaic\n[pgbouncer]\n${list.join('\n')}\n`,
  )
  // As whoever owns the socket of the database: it runs not as root, and nobody else may use that socket.
  const { uid, gid } = fs.statSync(searchParams.get('host')!)
  const asOther = process.getuid?.() === 0 && uid !== 0
  if (asOther) for (const one of [folder, file]) fs.chownSync(one, uid, gid)
  const child = spawn(PROGRAM!, [file], { stdio: 'ignore', ...(asOther && { uid, gid }) })
  children.add(child)
  const gone = new Promise<void>(resolve => child.once('close', () => resolve()))
  for (let tries = 0; tries < 250 && !(await answers(port)); tries++) await sleep(20)
  return {
    url: `postgres://mosaic@127.0.0.1:${port}/${name}`,
    settings: file,
    async stop() {
      child.kill('SIGTERM')
      await gone
      children.delete(child)
    },
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = net.connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}
