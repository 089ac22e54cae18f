import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startS3 } from '../../../tests/counterparts/s3.ts'
import { testStore } from '../../storage/testing/index.ts'
import { eraseFile, type Files, listFiles, moveFiles, openS3 } from '../index.ts'
import { PNG } from '../testing/documents.ts'
import { bytesOf, filesOf, give, newPerson } from '../testing/house.ts'
import { carryFile } from './carry-file.ts'
import { removeObject } from './remove-objects.ts'
import { sweepDaily, sweepObjects } from './sweep-objects.ts'

const store = testStore({ connections: 3 })
let s3: Awaited<ReturnType<typeof startS3>>
let files: Files
beforeAll(async () => {
  s3 = await startS3()
  files = filesOf({}, openS3({ ...s3.settings, prefix: 'mosaic/' }))
})
afterAll(async () => {
  files?.objects?.close()
  await s3?.close()
})
beforeEach(async () => {
  s3.objects.clear()
  s3.behave('serve')
  await sql`truncate files, file_removals cascade`.execute(store.db)
})

const picture = () => Buffer.concat([PNG, randomBytes(700_000)])
const chunks = async () => (await sql`select from file_chunks`.execute(store.db)).rows.length
const due = () => sql`update files set carry_after = null`.execute(store.db)
const later = (hours: number) => store.ctx({ now: () => Temporal.Now.instant().add({ hours }) })

test('new files go to the object store once they are kept, verified; until then, and while it is away, they are in the database', async () => {
  const ctx = store.ctx()
  const ana = await newPerson(ctx)
  const bytes = picture()
  const { file } = await give(ctx, files, ana, bytes, { name: 'me.png' })
  s3.behave('fail')
  expect(await carryFile(ctx, files)).toBe('failed')
  expect(await carryFile(ctx, files)).toBeUndefined()
  s3.behave('garble')
  await due()
  expect(await carryFile(ctx, files)).toBe('failed')
  expect((await bytesOf(ctx, files, ana, file.id)).equals(bytes)).toBe(true)
  s3.behave('serve')
  await due()
  expect(await carryFile(ctx, files)).toBe('carried')
  expect([await chunks(), s3.objects.size]).toEqual([0, 1])
  expect([...s3.objects.keys()][0]).toMatch(new RegExp(`^mosaic/files/${file.id}/`))
  expect((await bytesOf(ctx, files, ana, file.id)).equals(bytes)).toBe(true)
  await expect(bytesOf(ctx, filesOf(), ana, file.id)).rejects.toMatchObject({ code: 'files.store_off' })
})

test('files are moved there and back bit for bit, and a move that was broken off goes on', async () => {
  const ctx = store.ctx()
  const ana = await newPerson(ctx)
  const all = await Promise.all(
    [picture(), picture(), picture()].map(async bytes => ({
      bytes,
      id: (await give(ctx, filesOf(), ana, bytes, { name: 'a.png' })).file.id,
    })),
  )
  await sql`update files set bound_for = 's3'`.execute(store.db)
  await carryFile(ctx, files)
  expect(await moveFiles(ctx, files, { to: 's3' })).toEqual({ carried: 2, failed: 0, left: 0 })
  for (const { id, bytes } of all) expect((await bytesOf(ctx, files, ana, id)).equals(bytes)).toBe(true)
  s3.behave('fail')
  expect(await moveFiles(ctx, files, { to: 'database' })).toEqual({ carried: 0, failed: 3, left: 3 })
  s3.behave('serve')
  await due()
  expect(await moveFiles(ctx, files, { to: 'database' })).toEqual({ carried: 3, failed: 0, left: 0 })
  for (const { id, bytes } of all) expect((await bytesOf(ctx, filesOf(), ana, id)).equals(bytes)).toBe(true)
  // There again under other names, while the old objects still wait to be removed.
  expect(await moveFiles(ctx, files, { to: 's3' })).toEqual({ carried: 3, failed: 0, left: 0 })
  while (await removeObject(ctx, files));
  for (const { id, bytes } of all) expect((await bytesOf(ctx, files, ana, id)).equals(bytes)).toBe(true)
  await expect(moveFiles(ctx, filesOf(), { to: 's3' })).rejects.toMatchObject({ code: 'files.store_off' })
})

test('an erased file’s object is removed, again and again until it is gone; also one that was on its way', async () => {
  const ctx = store.ctx()
  const ana = await newPerson(ctx)
  const { file } = await give(ctx, files, ana, picture(), { name: 'a.png' })
  await carryFile(ctx, files)
  await eraseFile(ctx, { personId: ana, fileId: file.id })
  s3.behave('fail')
  expect(await removeObject(ctx, files)).toBe(true)
  expect(s3.objects.size).toBe(1)
  s3.behave('serve')
  expect(await removeObject(ctx, files)).toBe(false)
  await sql`update file_removals set after = now()`.execute(store.db)
  expect(await removeObject(ctx, files)).toBe(true)
  expect([s3.objects.size, (await sql`select from file_removals`.execute(store.db)).rows.length]).toEqual([0, 0])

  const { file: second } = await give(ctx, files, ana, picture(), { name: 'a.png' })
  const slow = {
    ...files.objects!,
    write: async (key: string, bytes: Buffer) => {
      await eraseFile(ctx, { personId: ana, fileId: second.id })
      while (await removeObject(ctx, files));
      await files.objects!.write(key, bytes)
    },
  }
  await carryFile(ctx, { ...files, objects: slow })
  expect(s3.objects.size).toBe(1)
  while (await removeObject(ctx, files));
  expect(s3.objects.size).toBe(0)
})

test('the daily look removes what is nobody’s for a day, and flags whose bytes are gone; what is another Mosaic’s it leaves', async () => {
  const ctx = store.ctx()
  const ana = await newPerson(ctx)
  for (let number = 0; number < 5; number++) {
    await give(ctx, files, ana, picture(), { name: 'a.png' })
    await carryFile(ctx, files)
  }
  await give(ctx, filesOf(), ana, picture(), { name: 'here.png' })
  s3.objects.set('mosaic/files/stray', { bytes: Buffer.from('x'), modified: new Date() })
  expect(await sweepObjects(ctx, files)).toEqual({ rowless: 0, missing: 0 })
  const [lost, object] = [...s3.objects].find(([name]) => name.startsWith('mosaic/files/0'))!
  s3.objects.delete(lost)
  await sql`delete from file_chunks`.execute(store.db)
  expect(await sweepDaily(later(25), files)).toEqual({ rowless: 1, missing: 2 })
  expect(await sweepDaily(later(26), files)).toBeUndefined()
  await sql`update file_removals set after = now()`.execute(store.db)
  while (await removeObject(ctx, files));
  expect(s3.objects.has('mosaic/files/stray')).toBe(false)
  const flagged = (await listFiles(ctx, { personId: ana })).items.filter(({ bytesMissing }) => bytesMissing)
  expect(flagged.map(({ name }) => name)).toEqual(['here.png', 'a.png'])
  await expect(bytesOf(ctx, files, ana, flagged[1]!.id)).rejects.toMatchObject({ code: 'files.bytes_missing' })
  s3.objects.set(lost, object)
  expect(await sweepObjects(later(30), files)).toEqual({ rowless: 0, missing: 1 })
  // Of a copy of this database, or of another one: nothing there is touched.
  s3.objects.set('mosaic/owner', { bytes: Buffer.from('somebody else'), modified: new Date() })
  s3.objects.set('mosaic/files/theirs', { bytes: Buffer.from('x'), modified: new Date(0) })
  expect((await sweepObjects(later(60), files)).rowless).toBe(0)
})
