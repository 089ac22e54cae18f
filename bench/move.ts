import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { copyIn, copyOut, listTables, openCopyPool, type Report } from '../src/storage/copy/index.ts'
import { migrate, openStore } from '../src/storage/index.ts'
import { fillDesk } from './desk.ts'
import type { Figure } from './figure.ts'
import type { BenchServer } from './mosaic.ts'

const MESSAGES = Number(process.env.BENCH_MESSAGES ?? 1_000_000)
const MB = 1_000_000
const COMMAND = fileURLToPath(new URL('../src/cli/mosaic.ts', import.meta.url))
/** Referred to before referring, as whoever copies by hand must. */
const FIRST = ['persons', 'conversations', 'messages', 'files']

/**
 * `mosaic move` from the embedded store to a server, as a process, verification and report included, against a bare COPY of the
 * same rows into the same schema: indexes and constraints in place, nothing compared.
 */
export async function benchMove(server: BenchServer): Promise<Figure[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-bench-move-'))
  const data = path.join(folder, 'data')
  const source = await openStore({ where: { kind: 'embedded', folder: data }, statementTimeoutMs: 0 })
  try {
    await migrate(source.pool)
    await fillDesk(source.pool, MESSAGES)
    const bare = await server.make()
    const bareSeconds = await bareCopy(source, bare.url)
    const target = await server.make()
    const { seconds, memory } = await move(data, target.url, folder)
    const name = fs.readdirSync(folder).find(name => name.endsWith('.json'))!
    const { rows } = (JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) as Report).totals
    return [
      {
        name: 'move with proof, against bare COPY',
        ours: rows / seconds,
        bare: rows / bareSeconds,
        unit: 'rows/s',
        ratio: bareSeconds / seconds,
        aim: '≥ 0.5',
      },
      { name: 'memory of the moving process', ours: memory / MB, unit: 'MB', aim: '< 400 MB' },
    ]
  } finally {
    await source.close()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

async function bareCopy(source: Awaited<ReturnType<typeof openStore>>, url: string): Promise<number> {
  const store = await openStore({ where: { kind: 'server', url, from: 'DATABASE_URL' } })
  await store.ready
  const [from, to] = [openCopyPool(source, 1), openCopyPool(store, 1)]
  await migrate(to)
  const [reader, writer] = [await from.connect(), await to.connect()]
  try {
    await writer.query('set synchronous_commit = on')
    await writer.query('truncate catalogue_version, lead_weights, posting_catalogue cascade')
    const tables = new Map((await listTables(reader)).map(table => [table.name, table]))
    const began = performance.now()
    for (const name of [...FIRST, ...[...tables.keys()].filter(name => !FIRST.includes(name))])
      await pipeline(copyOut(reader, tables.get(name)!), copyIn(writer, tables.get(name)!))
    return (performance.now() - began) / 1000
  } finally {
    reader.release()
    writer.release()
    await Promise.all([from.end(), to.end()])
    await store.close()
  }
}

async function move(from: string, url: string, folder: string): Promise<{ seconds: number; memory: number }> {
  const began = performance.now()
  const child = spawn(process.execPath, [COMMAND, 'move', '--from', from, '--to', 'env:TARGET', '--report', folder], {
    env: { ...process.env, TARGET: url },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const memory = watchMemory(child)
  const code = await new Promise(resolve => child.once('exit', resolve))
  if (code !== 0) throw new Error(`the move ended with ${code}: ${said}`)
  return { seconds: (performance.now() - began) / 1000, memory: memory() }
}

/** The most resident memory of a process, where the system tells it. */
function watchMemory({ pid }: ChildProcess): () => number {
  let most = Number.NaN
  const timer = setInterval(() => {
    try {
      const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
      if (kilobytes) most = Number(kilobytes) * 1024
    } catch {
      // Ended, or a system without /proc.
    }
  }, 100)
  return () => {
    clearInterval(timer)
    return most
  }
}
