import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Log, silentLog } from '../kernel/log.ts'
import { checkBackupFile } from '../storage/backup/index.ts'
import { migrate, openStore, readMigrations, type Store } from '../storage/index.ts'
import { keepBeforeUpgrade } from './before-upgrade.ts'
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
  const keep = (log: Log = silentLog, passphrase?: string) => keepBeforeUpgrade(store, { passphrase, log })
  expect(await keep()).toBeUndefined()

  const shipped = (await readMigrations()).map(({ name }) => name)
  const older = shipped.at(-4)!
  await migrate(store.pool, { upTo: older })
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

  // The newest three stay; what else lies there is left alone.
  for (const day of ['01', '02', '03', '04'])
    fs.writeFileSync(path.join(folder, `before-upgrade-202601${day}T000000Z.mosaic`), '')
  fs.writeFileSync(path.join(folder, 'somebody-elses.mosaic'), '')
  await keep(silentLog, 'a passphrase of five words')
  expect(kept()).toHaveLength(3)
  expect(kept().filter(name => name.endsWith('.age'))).toHaveLength(1)
  expect(fs.existsSync(path.join(folder, 'somebody-elses.mosaic'))).toBe(true)

  // A start does it by itself.
  const before = kept()
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
  expect(kept().at(-1)! > before.at(-1)!).toBe(true)
  expect(await keep()).toBeUndefined()
}, 120_000)
