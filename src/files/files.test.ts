import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testStore } from '../storage/testing/index.ts'
import { extractText } from './extraction/extract-text.ts'
import { eraseFile, fileText, listFiles, openFile, requireFile } from './index.ts'
import { filePart } from './person-part.ts'
import { sweepAbandoned } from './start-files.ts'
import { DOCX, PNG, piecesOf, wordOf } from './testing/documents.ts'
import { bytesOf, filesOf, give, MIB, newPerson } from './testing/house.ts'

const store = testStore({ connections: 6 })
const files = filesOf()
const count = async (table: string) =>
  (await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(store.db)).rows[0]!.n

test('what comes back is what was sent, in pieces of any size; a file is one person’s', async () => {
  const ctx = store.ctx()
  const [ana, ben] = [await newPerson(ctx), await newPerson(ctx)]
  const bytes = Buffer.concat([PNG, randomBytes(1_300_000)])
  const { file, created } = await give(ctx, files, ana, bytes, {
    name: '../../me.png',
    stream: piecesOf(bytes, 77_777),
  })
  expect(created).toBe(true)
  expect(file).toMatchObject({
    name: 'me.png',
    type: 'image/png',
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    text: { state: 'empty', reason: null },
  })
  expect((await bytesOf(ctx, files, ana, file.id)).equals(bytes)).toBe(true)
  for (const look of [requireFile, eraseFile, fileText])
    await expect(look(ctx, { personId: ben, fileId: file.id })).rejects.toMatchObject({ code: 'files.unknown' })
  await expect(openFile(ctx, files, { personId: undefined, fileId: file.id })).rejects.toMatchObject({
    kind: 'not_found',
  })
  expect((await listFiles(ctx, { personId: ben })).items).toEqual([])
  expect(await listFiles(ctx, { personId: ana })).toMatchObject({ used: { files: 1, bytes: bytes.length } })
})

test('the same client id is the same file, from many tabs at once too; another content is a conflict; the same name is two files', async () => {
  const ctx = store.ctx()
  const ana = await newPerson(ctx)
  const tabs = await Promise.all(
    Array.from({ length: 5 }, () => give(ctx, files, ana, Buffer.from('hello'), { clientId: 'one' })),
  )
  expect(new Set(tabs.map(({ file }) => file.id)).size).toBe(1)
  expect(tabs.filter(({ created }) => created)).toHaveLength(1)
  await expect(give(ctx, files, ana, Buffer.from('other'), { clientId: 'one' })).rejects.toMatchObject({
    code: 'files.id_reused',
  })
  await give(ctx, files, ana, Buffer.from('hello'))
  await give(ctx, files, ana, Buffer.from('hello'))
  expect((await listFiles(ctx, { personId: ana })).items.map(({ name }) => name)).toEqual(Array(3).fill('notes.txt'))
  // Another person's ids are their own.
  expect((await give(ctx, files, await newPerson(ctx), Buffer.from('other'), { clientId: 'one' })).created).toBe(true)
})

test('limits hold for uploads side by side; a refused one leaves nothing', async () => {
  const ctx = store.ctx()
  const small = filesOf({ fileBytes: 1_000, filesPerPerson: 3, bytesPerPerson: 2_500 })
  const ana = await newPerson(ctx)
  const sent = await Promise.allSettled(
    Array.from({ length: 6 }, () => give(ctx, small, ana, Buffer.alloc(1_000, 'a'))),
  )
  const codes = sent.map(one => (one.status === 'fulfilled' ? 'kept' : (one.reason as { code: string }).code)).sort()
  expect(codes).toEqual([...Array(4).fill('files.no_room'), 'kept', 'kept'])
  const last = await give(ctx, small, ana, Buffer.from('x'), { clientId: 'the last' })
  await expect(give(ctx, small, ana, Buffer.from('x'))).rejects.toMatchObject({ code: 'files.too_many' })
  // Sent again because its answer was lost, the last one is the file that is there.
  const again = await give(ctx, small, ana, Buffer.from('x'), { clientId: 'the last' })
  expect([again.created, again.file.id]).toEqual([false, last.file.id])
  const before = [await count('files'), await count('file_chunks')]
  const ben = await newPerson(ctx)
  const refused = [
    [Buffer.alloc(1_001, 'a'), 'files.too_large'],
    [Buffer.alloc(0), 'files.empty'],
    [Buffer.from('<svg/>'), 'files.type'],
  ] as const
  for (const [bytes, code] of refused) await expect(give(ctx, small, ben, bytes)).rejects.toMatchObject({ code })
  async function* broken() {
    yield Buffer.alloc(900, 'a')
    throw new Error('the line broke')
  }
  await expect(give(ctx, small, ben, Buffer.alloc(0), { stream: broken() })).rejects.toThrow('the line broke')
  expect([await count('files'), await count('file_chunks')]).toEqual(before)
})

test('no transaction is open while a client is slow; what a killed process left is swept', async () => {
  const ctx = store.ctx()
  const ana = await newPerson(ctx)
  const { promise, resolve } = Promise.withResolvers<void>()
  async function* slow() {
    yield Buffer.alloc(MIB, 'a')
    await promise
    yield Buffer.from('b')
  }
  const upload = give(ctx, files, ana, Buffer.alloc(0), { stream: slow() })
  const begun = () => sql`select from files where person_id = ${ana}`.execute(store.db)
  await expect.poll(async () => (await begun()).rows.length).toBe(1)
  const open = await sql<{ n: number }>`
    select count(*) as n from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'
  `.execute(store.db)
  expect(open.rows[0]!.n).toBe(0)
  expect((await listFiles(ctx, { personId: ana })).items).toEqual([])
  // As if the process had died: an hour later it is gone, and its own end says so.
  await sweepAbandoned(store.ctx({ now: () => Temporal.Now.instant().add({ minutes: 59 }) }))
  expect((await begun()).rows).toHaveLength(1)
  await sweepAbandoned(store.ctx({ now: () => Temporal.Now.instant().add({ minutes: 61 }) }))
  resolve()
  await expect(upload).rejects.toMatchObject({ code: 'files.gone' })
})

test('text is read by a worker: done, empty, failed; a killed one’s file is taken up after its lease', async () => {
  const ctx = store.ctx()
  await sql`update files set text_state = 'empty' where text_state = 'pending'`.execute(store.db)
  const ana = await newPerson(ctx)
  const word = { name: 'cv.docx', declaredType: DOCX }
  const { file: good } = await give(ctx, files, ana, wordOf(['Ana Costa', 'Led 14 teams']), word)
  const bomb = wordOf(['x'], [{ name: 'word/zeros', bytes: Buffer.alloc(60 * MIB), claimed: 1 }])
  const { file: bad } = await give(ctx, files, ana, bomb, word)
  const { file: scan } = await give(ctx, files, ana, wordOf([]), word)
  await expect(fileText(ctx, { personId: ana, fileId: good.id })).rejects.toMatchObject({ code: 'files.text_pending' })
  await sql`update files set text_after = now() + interval '1 minute', text_attempts = 1 where id = ${good.id}`.execute(
    store.db,
  )
  while (await extractText(ctx, files));
  const states = async () =>
    (await listFiles(ctx, { personId: ana })).items.map(({ text }) => text.reason ?? text.state)
  expect(await states()).toEqual(['empty', 'too_large', 'pending'])
  await sql`update files set text_after = now() - interval '1 second' where id = ${good.id}`.execute(store.db)
  expect(await Promise.all([extractText(ctx, files), extractText(ctx, files)])).toEqual(
    expect.arrayContaining([true, false]),
  )
  expect(await fileText(ctx, { personId: ana, fileId: good.id })).toBe('Ana Costa\nLed 14 teams')
  await expect(fileText(ctx, { personId: ana, fileId: bad.id })).rejects.toMatchObject({ code: 'files.no_text' })
  await expect(fileText(ctx, { personId: ana, fileId: scan.id })).rejects.toMatchObject({ code: 'files.no_text' })
})

test('a row and its bytes vanish together, one file or a whole person; a merge takes files along and back', async () => {
  const ctx = store.ctx()
  const [ana, ben] = [await newPerson(ctx), await newPerson(ctx)]
  const { file: one } = await give(ctx, files, ana, Buffer.from('first'), { clientId: 'same' })
  await give(ctx, files, ana, Buffer.from('second'))
  await give(ctx, files, ben, Buffer.from('third'), { clientId: 'same' })
  const chunks = async () =>
    (
      await sql<{ n: number }>`
      select count(*) as n from file_chunks c join files f on f.id = c.file_id where f.person_id in (${ana}, ${ben})`.execute(
        store.db,
      )
    ).rows[0]!.n
  const moved = await filePart.merge(ctx, { from: ana, to: ben })
  expect((await listFiles(ctx, { personId: ben })).used.files).toBe(3)
  await filePart.unmerge(ctx, { from: ana, to: ben, moved })
  expect((await listFiles(ctx, { personId: ben })).used.files).toBe(1)
  expect(await chunks()).toBe(3)
  await eraseFile(ctx, { personId: ana, fileId: one.id })
  expect(await chunks()).toBe(2)
  expect((await filePart.export(ctx, ana)).files).toHaveLength(1)
  expect(await filePart.erase(ctx, ana)).toEqual({ files: 1, file_chunks: 1, file_texts: 0 })
  expect(await chunks()).toBe(1)
})
