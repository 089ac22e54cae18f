import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startS3 } from '../../tests/counterparts/s3.ts'
import { type Files, openS3, receiveFile } from '../files/index.ts'
import { createPerson } from '../people/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { filesCommand } from './files.ts'

const store = testStore({ connections: 2 })
let s3: Awaited<ReturnType<typeof startS3>>
beforeAll(async () => {
  s3 = await startS3()
})
afterAll(() => s3?.close())

test('files are moved there and back; what cannot be is told, and the next run takes it', async () => {
  const ctx = store.ctx()
  const limits = { fileBytes: 1_000, filesPerPerson: 9, bytesPerPerson: 9_000 }
  const files = (): Files => ({ limits, objects: openS3({ ...s3.settings, prefix: '' }) })
  const lines: string[] = []
  const run = (...args: string[]) => {
    lines.length = 0
    return filesCommand(ctx, files(), args, { out: line => lines.push(line), err: line => lines.push(line) })
  }
  async function* hello() {
    yield Buffer.from('hello')
  }
  await receiveFile(
    ctx,
    { limits, objects: null },
    { personId: await createPerson(ctx), name: 'a.txt', stream: hello() },
  )
  expect([await run('move'), lines[0]]).toEqual([2, expect.stringContaining('--to s3|database')])
  expect([await run('carry', '--to', 's3')]).toEqual([2])
  s3.behave('fail')
  expect([await run('move', '--to', 's3'), lines.at(-1)]).toEqual([
    3,
    expect.stringContaining('1 could not be carried'),
  ])
  s3.behave('serve')
  await sql`update files set carry_after = null`.execute(store.db)
  expect([await run('move', '--to', 's3'), lines]).toEqual([0, ['Carried 1 file to S3.']])
  expect([await run('move', '--to', 'database'), lines]).toEqual([0, ['Carried 1 file to the database.']])
  const none = filesCommand(ctx, { limits, objects: null }, ['move', '--to', 's3'], { out() {}, err() {} })
  await expect(none).rejects.toMatchObject({ code: 'files.store_off' })
})
