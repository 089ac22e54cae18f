import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openEngine } from './index.ts'
import { emptyFolder, type Member, serverOf, serversOn, startMember, until, watchdogOf } from './testing/processes.ts'

test('after SIGKILL of everything, the engine included, every acknowledged row is there', async () => {
  const folder = emptyFolder()
  let acknowledged = 0
  for (let round = 0; round < 3; round++) {
    const member = startMember(folder)
    const { pid, started } = await member.opened
    expect(started).toBe(true)
    await member.query('create table if not exists t (n int primary key)')
    expect(await member.query('select count(*)::int as rows, coalesce(max(n), 0) as last from t')).toSatisfy(
      (rows: { last: number }[]) => rows[0]!.last >= acknowledged,
    )
    const writing = writeUntilKilled(member, acknowledged, n => {
      acknowledged = n
    })
    await new Promise(resolve => setTimeout(resolve, 100 + round * 70))
    process.kill(pid, 'SIGKILL')
    await member.kill()
    await writing
  }
  const member = startMember(folder)
  await member.opened
  const [row] = await member.query<{ rows: number; last: number }>(
    'select count(*)::int as rows, max(n) as last from t',
  )
  expect(acknowledged).toBeGreaterThan(10)
  expect(row!.last).toBeGreaterThanOrEqual(acknowledged)
  expect(row!.rows).toBe(row!.last)
  expect(await member.close()).toBe('stopped')
})

/** Numbers from `from + 1` on. One in flight at the kill may be in without having been acknowledged. */
async function writeUntilKilled(member: Member, from: number, acknowledge: (n: number) => void) {
  try {
    for (let n = from + 1; ; n++) {
      await member.query(`insert into t values (${n}) on conflict do nothing`)
      acknowledge(n)
    }
  } catch {
    // Killed, as planned.
  }
}

test('a pid file that its writer left empty is no obstacle', async () => {
  const folder = emptyFolder()
  await (await openEngine(folder)).close()
  const { uid, gid } = fs.statSync(path.join(folder, 'postgresql'))
  fs.writeFileSync(path.join(folder, 'postgresql/postmaster.pid'), '', { mode: 0o600 })
  fs.chownSync(path.join(folder, 'postgresql/postmaster.pid'), uid, gid)
  const engine = await openEngine(folder)
  expect(engine.started).toBe(true)
  await engine.close()
})

test('whoever is killed in the middle of starting the server, the next start has one', async () => {
  const folder = emptyFolder()
  await (await openEngine(folder)).close()
  for (let round = 0; round < 6; round++) {
    const first = startMember(folder)
    first.opened.catch(() => {})
    await until(() => fs.existsSync(path.join(folder, 'postgresql/postmaster.pid')), 20_000)
    await first.kill()
    const second = startMember(folder)
    await second.opened
    expect(await second.query('select 1 as one')).toEqual([{ one: 1 }])
    const pid = serverOf(folder)!
    expect(serversOn(folder)).toHaveLength(1)
    process.kill(pid, 'SIGKILL')
    await second.kill()
  }
})

test.each(['SIGKILL', 'SIGINT'])(
  'a server that ends by %s in the middle of its start is started again',
  async signal => {
    const folder = emptyFolder()
    const statusOf = () =>
      fs.readFileSync(path.join(folder, 'postgresql/postmaster.pid'), 'utf8').split('\n')[7]?.trim()
    await (await openEngine(folder)).close()
    for (let isHit = false; !isHit; ) {
      const opening = openEngine(folder)
      await until(() => serverOf(folder) !== undefined, 20_000)
      const begun = serverOf(folder)!
      // One that was quicker than us is no start any more: the next one.
      isHit = statusOf() !== 'ready'
      if (isHit) process.kill(begun, signal)
      const engine = await opening
      if (isHit) expect(engine.pid).not.toBe(begun)
      expect(serversOn(folder)).toEqual([engine.pid])
      await engine.close()
    }
  },
)

test('a server that lost its processes and its watchdog is adopted by the next start, and watched again', async () => {
  const folder = emptyFolder()
  const first = startMember(folder, { watchdogSeconds: 30 })
  const { pid } = await first.opened
  process.kill(watchdogOf(pid)!, 'SIGKILL')
  await first.kill()
  const second = startMember(folder, { watchdogSeconds: 1 })
  expect(await second.opened).toMatchObject({ pid, started: false })
  await second.kill()
  await until(() => serverOf(folder) === undefined, 20_000)
})

test('a server that died under its processes is started again for all of them', async () => {
  const folder = emptyFolder()
  const engine = await openEngine(folder)
  const other = startMember(folder)
  await other.opened
  process.kill(engine.pid, 'SIGKILL')
  await until(() => serverOf(folder) === undefined)
  expect(await engine.revive()).toBe('started')
  expect(await engine.revive()).toBe('alive')
  expect(serversOn(folder)).toEqual([engine.pid])
  await until(() =>
    other.query('select 1').then(
      () => true,
      () => false,
    ),
  )
  expect(await engine.close()).toBe('left')
  expect(await other.close()).toBe('stopped')
})

test('a stale pid file that names a live stranger is no obstacle, and the stranger lives on', async () => {
  const folder = emptyFolder()
  const first = startMember(folder)
  const { pid, connection } = await first.opened
  const pidFile = path.join(folder, 'postgresql/postmaster.pid')
  const stale = fs.readFileSync(pidFile, 'utf8')
  process.kill(pid, 'SIGKILL')
  await first.kill()
  const stranger = spawn('sleep', ['60'])
  fs.writeFileSync(pidFile, stale.replace(/^\d+/, String(stranger.pid)))
  fs.writeFileSync(path.join(connection.host, '.s.PGSQL.5432.lock'), `${stranger.pid}\n`)
  const second = startMember(folder)
  expect(await second.opened).toMatchObject({ started: true })
  expect(stranger.exitCode ?? stranger.signalCode).toBe(null)
  stranger.kill()
})

test('a killed initialisation leaves nothing half made', async () => {
  const folder = emptyFolder()
  for (const milliseconds of [250, 400, 550]) {
    const member = startMember(folder)
    await new Promise(resolve => setTimeout(resolve, milliseconds))
    await member.kill()
  }
  fs.mkdirSync(path.join(folder, 'postgresql.new-000000/base'), { recursive: true })
  const member = startMember(folder)
  await member.opened
  expect(await member.query('select 1 as one')).toEqual([{ one: 1 }])
  expect(fs.readdirSync(folder).filter(name => name.startsWith('postgresql.new-'))).toEqual([])
})

test('a server that hangs is cut off and replaced', async () => {
  const folder = emptyFolder()
  const first = startMember(folder, { watchdogSeconds: 60 })
  const { pid } = await first.opened
  await first.kill()
  process.kill(pid, 'SIGSTOP')
  const second = startMember(folder)
  // A stopped process takes no signal but SIGKILL and SIGCONT: it dies of the SIGQUIT, which waits for it, once it goes on.
  await until(() => isPending(pid, os.constants.signals.SIGQUIT), 60_000)
  process.kill(pid, 'SIGCONT')
  expect(await second.opened).toMatchObject({ started: true })
  expect(serversOn(folder)).toHaveLength(1)
}, 90_000)

/** Whether a signal has been sent to a process that has not taken it yet. */
function isPending(pid: number, signal: number): boolean {
  const [, mask = '0'] = /^ShdPnd:\s+([\da-f]+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return (BigInt(`0x${mask}`) & (1n << BigInt(signal - 1))) !== 0n
}
