import { expect, test } from 'vitest'
import { emptyFolder, serverOf, serversOn, startMember, until } from './testing/processes.ts'

test('five processes at once on an empty folder make one cluster and one server', async () => {
  const folder = emptyFolder()
  const five = Array.from({ length: 5 }, () => startMember(folder))
  const opened = await Promise.all(five.map(member => member.opened))
  expect(opened.filter(one => one.initialised)).toHaveLength(1)
  expect(opened.filter(one => one.started)).toHaveLength(1)
  expect(new Set(opened.map(one => one.pid)).size).toBe(1)
  expect(serversOn(folder)).toEqual([opened[0]!.pid])

  // Whoever dies, also the one that started the server, the others go on.
  const starter = opened.findIndex(one => one.started)
  const [first, ...others] = [five[starter]!, ...five.filter((_, index) => index !== starter)]
  await others[0]!.query('create table t (n int)')
  await first.kill()
  await others[1]!.kill()
  await new Promise(resolve => setTimeout(resolve, 1_500))
  await others[2]!.query('insert into t values (1)')
  expect(await others[3]!.query('select n from t')).toEqual([{ n: 1 }])

  // The last one out stops the server.
  expect(await others[0]!.close()).toBe('left')
  expect(await others[2]!.close()).toBe('left')
  expect(serverOf(folder)).toBeDefined()
  expect(await others[3]!.close()).toBe('stopped')
  expect(serversOn(folder)).toEqual([])
})

test('a second start joins the running server in no time', async () => {
  const folder = emptyFolder()
  const first = startMember(folder)
  const { pid } = await first.opened
  const second = startMember(folder)
  expect(await second.opened).toMatchObject({ pid, started: false, initialised: false })
  await first.close()
  expect(await second.query('select 1 as one')).toEqual([{ one: 1 }])
})

test('one process may open a folder twice, and leaving once keeps the server', async () => {
  const { openEngine } = await import('./index.ts')
  const folder = emptyFolder()
  const first = await openEngine(folder)
  const second = await openEngine(folder)
  expect(second).toMatchObject({ pid: first.pid, started: false })
  expect(await first.close()).toBe('left')
  expect(await first.close()).toBe('left')
  expect(await second.close()).toBe('stopped')
})

test('the watchdog stops a server whose only process was killed', async () => {
  const folder = emptyFolder()
  const member = startMember(folder, { watchdogSeconds: 1 })
  await member.opened
  await member.kill()
  expect(serverOf(folder)).toBeDefined()
  await until(() => serverOf(folder) === undefined, 20_000)
})

test('a throwaway folder is removed at close, and after a kill by the watchdog', async () => {
  const fs = await import('node:fs')
  for (const end of ['close', 'kill'] as const) {
    const folder = emptyFolder()
    const member = startMember(folder, { throwaway: true })
    await member.opened
    await member[end]()
    await until(() => !fs.existsSync(folder), 20_000)
  }
})

test("the terminal's Ctrl-C does not reach the server", async () => {
  const member = startMember(emptyFolder())
  await member.opened
  process.kill(-member.process.pid!, 'SIGINT')
  await new Promise(resolve => setTimeout(resolve, 300))
  expect(await member.query('select 1 as one')).toEqual([{ one: 1 }])
  expect(await member.close()).toBe('stopped')
})

test('a folder that another container uses is refused', async () => {
  const folder = emptyFolder()
  const elsewhere = startMember(`${folder}/members.lock`, { mode: 'member' })
  await elsewhere.opened
  await expect(startMember(folder).opened).rejects.toMatchObject({ code: 'storage.engine_in_use' })
  await elsewhere.kill()
  expect(await startMember(folder).opened).toMatchObject({ initialised: true })
})
