import fs from 'node:fs'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { openEngine } from './index.ts'
import { livingLeases, writeLease } from './leases.ts'
import { becomeMember, takeLock } from './lock.ts'
import { emptyFolder, startMember } from './testing/processes.ts'

test('a lock is held against others and free again after its release', async () => {
  const file = path.join(emptyFolder(), 'lock')
  const free = await takeLock(file)
  await expect(takeLock(file, 0.1)).rejects.toMatchObject({ code: 'storage.engine_busy' })
  free()
  ;(await takeLock(file, 0.1))()
})

test('the lock of a killed process is free at once', async () => {
  const file = path.join(emptyFolder(), 'lock')
  const holder = startMember(file, { mode: 'lock' })
  await holder.opened
  await expect(takeLock(file, 0.1)).rejects.toMatchObject({ code: 'storage.engine_busy' })
  await holder.kill()
  ;(await takeLock(file, 0.1))()
})

test('a clock that jumps ahead takes nobody’s time: neither a lock nor a start is given up', async () => {
  const folder = emptyFolder()
  const file = path.join(folder, 'lock')
  const free = await takeLock(file)
  let now = Date.now()
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => (now += 3_600_000))
  try {
    const waiting = takeLock(file, 20)
    setTimeout(free, 300)
    ;(await waiting)()
    const engine = await openEngine(path.join(folder, 'store'))
    expect(engine.started).toBe(true)
    expect(await engine.close()).toBe('stopped')
  } finally {
    clock.mockRestore()
  }
})

test('members share, and whoever must be alone is refused while there is one', () => {
  const folder = emptyFolder()
  const file = path.join(folder, 'members')
  const leave = becomeMember(file, { alone: true, folder })
  const leaveToo = becomeMember(file, { alone: false, folder })
  leave()
  expect(() => becomeMember(file, { alone: true, folder })).toThrow(/Another container/)
  leaveToo()
  becomeMember(file, { alone: true, folder })()
})

test('a lease lives with its process, not with the number of its process', () => {
  const folder = path.join(emptyFolder(), 'leases')
  const lease = path.basename(writeLease(folder))
  const [namespace, start, , pid] = lease.split('.')
  const dead = `${namespace}.${start}.aa.999999`
  const reused = `${namespace}.${Number(start) - 1}.bb.${pid}`
  const elsewhere = `1234.${start}.cc.${pid}`
  for (const name of [dead, reused, elsewhere]) fs.writeFileSync(path.join(folder, name), '')
  expect(livingLeases(folder)).toEqual([lease])
  expect(fs.readdirSync(folder).sort()).toEqual([elsewhere, lease].sort())
})
