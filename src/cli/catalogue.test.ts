import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFeed, findListing } from '../catalogue/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { catalogueCommand } from './catalogue.ts'
import { feedsCommand } from './feeds.ts'

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

test('jobs come in, the sample comes and goes, and each feed tells what it brought', async () => {
  const jobs = await file('jobs.csv', 'source_id,title,company\n1,Cook,Inn\n,Waiter,Inn\n')
  const brought = await run('import', 'jobs', jobs, '--source', 'inn')
  expect(brought).toMatchObject({
    code: 3,
    out: expect.stringContaining('added 1, updated 0, unchanged 0, closed 0, refused 1'),
  })
  expect(brought.err).toContain('line 3, sourceId: The id of its source is missing.')
  expect((await run('import', 'jobs', jobs, '--format', 'xml')).code).toBe(2)
  expect((await run('sample', 'add')).out).toBe('Added 200 sample jobs.')
  expect((await run('sample', 'remove')).out).toBe('Took away 200 sample jobs.')
  expect((await run('sample', 'burn')).code).toBe(2)

  const said: string[] = []
  const feeds = (...args: string[]) =>
    feedsCommand(store.ctx(), args, { out: line => said.push(line), err: line => said.push(line) }, async () =>
      Response.json({ jobs: [{ id: 7, title: 'Host', content: '' }] }),
    )
  await createFeed(store.ctx(), { name: 'inns', url: 'https://x.example.com', shape: 'greenhouse', cron: '0 6 * * *' })
  expect(await feeds('run')).toBe(0)
  expect(said).toEqual([])
  expect([await feeds('run', 'inns'), await feeds('run', 'nobody'), await feeds('walk')]).toEqual([0, 2, 2])
  expect(said[0]).toBe('inns: 1 added, 0 updated, 0 closed, 0 refused')
})
