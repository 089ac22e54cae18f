import fs from 'node:fs'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepErasureList } from '../../src/backups/index.ts'
import { personCommand } from '../../src/cli/person.ts'
import { erasePerson, listErasures, readErasures, reapplyErasures, writeErasures } from '../../src/people/index.ts'
import { registerParts } from '../../src/server/domains.ts'
import { erasures } from '../../src/server/erasures.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { endAll, temporaryFolder } from '../processes/server.ts'
import { columnsWith } from '../store/coverage.ts'
import { type Filled, fillEveryTable } from '../store/fill.ts'

/** Two stores with the same people: one lives on, the other is how it was when it was backed up. */
const lives = testStore({ connections: 2 })
const restored = testStore({ connections: 2 })
let asha: Filled
afterAll(endAll)
beforeAll(async () => {
  registerParts()
  asha = await fillEveryTable(lives.pool, 'Asha')
  await fillEveryTable(restored.pool, 'Asha', { personId: asha.personId })
  await fillEveryTable(restored.pool, 'Ravi')
})

test('who was erased since is erased again in an older state, and nobody else', async () => {
  const list = writeErasures([])
  expect(readErasures(list)).toEqual([])
  const before = lives.ctx().now()
  await erasePerson(lives.ctx(), { personId: asha.personId })
  const erased = readErasures(writeErasures(await listErasures(lives.ctx(), { since: before })))
  expect(erased.map(({ personId }) => personId)).toEqual([asha.personId])
  expect(await listErasures(lives.ctx(), { since: before.add({ hours: 1 }) })).toEqual([])

  const ctx = restored.ctx()
  const ofRavi = await columnsWith(ctx, restored.pool, 'Ravi')
  const unknown = { personId: '01890000-0000-7000-8000-000000000000', erasedAt: before }
  expect(await reapplyErasures(ctx, [...erased, unknown])).toEqual({ erased: 1, before: 0, unknown: 1, kept: [] })
  for (const table of ['messages', 'facts', 'file_chunks', 'accounts', 'lead_notes'])
    expect((await columnsWith(ctx, restored.pool, 'Asha')).filter(column => column.startsWith(`${table}.`))).toEqual([])
  expect(await columnsWith(ctx, restored.pool, 'Ravi')).toEqual(ofRavi)
  expect(await reapplyErasures(ctx, erased)).toEqual({ erased: 0, before: 1, unknown: 0, kept: [] })
  const lines = await sql<{ detail: unknown }>`
    select detail from audit_log where action = 'person.erased' and subject_id = ${asha.personId}`.execute(ctx.db)
  expect(lines.rows).toEqual([{ detail: { again: true } }])
})

test('by the command: a list comes out of one store and goes into the other; what is no list is refused', async () => {
  const lines: string[] = []
  const io = { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line) }
  const { personId } = await fillEveryTable(lives.pool, 'Meera')
  await fillEveryTable(restored.pool, 'Meera', { personId })
  await erasePerson(lives.ctx(), { personId })
  expect(await personCommand(lives.ctx(), ['erasures'], io)).toBe(0)
  const file = path.join(temporaryFolder(), 'erasures.json')
  fs.writeFileSync(file, lines.splice(0).join('\n'))
  expect(await personCommand(restored.ctx(), ['erase', '--list', file], io)).toBe(0)
  expect(JSON.parse(lines.splice(0).join('\n'))).toMatchObject({ erased: 1, kept: [] })
  fs.writeFileSync(file, '{"format":"mosaic erasures"}')
  const again = personCommand(restored.ctx(), ['erase', '--list', file], io)
  await expect(again).rejects.toMatchObject({ code: 'people.erasure_list' })
  const odd = personCommand(lives.ctx(), ['erasures', '--since', 'yesterday'], io)
  await expect(odd).rejects.toMatchObject({ code: 'people.arguments' })
})

test('the list beside the backups grows and never loses a name, also when an older state takes over', async () => {
  const folder = path.join(temporaryFolder(), 'backups')
  const backups = { folder, objects: null } as unknown as Parameters<typeof keepErasureList>[1]
  const file = path.join(folder, 'mosaic-erasures.json')
  const { personId } = await fillEveryTable(lives.pool, 'Devi')
  await fillEveryTable(restored.pool, 'Devi', { personId })
  await keepErasureList(lives.ctx(), backups, erasures)
  expect(fs.existsSync(file)).toBe(false)
  for (const store of [lives, restored])
    await sql`insert into backups (id, reason, place, name, outcome, asked_at, started_at, finished_at, bytes, rows, manifest_hash, encrypted)
      values (gen_random_uuid(), 'schedule', 'folder', 'one.mosaic', 'made', now(), now(), now(), 1, 1, ${'a'.repeat(64)}, false)`.execute(
      store.db,
    )
  const written = new Map<string, string>()
  await keepErasureList(lives.ctx(), backups, erasures, written)
  const before = readErasures(fs.readFileSync(file, 'utf8')).length
  await erasePerson(lives.ctx(), { personId })
  await keepErasureList(lives.ctx(), backups, erasures, written)
  const list = readErasures(fs.readFileSync(file, 'utf8'))
  expect(list).toHaveLength(before + 1)
  expect(fs.statSync(file).mode & 0o777).toBe(0o600)

  const warnings: unknown[] = []
  const log = { ...restored.ctx().log, warn: (data: unknown) => warnings.push(data) } as never
  await keepErasureList(restored.ctx({ log }), backups, erasures)
  const both = readErasures(fs.readFileSync(file, 'utf8')).map(({ personId }) => personId)
  expect(both).toEqual(expect.arrayContaining(list.map(({ personId }) => personId)))
  expect(warnings).toMatchObject([{ persons: 1 }])
  expect(fs.readdirSync(folder)).toEqual(['mosaic-erasures.json'])
})

test('the last administrator stays, and is named', async () => {
  const { personId } = await fillEveryTable(restored.pool, 'Kavya')
  await sql`update accounts set role = 'admin' where person_id = ${personId}::uuid`.execute(restored.db)
  const told = await reapplyErasures(restored.ctx(), [{ personId, erasedAt: restored.ctx().now() }])
  expect(told).toMatchObject({ erased: 0, kept: [{ personId }] })
})
