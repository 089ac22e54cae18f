import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { restoreBackup, writeBackupFile } from '../src/storage/backup/index.ts'
import { copyIn, copyOut, listTables, openCopyPool } from '../src/storage/copy/index.ts'
import { parseDatabaseUrl } from '../src/storage/database-url.ts'
import { migrate } from '../src/storage/migrate.ts'
import { fillDesk } from './desk.ts'
import type { Figure } from './figure.ts'
import type { BenchServer } from './mosaic.ts'

const MESSAGES = Number(process.env.BENCH_MESSAGES ?? 400_000)
const MB = 1_000_000

/** A backup and its restore against a bare COPY of the same rows: out to a file, and in where the schema is in place. */
export async function benchBackup(server: BenchServer): Promise<Figure[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-bench-backup-'))
  const source = await fresh(server)
  const pool = openCopyPool(source, 1)
  try {
    await migrate(pool)
    await fillDesk(pool, MESSAGES)
    const file = (name: string) => path.join(folder, name)
    const options = { release: 'bench' }
    const from = { kind: 'server', label: 'bench', ...source } as const
    const out = await timed(() => bareOut(pool, file))
    const grown = watchMemory()
    const plain = await timed(() => writeBackupFile(from, file('plain'), options))
    const sealed = await timed(() => writeBackupFile(from, file('sealed'), { ...options, passphrase: 'bench bench' }))
    const rows = plain.result.manifest.tables.reduce((sum, table) => sum + table.rows, 0)
    const inwards = await fresh(server)
    const bare = await timed(() =>
      bareIn(
        inwards,
        plain.result.manifest.tables.map(({ name }) => name),
        file,
      ),
    )
    const restored = await fresh(server)
    const back = await timed(() => restoreBackup(file('plain'), restored))
    const memory = grown()
    const line = (name: string, seconds: number, bareSeconds: number): Figure => ({
      name,
      ours: rows / seconds,
      bare: rows / bareSeconds,
      unit: 'rows/s',
      ratio: bareSeconds / seconds,
      aim: '≥ 0.6',
    })
    return [
      line('backup, against bare COPY out', plain.seconds, out.seconds),
      line('backup, encrypted', sealed.seconds, out.seconds),
      line('restore with proof, against bare COPY in', back.seconds, bare.seconds),
      { name: 'backup on disk', ours: plain.result.bytes / MB, bare: out.result / MB, unit: 'MB' },
      { name: 'memory grown by both', ours: memory / MB, unit: 'MB', aim: '< 400 MB' },
    ]
  } finally {
    await pool.end()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

async function fresh(server: BenchServer) {
  const { host, port, user, password, database } = parseDatabaseUrl((await server.make()).url)
  return { connection: { host, port, user, database, ...(password && { password }) } }
}

type Files = (name: string) => string

async function bareOut(pool: ReturnType<typeof openCopyPool>, file: Files): Promise<number> {
  const client = await pool.connect()
  let bytes = 0
  for (const table of await listTables(client)) {
    await pipeline(copyOut(client, table), fs.createWriteStream(file(table.name), { flush: true }))
    bytes += fs.statSync(file(table.name)).size
  }
  client.release()
  return bytes
}

/** Referred to before referring, as whoever copies by hand must. */
async function bareIn(target: Awaited<ReturnType<typeof fresh>>, names: string[], file: Files): Promise<void> {
  const pool = openCopyPool(target, 1)
  await migrate(pool)
  const client = await pool.connect()
  const first = ['persons', 'conversations', 'messages', 'files']
  const seeded = ['catalogue_version', 'lead_weights', 'posting_catalogue']
  const tables = new Map((await listTables(client)).map(table => [table.name, table]))
  await client.query(`truncate ${seeded.join(', ')} cascade`)
  for (const name of [...first, ...names.filter(name => !first.includes(name))]) {
    const input = fs.createReadStream(file(name), { highWaterMark: 256 * 1024 })
    await pipeline(input, copyIn(client, tables.get(name)!))
  }
  await client.query('analyze')
  client.release()
  await pool.end()
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; seconds: number }> {
  const began = performance.now()
  const result = await work()
  return { result, seconds: (performance.now() - began) / 1000 }
}

/** Resident memory of this process above what it was; the database is not in it. */
function watchMemory() {
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss())
  }, 20)
  return () => {
    clearInterval(timer)
    return most - before
  }
}
