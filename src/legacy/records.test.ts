import fs from 'node:fs'
import { expect, test } from 'vitest'
import { testStore } from '../storage/testing/index.ts'
import { holdImports, releaseImports } from './core/lock.ts'
import { importLegacyMosaic, importRuns, type LegacyMosaicInput, mendRows } from './index.ts'
import { type LegacyFile, legacyFile } from './testing/legacy-file.ts'
import { take } from './testing/take.ts'

const store = testStore({ connections: 5 })
/** Enough for a thread. */
const MANY = 21_000
/** Bytes of a page of such a file. */
const PAGE = 4_096

function fill(file: LegacyFile, noted = MANY) {
  file.db.exec('begin; create table notes (name text, note)')
  const used = file.db.prepare('insert into usage_tracking (operation, metadata) values (?, ?)')
  const note = file.db.prepare('insert into notes values (?, ?)')
  for (let n = 0; n < MANY; n++) used.run(`operation ${n}`, n % 100 ? `{"n":${n}}` : 'é'.repeat(n % 7_000))
  // Without a key, some rows more than once, and with what is not UTF-8.
  for (let n = 0; n < noted; n++) note.run(`name ${n % 20_990}`, n % 50 ? n : new Uint8Array([n & 255, 255]))
  file.db.exec(`insert into notes values (cast(x'80' as text), 'broken')`)
  for (let n = 0; n < 300; n++) {
    file.add('sessions', { id: `s${n}`, created_at: '2025-09-30 16:30:04', user_data: '{}' })
    file.add('wimd_outputs', { session_id: `s${n}`, prompt: 'test', response: 'an answer' })
  }
  file.db.exec('commit')
}

/** As the command does it: with connections for what goes on beside. */
async function takeBeside(input: LegacyMosaicInput) {
  const [client, prover, recorder] = [
    await store.pool.connect(),
    await store.pool.connect(),
    await store.pool.connect(),
  ]
  try {
    const { repairList, close, ...report } = await importLegacyMosaic(store.ctx(), client, {
      ...input,
      beside: { prover, recorder },
    })
    close()
    return report
  } finally {
    for (const one of [client, prover, recorder]) one.release(true)
  }
}

async function keyOf() {
  const { rows } = await store.pool.query(
    `select pg_get_constraintdef(oid) as key from pg_constraint where conrelid = 'legacy_rows'::regclass and contype = 'p'`,
  )
  return rows.map(({ key }) => key)
}

test('large tables that are nobody’s come by a thread of their own, as they would one after another', async () => {
  const file = legacyFile()
  fill(file)
  file.close()
  const { repairList, ...dry } = await take(store, { from: file.path, name: 'one', dryRun: true })
  const progress: number[] = []
  const beside = await takeBeside({ from: file.path, name: 'one', progress: ({ rows }) => void progress.push(rows) })
  expect({ ...dry, dryRun: false }).toEqual(beside)
  expect(beside.tables).toMatchObject({ usage_tracking: { archived: MANY }, notes: { archived: MANY + 1 } })
  expect(progress.at(-1)).toBe(MANY * 2 + 1 + 600)
  expect(await keyOf()).toEqual(['PRIMARY KEY (table_id, key, variant)'])
  // What the thread kept is known again, row by row, by who reads it without one.
  const { repairList: _, ...again } = await take(store, { from: file.path, name: 'one' })
  for (const [name, { already, ...counts }] of Object.entries(again.tables)) {
    expect([name, already]).toEqual([name, counts.source])
    expect({ ...counts, already: 0 }).toEqual(beside.tables[name])
  }
  // A second source comes to a table that is not empty: its key stays.
  expect(await takeBeside({ from: file.path, name: 'two' })).toMatchObject({ tables: beside.tables })
})

// The thread begins at the largest table, the others go on at the smallest.
test.each([
  ['the thread', 20_500],
  ['who helps it', MANY],
])(
  'a file that breaks off within a large table is refused by %s; the key is back, and what was kept is gone on from',
  async (_, noted) => {
    const file = legacyFile()
    fill(file, noted)
    file.close()
    const bytes = fs.readFileSync(file.path)
    // Counting the rows reads nothing of a long text: what stands in the second half is told to go on where nothing is.
    const long = Buffer.from('é'.repeat(2_000))
    const pages = Array.from({ length: bytes.length / PAGE }, (_, n) => n * PAGE)
    const goesOn = (at: number) => [4, 5].some(skip => bytes.subarray(at + skip, at + skip + long.length).equals(long))
    const page = pages.find(at => at > bytes.length / 3 && bytes.readUInt32BE(at) > 0 && goesOn(at))
    bytes.writeUInt32BE(2 ** 31, page)
    const broken = `${file.path}.broken`
    fs.writeFileSync(broken, bytes)
    const refused = { code: 'legacy.source_unreadable' }
    await expect(takeBeside({ from: broken, name: 'one' })).rejects.toMatchObject(refused)
    // As it is told where nothing goes on beside, and where not even the rows can be counted.
    await expect(take(store, { from: broken, name: 'one', dryRun: true })).rejects.toMatchObject(refused)
    fs.writeFileSync(broken, bytes.subarray(0, bytes.length / 2))
    await expect(take(store, { from: broken, name: 'two' })).rejects.toMatchObject(refused)
    expect(await keyOf()).toEqual(['PRIMARY KEY (table_id, key, variant)'])
    const whole = await takeBeside({ from: file.path, name: 'one' })
    expect(whole.tables.usage_tracking).toMatchObject({ source: MANY, archived: MANY })
    expect(Object.values(whole.tables).map(({ keptHash }) => keptHash)).toEqual(
      Object.values(whole.tables).map(({ sourceHash }) => sourceHash),
    )
  },
)

test('a table of rows that lost its key in a crash has it again before anything is looked for in it', async () => {
  const file = legacyFile()
  fill(file)
  file.close()
  await store.pool.query('alter table legacy_rows drop constraint legacy_rows_pkey')
  await take(store, { from: file.path, name: 'one' })
  expect(await keyOf()).toEqual(['PRIMARY KEY (table_id, key, variant)'])
})

test('what an import that was killed left undone is mended at the next start, and not while one is at work', async () => {
  await store.pool.query('alter table legacy_rows drop constraint legacy_rows_pkey')
  const other = await store.pool.connect()
  try {
    await holdImports(other)
    expect(await mendRows(store.pool)).toBe(false)
    expect(await keyOf()).toEqual([])
    await releaseImports(other)
  } finally {
    other.release(true)
  }
  expect(await mendRows(store.pool)).toBe(true)
  expect(await keyOf()).toEqual(['PRIMARY KEY (table_id, key, variant)'])
  // Nothing is held afterwards.
  expect(await importRuns(store.ctx())).toBe(false)
})

test('a table that somebody reads for long keeps its key, and the import does not wait', async () => {
  const file = legacyFile()
  fill(file)
  file.close()
  const reader = await store.pool.connect()
  try {
    await reader.query('begin; select from legacy_rows')
    const report = await takeBeside({ from: file.path, name: 'one' })
    expect(report.tables.usage_tracking).toMatchObject({ archived: MANY })
  } finally {
    await reader.query('rollback')
    reader.release()
  }
  expect(await keyOf()).toEqual(['PRIMARY KEY (table_id, key, variant)'])
})
