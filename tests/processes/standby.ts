import { type ChildProcess, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll } from 'vitest'
import { runOnCluster } from '../../src/storage/engine/child.ts'
import { findPackage } from '../../src/storage/engine/package.ts'
import { type DatabaseServer, runSql } from './database.ts'
import { temporaryFolder } from './server.ts'

export type Standby = {
  url(database: string): string
  /** What it gets it does not show until `resume`. */
  pause(): Promise<void>
  resume(): Promise<void>
  kill9(): Promise<void>
}

/** What a primary must be started with. */
export const AS_PRIMARY = { wal_level: 'replica', max_wal_senders: '4' }

const children = new Set<ChildProcess>()
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

/**
 * A streaming standby of a database server: a copy of its stopped files, told to follow. The engine's package has all that this
 * needs but `pg_basebackup`.
 */
export async function startStandby(primary: DatabaseServer): Promise<Standby> {
  await primary.stop()
  const folder = temporaryFolder()
  const cluster = path.join(folder, 'cluster')
  const { status } = spawnSync('cp', ['-a', primary.cluster, cluster])
  if (status !== 0) throw new Error('the files of the primary could not be copied')
  fs.rmSync(path.join(cluster, 'postmaster.pid'), { force: true })
  await primary.start()
  const from = new URL(primary.url('postgres')).searchParams.get('host')!
  fs.writeFileSync(path.join(cluster, 'standby.signal'), '')
  const { uid, gid } = fs.statSync(cluster)
  if (process.getuid?.() === 0)
    for (const one of [folder, path.join(cluster, 'standby.signal')]) fs.chownSync(one, uid, gid)
  const settings = {
    primary_conninfo: `host=${from} port=5432 user=mosaic`,
    listen_addresses: '',
    unix_socket_directories: folder,
    max_connections: '120',
    shared_buffers: '16MB',
    fsync: 'off',
    dynamic_shared_memory_type: 'mmap',
    wal_receiver_status_interval: '1',
    wal_retrieve_retry_interval: '200',
    ...AS_PRIMARY,
  }
  const { major } = findPackage()
  // The very programs that run the primary: the engine makes them ready to run where the package lies elsewhere.
  const [pid] = fs.readFileSync(path.join(primary.cluster, 'postmaster.pid'), 'utf8').split('\n')
  const home = path.join(path.dirname(fs.readlinkSync(`/proc/${pid}/exe`)), '..')
  const list = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const log = fs.openSync(path.join(folder, 'standby.log'), 'w')
  const child = runOnCluster({ home, name: 'postgres', major }, cluster, list, { stdio: ['ignore', log, log] })
  children.add(child)
  const gone = new Promise<void>(resolve => child.once('close', () => resolve()))
  const url = (database: string) => `postgres://mosaic@localhost/${database}?host=${encodeURIComponent(folder)}`
  for (let tries = 0; ; tries++) {
    const follows = await runSql<{ n: string }>(
      primary.url('postgres'),
      `select count(*) as n from pg_stat_replication where state = 'streaming'`,
    )
    const answers = await runSql(url('postgres'), 'select 1').then(
      () => true,
      () => false,
    )
    if (Number(follows[0]!.n) > 0 && answers) break
    if (tries > 300)
      throw new Error(`the standby does not follow: ${fs.readFileSync(path.join(folder, 'standby.log'))}`)
    await sleep(50)
  }
  return {
    url,
    pause: async () => void (await runSql(url('postgres'), 'select pg_wal_replay_pause()')),
    resume: async () => void (await runSql(url('postgres'), 'select pg_wal_replay_resume()')),
    async kill9() {
      child.kill('SIGKILL')
      await gone
    },
  }
}
