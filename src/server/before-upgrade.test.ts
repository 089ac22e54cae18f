import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Log, silentLog } from '../kernel/log.ts'
import { checkBackupFile } from '../storage/backup/index.ts'
import { migrate, openStore, readMigrations, type Store } from '../storage/index.ts'
import { keepBeforeUpgrade } from './before-upgrade.ts'

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
  const keep = (log: Log = silentLog, where = folder) =>
    keepBeforeUpgrade(store, { folder: where, passphrase: null, log })
  expect(await keep()).toBeUndefined()

  const shipped = (await readMigrations()).map(({ name }) => name)
  const older = shipped.at(-4)!
  await migrate(store.pool, { upTo: older })
  const file = await keep()
  const { head } = await checkBackupFile(file!)
  expect(head.migrations.at(-1)?.name).toBe(older)

  // No room, no right: the start goes on and says so.
  const said: string[] = []
  fs.writeFileSync(path.join(root, 'file'), '')
  const log = { ...silentLog, warn: (_fields: object, message?: string) => said.push(message!) }
  expect(await keep(log, path.join(root, 'file/backups'))).toBeUndefined()
  expect(said).toEqual([expect.stringContaining('goes on without one')])

  // The newest three stay; what else lies there is left alone.
  for (const day of ['01', '02', '03', '04'])
    fs.writeFileSync(path.join(folder, `before-upgrade-202601${day}T000000Z.mosaic`), '')
  fs.writeFileSync(path.join(folder, 'somebody-elses.mosaic'), '')
  await keepBeforeUpgrade(store, { folder, passphrase: 'a passphrase of five words', log: silentLog })
  expect(kept()).toHaveLength(3)
  expect(kept().filter(name => name.endsWith('.age'))).toHaveLength(1)
  expect(fs.existsSync(path.join(folder, 'somebody-elses.mosaic'))).toBe(true)

  await migrate(store.pool)
  expect(await keep()).toBeUndefined()
}, 60_000)
