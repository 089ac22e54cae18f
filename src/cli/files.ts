import { parseArgs } from 'node:util'
import { type Files, moveFiles } from '../files/index.ts'
import type { Context } from '../storage/index.ts'

export type FilesIo = { out(line: string): void; err(line: string): void }

const USAGE = 'files move --to s3|database    carry the bytes of every file there, each verified by its hash'

/** Exit 0: all are there. 2: no such command. 3: some are left where they were; the same command goes on with them. */
export async function filesCommand(ctx: Context, files: Files, args: string[], io: FilesIo): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { to: { type: 'string' } } })
  const { to } = values
  if (positionals.join() !== 'move' || (to !== 's3' && to !== 'database')) {
    io.err(USAGE)
    return 2
  }
  try {
    const { carried, failed, left } = await moveFiles(ctx, files, { to })
    io.out(`Carried ${carried} ${carried === 1 ? 'file' : 'files'} to ${to === 's3' ? 'S3' : 'the database'}.`)
    if (left > 0)
      io.err(`${left} could not be carried yet (${failed} failed). Run this again; nothing is lost meanwhile.`)
    return left > 0 ? 3 : 0
  } finally {
    files.objects?.close()
  }
}
