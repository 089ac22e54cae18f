import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { testStore } from '../../storage/testing/index.ts'
import { migrate } from '../migrate.ts'
import { createPool } from '../pool.ts'
import {
  copyOut,
  endFill,
  fillTable,
  fingerprintTable,
  finishFill,
  listFilled,
  listSequences,
  listTables,
  openCopyPool,
  prepareFill,
  readFill,
  samePrint,
} from './index.ts'

const source = testStore({ connections: 3 })
const title = { id: 'one', by: 'move' as const, from: 'somewhere' }
let target: pg.Pool
let from: pg.Pool
let admin: pg.Pool
const name = `mosaic_target_${randomBytes(4).toString('hex')}`

beforeAll(async () => {
  const { connection } = inject('testServer')
  admin = createPool({ ...connection, max: 1 })
  await admin.query(`create database ${name}`)
  target = openCopyPool({ connection: { ...connection, database: name } }, 2)
  const found = await source.pool.query<{ name: string }>('select current_database() as name')
  from = openCopyPool({ connection: { ...connection, database: found.rows[0]!.name } }, 1)
  await migrate(target)
})
afterAll(async () => {
  await Promise.all([target?.end(), from?.end()])
  await admin?.query(`drop database if exists ${name} with (force)`)
  await admin?.end()
})

test('every table arrives whole, with what text and bytes can be, and the schema is the one from before', async () => {
  const odd = [
    '\\.',
    'tab\there',
    'line\nfeed\r\n',
    'back\\slash',
    '\u{1F3E1} ಬೆಂಗಳೂರು',
    '',
    '\\N',
    'x'.repeat(5_000_000),
  ]
  await source.pool.query(
    'create table odd (number int generated always as identity primary key, words text, raw bytea, twice int generated always as (number * 2) stored)',
  )
  await target.query(
    'create table odd (number int generated always as identity primary key, words text, raw bytea, twice int generated always as (number * 2) stored)',
  )
  for (const words of odd)
    await source.pool.query('insert into odd (words, raw) values ($1, $2)', [words, randomBytes(300_000)])
  await source.pool.query('insert into odd (words) values (null)')
  await source.pool.query('delete from odd where number = 9')
  const [reader, writer] = [await from.connect(), await target.connect()]
  try {
    await prepareFill(writer, title)
    expect(await readFill(target)).toMatchObject(title)
    for (const table of await listTables(reader)) {
      const print = await fillTable(writer, table, copyOut(reader, table))
      expect(samePrint(await fingerprintTable(writer, table), print), table.name).toBe(true)
    }
    await finishFill(target, await listSequences(reader))
    expect((await listFilled(target)).size).toBe((await listTables(reader)).length)
    await endFill(writer)
  } finally {
    reader.release()
    writer.release()
  }
  expect(await readFill(target)).toBeUndefined()
  const next = await target.query<{ number: number }>("insert into odd (words) values ('after') returning number")
  expect(next.rows[0]!.number).toBe(10)
  const [ours, theirs] = await Promise.all(
    [source.pool, target].map(pool => pool.query('select words, raw, twice from odd where number < 9 order by number')),
  )
  expect(theirs!.rows).toEqual(ours!.rows)
})
