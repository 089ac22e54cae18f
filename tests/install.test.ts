import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'

const script = path.resolve(import.meta.dirname, '../scripts/install.mjs')
const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true })
})

/** A checkout of nothing but the script and two lockfiles, with a program in the place of npm that says how it was called. */
function checkout(): (...args: string[]) => { stdout: string; said: string[] } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic install '))
  folders.push(folder)
  const npm = path.join(folder, 'npm.mjs')
  fs.writeFileSync(
    npm,
    "import fs from 'node:fs'\nfs.mkdirSync('node_modules', { recursive: true })\nconsole.log('npm', ...process.argv.slice(2))",
  )
  for (const part of ['scripts', 'tests/postgresql-15']) fs.mkdirSync(path.join(folder, part), { recursive: true })
  for (const part of ['.', 'tests/postgresql-15']) fs.writeFileSync(path.join(folder, part, 'package-lock.json'), '{}')
  fs.copyFileSync(script, path.join(folder, 'scripts/install.mjs'))
  return (...args) => {
    const env = { ...process.env, npm_execpath: npm, NODE_ENV: 'production' }
    const run = spawnSync(process.execPath, [path.join(folder, 'scripts/install.mjs'), ...args], {
      env,
      encoding: 'utf8',
    })
    expect(run.status).toBe(0)
    return { stdout: run.stdout, said: run.stderr.split('\n').filter(line => line.startsWith('npm ')) }
  }
}

test('what running needs is installed once, and standard output stays with the command that comes after', () => {
  const install = checkout()
  const { stdout, said } = install()
  expect(stdout).toBe('')
  expect(said).toEqual([expect.stringMatching(/^npm ci .*--ignore-scripts.* --omit=dev --include=optional$/)])
  expect(install().said).toEqual([])
})

test('what tests need is installed too, whatever the environment would leave out', () => {
  const install = checkout()
  install()
  const { said } = install('--all')
  expect(said).toHaveLength(2)
  for (const line of said) expect(line).toMatch(/ --include=dev --include=optional$/)
  expect(install('--all').said).toEqual([])
  expect(install().said).toEqual([])
})
