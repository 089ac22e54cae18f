import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import type { StoreChoice } from '../../detect.ts'
import { createPool } from '../../pool.ts'
import type { testStore } from '../../testing/index.ts'
import { openCopyPool } from '../index.ts'

/** Whole stores are carried, which a machine that others use too does in minutes. */
export const PATIENT = { timeout: 180_000 }
/** Of stores that are opened for a copy. */
export const settings = { poolMax: 2 }

/** A server's database, as the settings name it. */
export const serverAt = (url: string): StoreChoice => ({ kind: 'server', url, from: 'DATABASE_URL' })

/** Empty databases beside a store on the tests' server, and a folder for files; gone after the tests. */
export function testDatabases(source: ReturnType<typeof testStore>) {
  const made = new Map<string, pg.Pool>()
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-copies-'))
  let admin: pg.Pool

  beforeAll(() => {
    admin = createPool({ ...inject('testServer').connection, max: 1 })
  })

  afterAll(async () => {
    for (const name of [...made.keys()]) await drop(name)
    await admin.end()
    fs.rmSync(folder, { recursive: true, force: true })
  })

  async function make({ tablespace }: { tablespace?: string } = {}) {
    const name = `mosaic_copy_${randomBytes(6).toString('hex')}`
    await admin.query(`create database ${name} ${tablespace ? `tablespace ${tablespace}` : ''}`)
    const connection = { ...inject('testServer').connection, database: name }
    const pool = openCopyPool({ connection }, 2, () => {})
    made.set(name, pool)
    const url = new URL(source.url)
    url.pathname = `/${name}`
    return { name, pool, connection, url, to: serverAt(url.href) }
  }

  async function drop(name: string) {
    await made.get(name)?.end()
    made.delete(name)
    await admin.query(`drop database if exists ${name} with (force)`)
  }

  return {
    folder,
    make,
    drop,
    query: <Row extends pg.QueryResultRow>(statement: string) => admin.query<Row>(statement),
  }
}
