import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../storage/testing/index.ts'
import { TableHash } from './hashes.ts'
import { RowTexts } from './row-texts.ts'
import { BrokenText, type Raw, rowHash, rowWriter } from './values.ts'

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
const column = fc.oneof(
  fc.constantFrom('id', 'a "quoted"', 'Password_Hash', 'é\n', '\uD800'),
  fc.string({ maxLength: 6 }),
)

test('a row as bytes is the row as a string, and so is its hash, whatever it holds', () => {
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
      const write = rowWriter(columns)
      for (const [n, row] of rows.entries()) {
        const wanted = write(row)
        expect(texts.bytes.toString('utf8', texts.from(n), texts.to(n))).toBe(wanted)
        expect(texts.hash(n)).toBe(rowHash(wanted))
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
      const all = [...some, ...Array.from({ length: more }, (_, n) => rowHash(String(n)))]
      const table = new TableHash()
      for (const one of all) table.add(one)
      expect(table.digest()).toBe(createHash('sha256').update(all.sort().join('\n')).digest('hex'))
    }),
    { numRuns: runs(50) },
  )
})
