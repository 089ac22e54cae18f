import fs from 'node:fs'
import path from 'node:path'
import { type MailServer, startMailServer } from '../tests/counterparts/mail.ts'
import { type Disk, mountDisk } from './disk.ts'
import type { Recorder } from './history.ts'
import { type Pooler, startPooler } from './pooler.ts'
import { type Postgres, startPostgres, watchEngine } from './postgres.ts'
import { startProxy, type TcpProxy } from './proxy.ts'
import { keepServer, type Server, untilReady } from './servers.ts'

export type Store = 'embedded' | 'server'

/** Everything that a run starts, and that a fault can befall. */
export type World = {
  store: Store
  servers: Server[]
  postgres: Postgres
  /** Between the servers and their database; there is none before an embedded one, whose socket is its own. */
  link?: Pick<TcpProxy, 'weather'>
  pooler?: Pooler
  disk?: Disk
  mail: MailServer
  note: Recorder['note']
  close(): Promise<void>
}

export type WorldOptions = {
  store: Store
  replicas: number
  pooler: boolean
  spool: boolean
  folder: string
  recorder: Recorder
}

const open = new Set<() => Promise<void>>()

/** Ends whatever runs are under way: what a process was started for must not outlive it. */
export async function closeWorlds(): Promise<void> {
  await Promise.all([...open].map(close => close()))
}

/** Starts mail, database, pooler, proxies and servers, and waits until the servers are ready. */
export async function openWorld(options: WorldOptions): Promise<World> {
  const { folder, recorder, store } = options
  const closing: (() => unknown)[] = []
  const close = async () => {
    open.delete(close)
    for (let end = closing.pop(); end; end = closing.pop()) await end()
  }
  open.add(close)
  try {
    const mail = await startMailServer()
    closing.push(() => mail.close())
    const logs = path.join(folder, 'logs')
    fs.mkdirSync(logs, { recursive: true })
    const data = path.join(folder, 'store')
    const disk = mountDisk(data)
    if (!disk) recorder.note('without a disk of its own', 'mounting is not allowed here: no full disk in this run')
    closing.push(() => (disk ? disk.close() : undefined))

    const world: World = { store, servers: [], postgres: undefined as never, mail, disk, note: recorder.note, close }
    const env: Record<string, string> = {
      PORT: '0',
      HOST: '127.0.0.1',
      RATE_LIMIT_PER_MINUTE: '1000000',
      BOOKINGS_PER_HOUR: '1000000',
      VISITOR_UPLOADS_PER_HOUR: '1000000',
      MESSAGES_PER_MINUTE: '1000000',
      SMTP_URL: mail.url,
      MAIL_FROM: 'Mosaic <desk@example.com>',
      BUSINESS_TIME_ZONE: 'UTC',
      ...(options.spool && { MOSAIC_OUTAGE: 'spool' }),
    }
    if (store === 'embedded') {
      world.postgres = watchEngine(data)
      closing.push(() => world.postgres.close())
      env.MOSAIC_DATA = data
    } else {
      world.postgres = await startPostgres(data)
      closing.push(() => world.postgres.close())
      const socket = () => {
        const where = world.postgres.socket()
        return where === undefined ? undefined : { path: path.join(where, '.s.PGSQL.5432') }
      }
      if (options.pooler) {
        world.pooler = await startPooler(path.join(folder, 'pooler'), () => world.postgres.socket()!)
        closing.push(() => world.pooler!.close())
      }
      const { pooler } = world
      const link = await startProxy(() => (pooler ? { host: '127.0.0.1', port: pooler.port } : socket()))
      closing.push(() => link.close())
      env.DATABASE_URL = `postgres://mosaic@127.0.0.1:${link.port}/desk?sslmode=disable`
      world.link = link
      if (pooler) {
        // The way past the pooler goes through the same network.
        const direct = await startProxy(socket)
        closing.push(() => direct.close())
        env.DATABASE_DIRECT_URL = `postgres://mosaic@127.0.0.1:${direct.port}/desk?sslmode=disable`
        world.link = {
          weather(next) {
            link.weather(next)
            direct.weather(next)
          },
        }
      }
    }
    for (let number = 1; number <= options.replicas; number++) {
      const name = `server-${number}`
      // What a server keeps on its own disk stays with its place.
      if (store === 'server') env.MOSAIC_DATA = path.join(folder, 'own', name)
      const onEnd = (who: string, how: number | string) => recorder.note('ended by itself', `${who}: ${how}`)
      const server = await keepServer({ name, env: { ...env }, logs, onEnd })
      world.servers.push(server)
      closing.push(() => server.stop())
    }
    await Promise.all(world.servers.map(server => untilReady(server, 180)))
    return world
  } catch (error) {
    await close()
    throw error
  }
}
