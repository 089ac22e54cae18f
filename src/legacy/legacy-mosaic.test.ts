import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { filePart, openFile } from '../files/index.ts'
import { erasePerson, exportPerson, registerPersonPart } from '../people/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { legacyPart } from './index.ts'
import { legacyFile } from './testing/legacy-file.ts'
import { take, total } from './testing/take.ts'

const store = testStore({ connections: 3 })

test('the example: 2 imported, 37 archived, none quarantined', async () => {
  const file = legacyFile()
  file.add('sessions', {
    id: 's1',
    created_at: '2025-09-30 16:30:04',
    expires_at: '2025-10-30 16:30:04',
    user_data: '{}',
  })
  file.add('wimd_outputs', {
    session_id: 's1',
    prompt: 'test',
    response: 'an answer',
    analysis_data: '{}',
    metrics: null,
    created_at: '2025-09-30 16:30:05.840023',
  })
  for (let n = 0; n < 5; n++) file.add('feature_flags', { flag_name: `f${n}`, enabled: 0 })
  for (let n = 0; n < 18; n++) file.add('usage_tracking', { operation: `o${n}`, estimated_cost: n / 10 })
  for (let n = 0; n < 8; n++) file.add('match_analytics', { query_hash: `q${n}` })
  for (let n = 0; n < 4; n++) file.add('usage_summary', { date: `2025-10-0${n + 1}`, operation: 'x' })
  file.add('token_usage', { operation: 'x', tokens: 3 })
  file.add('prompt_selector_cache', { prompt_hash: 'h' })
  file.close()
  const dry = await take(store, { from: file.path, name: 'example', dryRun: true })
  const report = await take(store, { from: file.path, name: 'example' })
  expect([total(report, 'imported'), total(report, 'archived'), total(report, 'quarantined')]).toEqual([2, 37, 0])
  expect(report.homes).toMatchObject({ persons: 1, accounts: 0, conversations: 1, messages: 2 })
  expect({ ...dry, dryRun: false }).toEqual(report)
  const again = await take(store, { from: file.path, name: 'example' })
  expect(Object.values(again.tables).map(table => table.source - table.already)).toEqual(
    Object.values(again.tables).map(() => 0),
  )
  expect(again.homes).toEqual(report.homes)
})

test('a file comes with its bytes where the folder has them; who is erased is not made again', async () => {
  const file = legacyFile()
  const folder = path.join(path.dirname(file.path), 'uploads')
  fs.mkdirSync(folder)
  fs.writeFileSync(path.join(folder, 'cv.txt'), 'My name is Ann.')
  file.add('sessions', { id: 'ann', created_at: '2025-09-30 16:30:04', user_data: '{"name":"Ann"}' })
  file.add('sessions', { id: 'bob', created_at: '2025-09-30 16:30:04', user_data: '{"name":"Bob"}' })
  for (const at of ['/srv/uploads/cv.txt', '/srv/uploads/gone.pdf', '../legacy.db'])
    file.add('file_uploads', {
      session_id: 'ann',
      filename: path.basename(at),
      file_path: at,
      file_size: 12,
      created_at: '2025-09-30',
    })
  file.close()
  const input = { from: file.path, name: 'files', files: folder }
  const report = await take(store, input)
  expect(report.repairs).toEqual({ bad_timestamp: 3, bytes_missing: 2 })
  registerPersonPart(filePart)
  registerPersonPart(legacyPart)
  const ctx = store.ctx()
  const { rows } = await store.pool.query<{ id: string; person_id: string; name: string; bytes_missing: boolean }>(
    'select id, person_id, name, bytes_missing_at is not null as bytes_missing from files order by name',
  )
  expect(rows.map(row => [row.name, row.bytes_missing])).toEqual([
    ['cv.txt', false],
    ['gone.pdf', true],
    ['legacy.db', true],
  ])
  const personId = rows[0]!.person_id
  await expect(
    openFile(ctx, { limits: { fileBytes: 1, filesPerPerson: 1, bytesPerPerson: 1 } } as never, {
      personId,
      fileId: rows[1]!.id,
    }),
  ).rejects.toMatchObject({ code: 'files.bytes_missing' })
  expect(JSON.stringify(await exportPerson(ctx, personId))).toContain('{\\"name\\":\\"Ann\\"}')
  await erasePerson(ctx, { personId })
  const again = await take(store, input)
  expect([total(again, 'source'), total(again, 'already'), total(again, 'quarantined')]).toEqual([5, 1, 4])
  expect(again.homes.persons).toBe(1)
  const left = await store.pool.query('select from legacy_rows where person_id = $1', [personId])
  expect(left.rows).toEqual([])
  expect((await store.pool.query('select from files')).rows).toEqual([])
})
