import { sql } from 'kysely'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { requireFile } from './queries.ts'
import { type FileRow, toFile } from './row.ts'
import type { KeptFile } from './schema.ts'
import type { Files } from './settings.ts'

/**
 * A file and its bytes, piece by piece, identical to what was sent. Refuses `files.unknown`, `files.bytes_missing` where the
 * object store has lost them, `files.store_off` where they lie in one that no setting names.
 */
export async function openFile(
  ctx: Context,
  files: Files,
  input: { personId: string | undefined; fileId: string },
): Promise<{ file: KeptFile; read: () => Promise<AsyncIterable<Uint8Array>> }> {
  const row = await requireFile(ctx, input)
  if (row.sha256 === null) refuseMissing()
  return { file: toFile(row), read: () => readBytes(ctx, files, row) }
}

/** The bytes of a file, from wherever they lie; for one that is carried meanwhile, from there. */
export async function readBytes(ctx: Context, files: Files, row: FileRow): Promise<AsyncIterable<Uint8Array>> {
  if (row.place === 'database') return chunksOf(ctx, row)
  const found = await requireObjects(files).read(row.object_key!)
  if (found) return found
  const again = await requireFile(ctx, { personId: row.person_id, fileId: row.id })
  if (again.place === 'database') return chunksOf(ctx, again)
  return refuseMissing()
}

function refuseMissing(): never {
  refuse('not_found', 'files.bytes_missing', 'The content of this file is gone from where it was kept.')
}

export function requireObjects({ objects }: Files) {
  return (
    objects ??
    refuse(
      'unavailable',
      'files.store_off',
      'The content of this file is kept elsewhere, and that is not set up just now.',
    )
  )
}

async function* chunksOf(ctx: Context, row: FileRow): AsyncGenerator<Uint8Array> {
  let sent = 0
  for (let number = 0; sent < row.size; number++) {
    const { rows } = await sql<{ bytes: Buffer }>`
      select bytes from file_chunks where file_id = ${row.id}::uuid and number = ${number}`.execute(ctx.db)
    if (!rows[0]) refuseMissing()
    sent += rows[0].bytes.length
    yield rows[0].bytes
  }
}

/** All bytes at once, for what cannot do with less. */
export async function wholeBytes(stream: AsyncIterable<Uint8Array>, size: number): Promise<Buffer> {
  const whole = Buffer.allocUnsafeSlow(size)
  let at = 0
  for await (const piece of stream) {
    if (at + piece.length <= size) whole.set(piece, at)
    at += piece.length
  }
  return at === size ? whole : refuse('not_found', 'files.bytes_missing', 'The content of this file is not whole.')
}
