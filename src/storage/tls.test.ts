import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseDatabaseUrl } from './database-url.ts'
import { type Engine, openEngine } from './engine/index.ts'
import { openStore } from './open.ts'
import { decideTls, type TlsSettings } from './tls.ts'

/** A certificate for localhost, its key and the authority that signed it: for tests only, trusted by nobody else. */
const tlsFolder = new URL('./testing/tls/', import.meta.url)
const caFile = new URL('ca.pem', tlsFolder).pathname

test.each([
  ['localhost', undefined, 'disable'],
  ['[::1]', undefined, 'disable'],
  ['postgres.railway.internal', undefined, 'disable'],
  ['roundhouse.proxy.rlwy.net', undefined, 'require'],
  ['x.eu-central-1.aws.neon.tech', undefined, 'verify-full'],
  ['x.eu-west-1.rds.amazonaws.com', undefined, 'require'],
  ['dpg-x-a.frankfurt-postgres.render.com', undefined, 'verify-full'],
  ['db.example', undefined, 'prefer'],
  ['db.example', 'verify-ca', 'verify-ca'],
  ['db.example', 'allow', 'prefer'],
  ['x.neon.tech', 'disable', 'disable'],
])('%s with sslmode %s is spoken to by %s', (host, sslmode, mode) => {
  const address = parseDatabaseUrl(`postgres://u@${host}/db${sslmode ? `?sslmode=${sslmode}` : ''}`)
  expect(decideTls(address).mode).toBe(mode)
})

test('an unknown mode and a missing file are refused', () => {
  expect(() => decideTls(parseDatabaseUrl('postgres://h/db?sslmode=yes'))).toThrow(/sslmode may be/)
  expect(() => decideTls(parseDatabaseUrl('postgres://h/db'), { caFile: '/no/such.pem' })).toThrow(/cannot be read/)
})

describe('with a server that has a certificate for localhost', () => {
  let engine: Engine
  let plain: Engine
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-tls-'))

  beforeAll(async () => {
    fs.chmodSync(folder, 0o711)
    for (const name of ['server.pem', 'server.key']) {
      fs.copyFileSync(new URL(name, tlsFolder), path.join(folder, name))
      fs.chmodSync(path.join(folder, name), 0o600)
      if (process.getuid?.() === 0) fs.chownSync(path.join(folder, name), 65534, 65534)
    }
    const settings = {
      ssl: 'on',
      ssl_cert_file: path.join(folder, 'server.pem'),
      ssl_key_file: path.join(folder, 'server.key'),
    }
    engine = await openEngine(undefined, { transport: 'loopback', settings })
    plain = await openEngine(undefined, { transport: 'loopback' })
  })
  afterAll(async () => {
    await engine?.close()
    await plain?.close()
    fs.rmSync(folder, { recursive: true, force: true })
  })

  /** Whether the store's connections are encrypted; rejects with the reason when it is not reached. */
  async function encrypted(to: Engine, host: string, query: string, tls?: TlsSettings): Promise<boolean> {
    const { password, port } = to.connection
    const url = `postgres://mosaic:${password}@${host}:${port}/mosaic${query}`
    const reasons: string[] = []
    const warn = (fields: object) => reasons.push(JSON.stringify(fields))
    const log = { debug() {}, info() {}, warn, error() {} }
    const store = await openStore({ where: { kind: 'server', url, from: 'DATABASE_URL' }, tls, log })
    try {
      const failed = new Promise<never>((_, reject) => {
        const timer = setInterval(() => reasons.length && reject(new Error(reasons[0])), 10)
        store.ready.finally(() => clearInterval(timer)).catch(() => {})
      })
      await Promise.race([store.ready, failed])
      const { rows } = await store.pool.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()')
      return rows[0].ssl
    } finally {
      await store.close()
    }
  }

  test('verification passes with the authority and the right name only', async () => {
    expect(await encrypted(engine, 'localhost', '?sslmode=verify-full', { caFile })).toBe(true)
    await expect(encrypted(engine, 'localhost', '?sslmode=verify-full')).rejects.toThrow(/certificate/)
    await expect(encrypted(engine, '127.0.0.1', '?sslmode=verify-full', { caFile })).rejects.toThrow(/ALTNAME|altnames/)
    expect(await encrypted(engine, '127.0.0.1', '?sslmode=verify-ca', { caFile })).toBe(true)
    await expect(encrypted(engine, '127.0.0.1', '?sslmode=verify-ca')).rejects.toThrow(/certificate/)
  })

  test('require and no-verify encrypt without asking who answers', async () => {
    expect(await encrypted(engine, '127.0.0.1', '?sslmode=require')).toBe(true)
    expect(await encrypted(engine, '127.0.0.1', '?sslmode=no-verify')).toBe(true)
  })

  test('prefer encrypts where the server can; require gives up where it cannot', async () => {
    expect(await encrypted(engine, '127.0.0.1', '?sslmode=prefer')).toBe(true)
    expect(await encrypted(plain, '127.0.0.1', '?sslmode=prefer')).toBe(false)
    await expect(encrypted(plain, '127.0.0.1', '?sslmode=require')).rejects.toThrow(/does not support SSL/)
    expect(pg.defaults.ssl).toBeFalsy()
  })
})
