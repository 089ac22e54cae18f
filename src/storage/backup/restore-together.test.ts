import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { testStore } from '../../storage/testing/index.ts'
import { restoreStore, writeBackupFile } from './index.ts'

const store = testStore({ connections: 2 })

test('of two restores into one new folder neither takes away what the other filled; the same again brings it', async () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-together-'))
  const file = path.join(root, 'a.backup')
  const { host, port, user, database, password } = store.pool.options
  const connection = { host, port, user, database, password: password as string }
  await writeBackupFile({ kind: 'server', label: 'here', connection }, file, { release: '0.0.0' })
  const target = { kind: 'embedded' as const, folder: path.join(root, 'data') }
  const done = await Promise.allSettled([restoreStore(file, target), restoreStore(file, target)])
  const refused = done.flatMap(one => (one.status === 'rejected' ? [one.reason.code] : []))
  expect(refused.length).toBeGreaterThan(0)
  for (const code of refused) expect(code).toMatch(/^(storage\.(being|half)_filled|backup\.target_not_empty)$/)
  expect(['postgresql', 'restoring/postgresql'].some(name => fs.existsSync(path.join(target.folder, name)))).toBe(true)
  if (refused.length === 2) await restoreStore(file, target)
  expect(fs.existsSync(path.join(target.folder, 'postgresql/PG_VERSION'))).toBe(true)
  fs.rmSync(root, { recursive: true, force: true })
}, 120_000)
