import fs from 'node:fs'
import path from 'node:path'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { personCommand } from '../../src/cli/person.ts'
import { erasePerson, listErasures, readErasures, reapplyErasures, writeErasures } from '../../src/people/index.ts'
import { registerParts } from '../../src/server/domains.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { temporaryFolder } from '../processes/server.ts'
import { columnsWith } from '../store/coverage.ts'
import { type Filled, fillEveryTable } from '../store/fill.ts'

/** Two stores with the same people: one lives on, the other is how it was when it was backed up. */
const lives = testStore({ connections: 2 })
const restored = testStore({ connections: 2 })
let asha: Filled
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

test('the last administrator stays, and is named', async () => {
  const { personId } = await fillEveryTable(restored.pool, 'Kavya')
  await sql`update accounts set role = 'admin' where person_id = ${personId}::uuid`.execute(restored.db)
  const told = await reapplyErasures(restored.ctx(), [{ personId, erasedAt: restored.ctx().now() }])
  expect(told).toMatchObject({ erased: 0, kept: [{ personId }] })
})
