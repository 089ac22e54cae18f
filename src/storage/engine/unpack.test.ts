import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { findPackage } from './package.ts'
import { emptyFolder } from './testing/processes.ts'
import { cacheRoots, unpack } from './unpack.ts'

/** Searchable for the stand-in of root, which must be able to run what lies in it. */
function cache(): string {
  const folder = emptyFolder()
  fs.chmodSync(folder, 0o755)
  return path.join(folder, 'cache')
}

test('programs come out whole, run, and are made once', () => {
  const root = cache()
  const home = unpack(findPackage(), [root])
  const { stdout } = spawnSync(path.join(home, 'bin/initdb'), ['--version'], { encoding: 'utf8' })
  expect(stdout).toContain('PostgreSQL')
  const made = fs.statSync(home).ino
  expect(unpack(findPackage(), [root])).toBe(home)
  expect(fs.statSync(home).ino).toBe(made)
  expect(fs.readdirSync(root)).toEqual([path.basename(home)])
})

test('a copy from which the system swept files is made anew', () => {
  const root = cache()
  const home = unpack(findPackage(), [root])
  fs.rmSync(path.join(home, 'share'), { recursive: true })
  expect(unpack(findPackage(), [root])).toBe(home)
  expect(fs.existsSync(path.join(home, 'share'))).toBe(true)
  expect(fs.readdirSync(root)).toEqual([path.basename(home)])
})

test('programs that were installed for one user alone can be run by the one who runs them', () => {
  const engine = findPackage()
  const native = path.join(emptyFolder(), 'native')
  fs.cpSync(engine.native, native, { recursive: true, verbatimSymlinks: true })
  for (const entry of fs.readdirSync(native, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name)
    if (!entry.isSymbolicLink()) fs.chmodSync(file, fs.statSync(file).mode & 0o700)
  }
  const home = unpack({ ...engine, native }, [cache()])
  for (const [file, mode] of [
    ['', 0o755],
    ['bin', 0o755],
    ['bin/postgres', 0o755],
    ['share/postgresql/postgresql.conf.sample', 0o644],
  ] as const)
    expect(fs.statSync(path.join(home, file)).mode & 0o777, file).toBe(mode)
})

test('a user without a home has places for the programs as well', () => {
  vi.spyOn(os, 'homedir').mockImplementation(() => {
    throw new Error('uv_os_homedir returned ENOENT')
  })
  vi.stubEnv('XDG_CACHE_HOME', '')
  expect(cacheRoots('/data')).toEqual(expect.arrayContaining(['/data/programs', expect.stringContaining(os.tmpdir())]))
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

test('the next root is taken where the first cannot be made', () => {
  const file = path.join(emptyFolder(), 'file')
  fs.writeFileSync(file, '')
  const root = cache()
  expect(unpack(findPackage(), [path.join(file, 'cache'), root])).toContain(root)
  expect(() => unpack(findPackage(), [path.join(file, 'cache')])).toThrow(/XDG_CACHE_HOME/)
})

test('what a killed process left half unpacked is removed, but not what may be at work', () => {
  const root = cache()
  const home = path.join(root, `postgresql-${findPackage().version}`)
  for (const name of ['0ld', 'new']) fs.mkdirSync(`${home}.${name}/bin`, { recursive: true })
  fs.utimesSync(`${home}.0ld`, new Date(0), new Date(0))
  unpack(findPackage(), [root])
  expect(fs.readdirSync(root).sort()).toEqual([path.basename(home), `${path.basename(home)}.new`])
})
