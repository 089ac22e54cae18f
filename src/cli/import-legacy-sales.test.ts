import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { deskUrl, fillDesk, makeDesk } from '../legacy/sales/testing.ts'
import { testStore } from '../storage/testing/index.ts'
import { importCommand } from './import.ts'

const store = testStore({ connections: 4 })

test('mosaic import legacy-sales: zones and a desk are asked for, counts are told, a report is written, 3 for quarantined rows', async () => {
  await makeDesk(store.pool, 'desk')
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-sales-'))
  onTestFinished(() => fs.rmSync(folder, { recursive: true }))
  vi.stubEnv('DATABASE_URL', store.url)
  vi.stubEnv('LEGACY_DESK', deskUrl(store.url, 'desk'))
  onTestFinished(() => void vi.unstubAllEnvs())
  const out: string[] = []
  const io = { out: (line: string) => void out.push(line), err: () => {} }
  const run = (...args: string[]) => importCommand(['legacy-sales', 'env:LEGACY_DESK', ...args], io)
  await expect(run()).rejects.toMatchObject({ code: 'legacy.bad_zone' })
  await expect(run('--time-zone', '+05:30')).rejects.toMatchObject({ code: 'legacy.bad_zone' })
  await expect(run('--time-zone', 'Asia/Kolkata', '--region', 'XX')).rejects.toMatchObject({
    code: 'legacy.bad_region',
  })

  await fillDesk(store.pool, 'desk', { user_profiles: [{ user_id: 'u1', name: 'Asha' }] })
  expect(await run('--time-zone', 'Asia/Kolkata', '--dry-run')).toBe(0)
  expect(out[0]).toBe('Dry run: nothing was changed.')
  await fillDesk(store.pool, 'desk', { scheduled_visits: [{ id: '1' }] })
  const report = path.join(folder, 'out.json')
  expect(await run('--time-zone', 'Asia/Kolkata', '--stamp-zone', 'UTC', '--report', report)).toBe(3)
  const written = JSON.parse(fs.readFileSync(report, 'utf8'))
  expect(written).toMatchObject({ kind: 'legacy-sales', complete: true, homes: { persons: 1 } })

  await store.pool.query('create schema nothing; create table nothing.orders (id integer)')
  vi.stubEnv('LEGACY_DESK', deskUrl(store.url, 'nothing'))
  await expect(run('--time-zone', 'Asia/Kolkata')).rejects.toMatchObject({ code: 'legacy.not_a_desk' })
})
