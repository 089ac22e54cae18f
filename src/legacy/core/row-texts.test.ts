import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../storage/testing/index.ts'
import { TableHash } from './hashes.ts'
import { RowTexts } from './row-texts.ts'
import { openSqlite } from './sqlite.ts'
import { BrokenText, codeValue, type Raw, SECRET_COLUMN } from './values.ts'

const bytes = fc.uint8Array({ maxLength: 40 })
const text = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 120 }),
  // What stands at the borders of the ways to write a text, and beyond the memory of the beginning.
  fc
    .tuple(
      fc.constantFrom('a', '"', '\\', '\n', '\0', '\x7f', 'é', '\uFFFD', '\uD800', '🙂'),
      fc.constantFrom(1, 95, 96, 97),
    )
    .map(([unit, count]) => unit.repeat(count)),
  fc.integer({ min: 0, max: 300_000 }).map(length => 'x'.repeat(length)),
)
const value: fc.Arbitrary<Raw> = fc.oneof(
  fc.constant(null),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double(),
  fc.constantFrom(0, -0, 50, 5e-7, 1e21, 0.1 + 0.2, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, 5e-324),
  text,
  bytes,
  bytes.map(broken => new BrokenText(broken)),
)
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
/** The rule of the archive, written down once more. */
function archived(columns: readonly string[], row: readonly Raw[]): string {
  const pairs = columns.map((name, at) => [name, codeValue(row[at]!)] as const)
  const kept = pairs.filter(([name]) => name.toLowerCase() !== SECRET_COLUMN)
  return JSON.stringify(kept.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const column = fc.oneof(
  fc.constantFrom('id', 'a "quoted"', 'Password_Hash', 'é\n', '\uD800'),
  fc.string({ maxLength: 6 }),
)

test('a row is kept as the JSON of its coded pairs, and known by the hash of that, whatever it holds', () => {
  const table = fc
    .uniqueArray(column, { minLength: 1, maxLength: 6 })
    .chain(columns =>
      fc.tuple(
        fc.constant(columns),
        fc.array(fc.array(value, { minLength: columns.length, maxLength: columns.length }), { maxLength: 8 }),
      ),
    )
  fc.assert(
    fc.property(table, fc.boolean(), ([columns, rows], isUsed) => {
      const texts = new RowTexts(columns)
      if (isUsed) {
        texts.add(columns.map(() => 'before'))
        texts.clear()
      }
      for (const row of rows) texts.add(row)
      for (const [n, row] of rows.entries()) {
        const wanted = archived(columns, row)
        expect(texts.bytes.toString('utf8', texts.from(n), texts.to(n))).toBe(wanted)
        expect(texts.hash(n)).toBe(sha256(wanted))
      }
    }),
    { numRuns: runs(300) },
  )
})

test('the hash of a table is that of its sorted row hashes, also of those that begin alike', () => {
  const hash = fc
    .tuple(fc.constantFrom('', '00', 'ff'.repeat(4), 'ff'.repeat(31)), fc.stringMatching(/^[0-9a-f]{64}$/))
    .map(([head, rest]) => head + rest.slice(head.length))
  fc.assert(
    fc.property(fc.array(hash, { maxLength: 200 }), fc.nat({ max: 3_000 }), (some, more) => {
      const all = [...some, ...Array.from({ length: more }, (_, n) => sha256(String(n)))]
      const table = new TableHash()
      for (const one of all) table.add(one)
      expect(table.digest()).toBe(createHash('sha256').update(all.sort().join('\n')).digest('hex'))
    }),
    { numRuns: runs(50) },
  )
})

test('whatever a SQLite file holds is read as it is, with row ids and without', async () => {
  const stored = fc.oneof(
    value.filter(one => !(one instanceof BrokenText) && !Number.isNaN(one)),
    bytes.map(broken => new BrokenText(broken)),
  )
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-row-texts-'))
  let nth = 0
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(stored, stored), { maxLength: 6 }), fc.boolean(), async (rows, hasRowIds) => {
        const file = path.join(folder, `${++nth}.db`)
        const db = new DatabaseSync(file)
        db.exec(`create table t (a, n integer primary key, b) ${hasRowIds ? '' : 'without rowid'}`)
        for (const [n, row] of rows.entries()) {
          const marks = row.map(one => (one instanceof BrokenText ? 'cast(? as text)' : '?'))
          const given = row.map(one => (one instanceof BrokenText ? one.bytes : one)) as SQLInputValue[]
          db.prepare(`insert into t (n, a, b) values (${n}, ${marks})`).run(...given)
        }
        db.close()
        const source = await openSqlite(file)
        try {
          const [table] = source.tables
          const found: string[] = []
          const beside = { select: ["'beside'"], joins: '' }
          for await (const some of source.read(table!, nth % 2 ? beside : undefined))
            for (const row of some) {
              expect(row.beside).toEqual(nth % 2 ? ['beside'] : [])
              found.push(archived(['a', 'n', 'b'], row.values))
            }
          const wanted = rows.map(([a, b], n) => archived(['a', 'n', 'b'], [asStored(a), BigInt(n), asStored(b)]))
          expect(found).toEqual(wanted)
        } finally {
          await source.close()
        }
      }),
      { numRuns: runs(40) },
    )
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
})

/** Bytes cast to text are text where they are UTF-8; the driver writes half of a pair as U+FFFD. */
function asStored(one: Raw): Raw {
  if (one instanceof BrokenText) return isUtf8(one.bytes) ? one.text : one
  return typeof one === 'string' ? one.toWellFormed() : one
}
