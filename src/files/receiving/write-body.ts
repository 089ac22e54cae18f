import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import type { Body } from './sniff.ts'

/** Of one piece. Small enough that many uploads at once are no burden, large enough that each costs few statements. */
export const CHUNK = 512 * 1024
const HEAD = 64 * 1024
const TAIL = 2

export type Written = Body & { sha256: string }

/**
 * Writes what is sent into pieces of a file that is being received, each with a statement of its own: a slow sender holds no
 * transaction, and no more than one piece is in memory. Refuses `files.too_large`, `files.empty`, and `files.gone` where the
 * file was taken away meanwhile.
 */
export async function writeBody(
  ctx: Context,
  input: { fileId: string; stream: AsyncIterable<Uint8Array>; most: number },
): Promise<Written> {
  const { fileId, stream, most } = input
  const hash = createHash('sha256')
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const piece = Buffer.allocUnsafe(Math.min(CHUNK, most))
  let filled = 0
  let number = 0
  let size = 0
  let head = Buffer.alloc(0)
  let isText = true

  async function flush() {
    const bytes = piece.subarray(0, filled)
    hash.update(bytes)
    if (number === 0) head = Buffer.from(bytes.subarray(0, HEAD))
    isText &&= isStillText(decoder, bytes)
    await writeChunk(ctx, fileId, number++, bytes)
    filled = 0
  }

  for await (const sent of stream) {
    size += sent.length
    if (size > most) refuseTooLarge(most)
    for (let at = 0; at < sent.length; ) {
      const taken = Math.min(sent.length - at, piece.length - filled)
      piece.set(sent.subarray(at, at + taken), filled)
      filled += taken
      at += taken
      if (filled === piece.length) await flush()
    }
  }
  if (size === 0) refuse('invalid', 'files.empty', 'This file is empty.')
  if (filled > 0) await flush()
  isText &&= isStillText(decoder)
  const last = await sql<{ bytes: Buffer }>`
    select bytes from file_chunks where file_id = ${fileId}::uuid and number >= ${number - TAIL} order by number
  `.execute(ctx.db)
  return { head, tail: Buffer.concat(last.rows.map(({ bytes }) => bytes)), size, isText, sha256: hash.digest('hex') }
}

export function refuseTooLarge(most: number): never {
  const mib = Math.floor((most / 1024 / 1024) * 10) / 10
  refuse('too_large', 'files.too_large', { message: `A file may have ${mib} MiB at most.`, limit: most })
}

export function refuseGone(): never {
  refuse('conflict', 'files.gone', 'The upload was ended before it was complete. Please send the file again.')
}

/** A piece of a file that is still being received, or `files.gone`. */
async function writeChunk(ctx: Context, fileId: string, number: number, bytes: Buffer): Promise<void> {
  const written = await sql`
    insert into file_chunks (file_id, number, bytes)
    select id, ${number}, ${bytes} from files where id = ${fileId}::uuid and state = 'receiving'`
    .execute(ctx.db)
    .catch(error => {
      // 23503: taken away between the look and the check of the reference.
      if ((error as { code?: string }).code === '23503') return refuseGone()
      throw error
    })
  if (Number(written.numAffectedRows ?? 0) === 0) refuseGone()
}

function isStillText(decoder: TextDecoder, bytes?: Buffer): boolean {
  try {
    decoder.decode(bytes, { stream: bytes !== undefined })
    return !bytes?.includes(0)
  } catch {
    return false
  }
}
