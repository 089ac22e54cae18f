import type { SQLInputValue } from 'node:sqlite'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs, testStore } from '../storage/testing/index.ts'
import { hashFile } from './core/sqlite.ts'
import { ALL_TABLES, LEGACY_TABLES, legacyFile } from './testing/legacy-file.ts'
import { take, total } from './testing/take.ts'

const store = testStore({ connections: 3 })

/** Besides the schema: what stood in some by hand. */
const BY_HAND: Record<string, string> = {
  discount_codes:
    'code text, description text, grants_tier text, max_uses integer, current_uses integer, active boolean, created_at timestamp, expires_at timestamp',
  ps101_responses: 'id integer, user_id text, step integer, prompt_index integer, response text, timestamp timestamp',
  'odd " name': 'a, "B""b", session_id, id',
}
const TABLES = { ...LEGACY_TABLES, ...BY_HAND }

const bytes = fc.uint8Array({ maxLength: 12 })
const words = fc.constantFrom(
  ...[
    '',
    'null',
    'None',
    'NaN',
    '{}',
    '[]',
    's1',
    's2',
    'u1',
    'e1',
    'j1',
    'a@b.co',
    'A@B.co',
    'active',
    'completed',
    'beta',
  ],
  ...[
    '2025-09-30 16:30:04',
    '2025-10-04T03:30:20.623436',
    '2025-10-04T03:30:20+05:30',
    '2025-13-40 99:00:00',
    '0000-01-01 00:00:00',
  ],
  ...[
    'canonical-1',
    'custom-1',
    'feedback-1',
    'a\0b',
    '../../etc/passwd',
    'CODE-1',
    'x'.repeat(2_000),
    '\u2028\\.\\n',
    '🙂',
  ],
  ...[
    '{"ps101_active":true,"ps101_step":99,"ps101_prompt_index":-3,"ps101_responses":[{"step":1,"response":"first answer, long enough","timestamp":"2025-10-01 10:00:00"},{"step":1},{"step":"2","response":"b\\u0000"},{"step":44,"response":7},null,5]}',
  ],
  ...[
    '{"status":"applied","status_notes":"n","status_at":"never"}',
    '{"status":5}',
    '{"ps101_step":"4","ps101_responses":"x"}',
    '[1,2',
    '"a"',
  ],
)
const value: fc.Arbitrary<SQLInputValue | { broken: Uint8Array }> = fc.oneof(
  { weight: 8, arbitrary: words },
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.integer({ min: -3, max: 12 }).map(BigInt),
  fc.constantFrom(1_700_000_000n, 1_700_000_000_000n),
  fc.double({ noNaN: true }),
  fc.constant(null),
  bytes,
  bytes.map(broken => ({ broken })),
)
/** A row of a table: any column may hold anything; constraints of the file allowing. */
const anyRow = fc
  .constantFrom(...Object.keys(TABLES))
  .chain(table => fc.tuple(fc.constant(table), fc.array(value, { minLength: 20, maxLength: 20 })))

test('anything in any column of any table: nothing is lost, nothing crashes, the second run adds nothing', async () => {
  let nth = 0
  await fc.assert(
    fc.asyncProperty(fc.array(anyRow, { minLength: 10, maxLength: 60 }), async rows => {
      const file = legacyFile(ALL_TABLES, { isKept: true })
      for (const [name, columns] of Object.entries(BY_HAND))
        file.db.exec(`create table "${name.replaceAll('"', '""')}" (${columns})`)
      for (const [table, values] of rows) fill(file.db, table, values)
      file.close()
      const before = await hashFile(file.path)
      const name = `garbage ${++nth}`
      const dry = await take(store, { from: file.path, name, dryRun: true })
      const first = await take(store, { from: file.path, name })
      for (const table of Object.values(first.tables)) {
        expect(table.imported + table.archived + table.quarantined).toBe(table.source)
        expect(table.keptHash).toBe(table.sourceHash)
      }
      expect({ ...dry, dryRun: false }).toEqual(first)
      const second = await take(store, { from: file.path, name })
      expect(total(second, 'already')).toBe(total(first, 'source'))
      expect({ ...second.homes, tables: null }).toEqual({ ...first.homes, tables: null })
      expect(second.repairs).toEqual(first.repairs)
      expect(await hashFile(file.path)).toBe(before)
      const kept = await store.pool.query<{ count: number }>(
        'select count(*) from legacy_rows r join legacy_tables t on t.id = r.table_id join legacy_sources s on s.id = t.source_id where s.name = $1',
        [name],
      )
      expect(kept.rows[0]!.count).toBe(total(first, 'source'))
    }),
    { numRuns: runs(6), endOnFailure: true },
  )
}, 240_000)

type Db = ReturnType<typeof legacyFile>['db']

function fill(db: Db, table: string, values: (SQLInputValue | { broken: Uint8Array })[]) {
  const name = `"${table.replaceAll('"', '""')}"`
  const count = (db.prepare(`select count(*) as n from pragma_table_info(?)`).get(table) as { n: number }).n
  const given = values.slice(0, count).map(one => (isBroken(one) ? one.broken : one))
  const marks = values.slice(0, count).map(one => (isBroken(one) ? 'cast(? as text)' : '?'))
  if (/^id integer primary key/.test(TABLES[table]!)) given[0] = typeof given[0] === 'bigint' ? given[0] : null
  // What the file itself refuses (a key twice, a missing word) is not in it.
  const insert = db.prepare(`insert or ignore into ${name} values (${marks.join(', ')})`)
  insert.setReadBigInts(true)
  insert.run(...given)
}

function isBroken(one: SQLInputValue | { broken: Uint8Array }): one is { broken: Uint8Array } {
  return typeof one === 'object' && one !== null && 'broken' in one
}
