import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Log, silentLog } from '../kernel/log.ts'
import { checkBackupFile } from '../storage/backup/index.ts'
import { migrate, openStore, readMigrations, type Store } from '../storage/index.ts'
import { keepBeforeUpgrade, upgradeStore } from './before-upgrade.ts'
import { start } from './start.ts'

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-before-upgrade-'))
const folder = path.join(root, 'data/backups')
let store: Store
beforeAll(async () => {
  store = await openStore({ where: { kind: 'embedded', folder: path.join(root, 'data') }, poolMax: 2 })
}, 120_000)
afterAll(async () => {
  await store?.close()
  fs.rmSync(root, { recursive: true, force: true })
})

const kept = () =>
  fs.existsSync(folder) ? fs.readdirSync(folder).filter(name => name.startsWith('before-upgrade-')) : []

test('an upgrade is preceded by a backup of what was there, and nothing else is', async () => {
  const shipped = (await readMigrations()).map(({ name }) => name)
  const older = shipped.at(-4)!
  const keep = (log: Log = silentLog, passphrase?: string) => keepBeforeUpgrade(store, older, { passphrase, log })
  const before = async () => expect.unreachable('a new store has nothing to keep')
  await migrate(store.pool, { upTo: older, before })
  const file = await keep()
  const { head } = await checkBackupFile(file!)
  expect(head.migrations.at(-1)?.name).toBe(older)

  // No folder for it: the start goes on and says so.
  const said: string[] = []
  fs.renameSync(folder, `${folder} aside`)
  fs.writeFileSync(folder, '')
  expect(await keep({ ...silentLog, warn: (_fields, message) => said.push(message!) })).toBeUndefined()
  expect(said).toEqual([expect.stringContaining('goes on without one')])
  fs.rmSync(folder)
  fs.renameSync(`${folder} aside`, folder)

  // The newest of each of three schemas stay, however often a start failed; what else lies there is left alone.
  for (const [day, level] of ['0001', '0002', '0003', '0003', older.slice(0, 4)].entries())
    fs.writeFileSync(path.join(folder, `before-upgrade-2026010${day + 1}T000000Z-${level}.mosaic`), '')
  const others = ['somebody-elses.mosaic', 'before-upgrade-of-the-house.mosaic']
  for (const name of others) fs.writeFileSync(path.join(folder, name), '')
  await keep(silentLog, 'a passphrase of five words')
  for (const name of others) expect(fs.existsSync(path.join(folder, name))).toBe(true)
  for (const name of others) fs.rmSync(path.join(folder, name))
  expect(kept().map(name => name.slice(0, 24))).toEqual([
    ...['before-upgrade-20260102T', 'before-upgrade-20260104T'],
    expect.any(String),
  ])
  expect(kept().filter(name => name.endsWith('.age'))).toHaveLength(1)

  // A start does it by itself.
  const known = kept()
  const env = {
    MOSAIC_DATA: path.join(root, 'data'),
    MOSAIC_SAMPLE: 'off',
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
  }
  const running = await start(env, root)
  await running.ready
  await running.close()
  expect(kept()).toHaveLength(3)
  expect(kept().at(-1)! > known.at(-1)!).toBe(true)
  const after = kept()
  expect(await upgradeStore(store, { passphrase: undefined, log: silentLog })).toEqual([])
  expect(kept()).toEqual(after)
}, 120_000)
