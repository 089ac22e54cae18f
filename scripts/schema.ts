/**
 * Writes src/storage/schema.sql and src/storage/tables.generated.ts from a database that the migrations just made.
 * `--check` writes nothing and fails with the difference when either is stale.
 */
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openEngine } from '../src/storage/engine/index.ts'
import { migrate } from '../src/storage/migrate.ts'
import { createPool } from '../src/storage/pool.ts'
import { dumpSchema, writeTables } from '../src/storage/schema-dump.ts'

const check = process.argv.includes('--check')

const engine = await openEngine(undefined, { throwaway: true })
const pool = createPool({ ...engine.connection, max: 1 })
try {
  await migrate(pool)
  const stale = [
    settle('src/storage/schema.sql', await dumpSchema(pool)),
    settle('src/storage/tables.generated.ts', await writeTables(pool)),
  ]
  if (check && stale.some(Boolean)) {
    console.error('Run "node scripts/schema.ts" and commit what it wrote.')
    process.exitCode = 1
  }
} finally {
  await pool.end()
  await engine.close()
}

/** Gives whether the file differed. Writes it unless only checking. */
function settle(name: string, fresh: string): boolean {
  const file = fileURLToPath(new URL(`../${name}`, import.meta.url))
  const old = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
  if (old === fresh) return false
  if (check) console.error(`${name} is stale:\n${difference(old.split('\n'), fresh.split('\n'))}`)
  else {
    fs.writeFileSync(file, fresh)
    console.log(`wrote ${name}`)
  }
  return true
}

/** The lines between the common beginning and the common end. */
function difference(old: string[], fresh: string[]): string {
  let start = 0
  while (start < old.length && old[start] === fresh[start]) start++
  let end = 0
  while (end < Math.min(old.length, fresh.length) - start && old.at(-1 - end) === fresh.at(-1 - end)) end++
  const part = (lines: string[], mark: string) => lines.slice(start, lines.length - end).map(line => `${mark} ${line}`)
  return [`@@ line ${start + 1}`, ...part(old, '-'), ...part(fresh, '+')].join('\n')
}
