import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import path from 'node:path'
import process from 'node:process'

export const PGBOUNCER = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find(file => fs.existsSync(file))

/** PgBouncer in transaction mode before the database of a run. */
export type Pooler = {
  port: number
  pid(): number | undefined
  kill9(): void
  start(): Promise<void>
  close(): Promise<void>
}

export async function startPooler(folder: string, socket: () => string): Promise<Pooler> {
  if (!PGBOUNCER) throw new Error('pgbouncer is not installed here')
  fs.mkdirSync(folder, { recursive: true })
  fs.chmodSync(folder, 0o777)
  const port = await freePort()
  const settings = path.join(folder, 'pgbouncer.ini')
  fs.writeFileSync(
    settings,
    `[databases]
desk = host=${socket()} dbname=desk user=mosaic
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 20
max_client_conn = 500
server_round_robin = 1
ignore_startup_parameters = extra_float_digits,statement_timeout,lock_timeout,idle_in_transaction_session_timeout,application_name,options
logfile = ${path.join(folder, 'pgbouncer.log')}
`,
  )
  let child: ChildProcess | undefined
  const pooler: Pooler = {
    port,
    pid: () => (child?.exitCode === null && child.signalCode === null ? child.pid : undefined),
    kill9: () => void child?.kill('SIGKILL'),
    async start() {
      if (pooler.pid()) return
      // It refuses to run as root, as PostgreSQL does; whose sockets it may use is who owns them.
      const as = process.getuid?.() === 0 ? ownerOf(socket()) : {}
      child = spawn(PGBOUNCER!, ['-q', settings], { stdio: 'ignore', ...as })
      for (let wait = 0; wait < 100 && !(await isListening(port)); wait++)
        await new Promise(resolve => setTimeout(resolve, 30))
    },
    async close() {
      const last = child
      if (!pooler.pid() || !last) return
      const gone = new Promise(resolve => last.once('close', resolve))
      last.kill('SIGCONT')
      last.kill('SIGKILL')
      await gone
    },
  }
  await pooler.start()
  return pooler
}

function ownerOf(file: string): { uid: number; gid: number } {
  const { uid, gid } = fs.statSync(file)
  return { uid, gid }
}

async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

function isListening(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = net.connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
