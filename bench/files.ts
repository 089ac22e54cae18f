import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { filePart, openFile, receiveFile } from '../src/files/index.ts'
import { createPerson } from '../src/people/index.ts'
import { fileLimits } from '../src/server/config.ts'
import { type Figure, quantile } from './figure.ts'
import { startMosaic, type startServer, systemContext } from './mosaic.ts'

const SIZE = 10_000_000
const ROUNDS = 8
const PIECE = 64 * 1024
const CHUNK = 512 * 1024
const MB = 1_000_000

/** An upload and a download of 10 MB by the verbs that the routes call, against the same bytes in bare statements. */
export async function benchFiles(server: Awaited<ReturnType<typeof startServer>>): Promise<Figure[]> {
  const { running, close } = await startMosaic((await server.make()).url)
  try {
    const ctx = systemContext(running)
    const personId = await createPerson(ctx)
    const files = { limits: fileLimits(running.config), objects: null }
    const bytes = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), randomBytes(SIZE - 16)])
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    async function* pieces() {
      for (let at = 0; at < SIZE; at += PIECE) yield bytes.subarray(at, at + PIECE)
    }
    const times = { up: [] as number[], down: [] as number[], insert: [] as number[], select: [] as number[] }
    const grown: number[] = []
    await sql`create table bare_chunks (number integer primary key, bytes bytea not null)`.execute(ctx.db)
    await sql`alter table bare_chunks alter column bytes set storage external`.execute(ctx.db)
    for (let round = 0; round < ROUNDS; round++) {
      let held = 0
      const before = process.memoryUsage().arrayBuffers
      const look = () => {
        held = Math.max(held, process.memoryUsage().arrayBuffers - before)
      }
      const watch = setInterval(look, 2)
      const { file } = await timed(times.up, () =>
        receiveFile(ctx, files, { personId, name: 'a.png', stream: pieces() }),
      )
      look()
      clearInterval(watch)
      grown.push(held)
      if (file.sha256 !== sha256) throw new Error('what was kept is not what was sent')
      await timed(times.down, async () => {
        const { read } = await openFile(ctx, files, { personId, fileId: file.id })
        for await (const _piece of await read());
      })
      await sql`truncate bare_chunks`.execute(ctx.db)
      await timed(times.insert, async () => {
        for (let at = 0; at < SIZE; at += CHUNK)
          await sql`insert into bare_chunks values (${at}, ${bytes.subarray(at, at + CHUNK)})`.execute(ctx.db)
      })
      await timed(times.select, async () => {
        for (let at = 0; at < SIZE; at += CHUNK)
          await sql`select bytes from bare_chunks where number = ${at}`.execute(ctx.db)
      })
      await filePart.erase(ctx, personId)
    }
    const rate = (of: number[]) => SIZE / MB / (quantile(of, 0.5) / 1000)
    const line = (name: string, ours: number[], bare: number[], aim: string): Figure => {
      return { name, ours: rate(ours), bare: rate(bare), unit: 'MB/s', ratio: rate(ours) / rate(bare), aim }
    }
    return [
      line('upload of 10 MB, against bare inserts', times.up, times.insert, '≥ 0.4'),
      line('download of 10 MB, against bare selects', times.down, times.select, '≥ 0.8'),
      { name: 'buffers grown by an upload, median', ours: quantile(grown, 0.5) / MB, unit: 'MB', aim: '< 20 MB' },
    ]
  } finally {
    await close()
  }
}

async function timed<Result>(times: number[], work: () => Promise<Result>): Promise<Result> {
  const start = performance.now()
  const result = await work()
  times.push(performance.now() - start)
  return result
}
