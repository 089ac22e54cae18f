/**
 * Keeps what a store of a release looks like, full of data, for the test that later releases bring it up to date
 * (src/storage/release.test.ts). Run it when a release is made, and commit what it wrote:
 *
 *   node scripts/release-fixture.ts 0.2.0
 *   node scripts/release-fixture.ts 0.1.0 --release FOLDER     from another checkout, with its node_modules
 *
 * Starts that release, lets a visitor talk to it, writes a row to every other table, and keeps all rows in
 * tests/fixtures/releases/NAME as plain text that psql can read: rows.sql, schema.sql and release.json.
 */
import { spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type pg from 'pg'
import { copyOut, Fingerprint, listTables, openCopyPool } from '../src/storage/copy/index.ts'
import { openEngine } from '../src/storage/engine/index.ts'

const root = path.resolve(import.meta.dirname, '..')
const { values, positionals } = parseArgs({ allowPositionals: true, options: { release: { type: 'string' } } })
const [name] = positionals
if (!name || !/^[\w.-]+$/.test(name))
  throw new Error('Say what the release is called: node scripts/release-fixture.ts 0.2.0')
const checkout = path.resolve(values.release ?? root)
const folder = path.join(root, 'tests/fixtures/releases', name)

const engine = await openEngine(undefined, { throwaway: true, settings: { max_connections: '60' } })
const pool = openCopyPool({ connection: engine.connection }, 2)
try {
  const visitor = await talk()
  const { fillEveryTable } = (await import(pathToFileURL(path.join(checkout, 'tests/store/fill.ts')).href)) as {
    fillEveryTable(pool: pg.Pool, mark: string): Promise<unknown>
  }
  await fillEveryTable(pool, 'Meera')
  await keep(visitor)
  console.log(`wrote ${path.relative(root, folder)}`)
} finally {
  await pool.end()
  await engine.close()
}

/** A visitor's thread with that release, as a browser makes it. */
async function talk() {
  const { host, user, database } = engine.connection
  const url = `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`
  const server = spawn(path.join(checkout, 'node_modules/.bin/node'), ['src/cli/mosaic.ts', 'serve'], {
    cwd: checkout,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: '0',
      HOST: '127.0.0.1',
      DESKS: 'sales',
      DATABASE_URL: url,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const address = await new Promise<string>((resolve, reject) => {
    let said = ''
    server.stdout.on('data', chunk => {
      said += chunk
      if (/^\s*open\s/m.test(said)) resolve(/listens on (http:\S+)/.exec(said)![1]!)
    })
    server.once('close', () => reject(new Error(`the release did not start:\n${said}`)))
  })
  const cookies = new Map<string, string>()
  const ask = async (method: string, at: string, json?: object) => {
    const answer = await fetch(address + at, {
      method,
      headers: {
        accept: 'application/json',
        cookie: [...cookies].map(pair => pair.join('=')).join('; '),
        ...(json && { 'content-type': 'application/json' }),
      },
      ...(json && { body: JSON.stringify(json) }),
    })
    if (!answer.ok) throw new Error(`${method} ${at}: ${answer.status} ${await answer.text()}`)
    for (const line of answer.headers.getSetCookie()) {
      const [, key, value] = /^([^=]+)=([^;]*)/.exec(line)!
      cookies.set(key!, value!)
    }
    return (await answer.json()) as { messages: { author: string; text: string }[] }
  }
  await ask('GET', '/api/sales/conversation')
  for (const said of ['Hello, I am Meera', 'a 2 bhk in Whitefield under 1 crore', 'call me on +91 98765 43210'])
    await ask('POST', '/api/sales/messages', { id: randomUUID(), text: said })
  const { messages } = await ask('GET', '/api/sales/conversation?limit=200')
  const ended = new Promise(resolve => server.once('close', resolve))
  server.kill('SIGTERM')
  await ended
  return { cookies: Object.fromEntries(cookies), thread: messages.map(({ author, text }) => ({ author, text })) }
}

/** Each table as `COPY … FROM stdin;`, its rows, `\.`: as PostgreSQL's own dumps have it. */
async function keep(visitor: Awaited<ReturnType<typeof talk>>): Promise<void> {
  const client = await pool.connect()
  const tables: Record<string, { columns: string[]; rows: number; hash: string }> = {}
  let rows = ''
  for (const table of await listTables(client)) {
    const content = await text(copyOut(client, table))
    const fingerprint = new Fingerprint()
    fingerprint.add(Buffer.from(content))
    const print = fingerprint.end()
    tables[table.name] = { columns: table.columns, rows: print.rows, hash: print.hash }
    if (print.rows > 0)
      rows += `COPY ${table.name} (${table.columns.map(column => `"${column}"`).join(', ')}) FROM stdin;\n${content}\\.\n\n`
  }
  const { rows: migrations } = await client.query('select name, checksum from migrations order by name')
  client.release()
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(path.join(folder, 'rows.sql'), rows)
  fs.copyFileSync(path.join(checkout, 'src/storage/schema.sql'), path.join(folder, 'schema.sql'))
  const commit = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: checkout, encoding: 'utf8' }).stdout.trim()
  const release = { name, commit, postgres: engine.version, migrations, visitor, tables }
  fs.writeFileSync(path.join(folder, 'release.json'), `${JSON.stringify(release, null, 1)}\n`)
}
