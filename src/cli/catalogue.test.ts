import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findListing } from '../catalogue/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { catalogueCommand } from './catalogue.ts'

const store = testStore()
let folder: string
beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'mosaic-cli-'))
})
afterAll(() => fs.rm(folder, { recursive: true }))

async function run(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const code = await catalogueCommand(store.ctx(), args, { out: line => out.push(line), err: line => err.push(line) })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

async function file(name: string, text: string): Promise<string> {
  await fs.writeFile(path.join(folder, name), text)
  return path.join(folder, name)
}

const HEAD = 'id,name,developer,place,status,bhk,price'

test('a dry run, then the import; refused rows are named and told by the exit code', async () => {
  const homes = await file('homes.csv', `${HEAD}\n1,Asha,T,Hebbal,ready,2,80 lakh\n2,Bela,T,Hebbal,ready,2,0\n`)
  const dry = await run('import', homes, '--dry-run')
  expect(dry).toMatchObject({ code: 3, out: expect.stringContaining('nothing was changed') })
  expect(await findListing(store.ctx(), 'Asha')).toBeUndefined()
  const real = await run('import', homes)
  expect(real.code).toBe(3)
  expect(real.out).toContain('added 1')
  expect(real.err).toContain('row 3, price: A price is never 0')
  expect(await findListing(store.ctx(), 'Asha')).toBeDefined()
})

test('replace hides, and the check says what it found', async () => {
  expect(
    (await run('import', await file('less.csv', `${HEAD}\n3,Chand,T,Hebbal,ready,2,80 lakh\n`), '--replace')).code,
  ).toBe(0)
  expect(await findListing(store.ctx(), 'Asha')).toBeUndefined()
  expect(await run('check')).toMatchObject({
    code: 3,
    out: expect.stringContaining('without_coordinates'),
  })
})

test('an export is imported again without a change', async () => {
  for (const name of ['all.csv', 'all.json']) {
    const target = path.join(folder, name)
    expect((await run('export', target)).code).toBe(0)
    expect((await run('import', target)).out).toMatch(/added 0, updated 0, unchanged 2/)
  }
  expect(JSON.parse((await run('export')).out).listings).toHaveLength(2)
})

test('the sample is only for an empty catalogue', async () => {
  expect((await run('sample')).out).toContain('nothing was changed')
})

test('what is no command, and a file that is not there', async () => {
  expect(await run('burn')).toMatchObject({ code: 2, err: expect.stringContaining('catalogue import FILE') })
  expect((await run('import')).code).toBe(2)
  expect((await run('import', path.join(folder, 'gone.csv'))).code).toBe(2)
})
