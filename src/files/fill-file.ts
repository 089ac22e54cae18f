import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { Refusal } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { typeOf } from './receiving/sniff.ts'
import { writeBody } from './receiving/write-body.ts'
import type { KeptType } from './schema.ts'

/**
 * Gives a file that was brought without its bytes these, in one transaction: whatever they are, for they are what the person once
 * uploaded. Gives false where the file is gone or has its bytes. Holds no limit: what was taken then is kept now.
 */
export function fillFile(
  ctx: Context,
  { fileId, stream }: { fileId: string; stream: AsyncIterable<Uint8Array> },
): Promise<boolean> {
  return transact(ctx, async ctx => {
    const { rows } = await sql<{ name: string }>`
      update files set state = 'receiving' where id = ${fileId}::uuid and state = 'kept' and sha256 is null
      returning name`.execute(ctx.db)
    if (!rows[0]) return false
    const written = await writeBody(ctx, { fileId, stream, most: Number.MAX_SAFE_INTEGER }).catch(emptyBody)
    const type = await typeOf(written, rows[0].name, undefined).catch(otherType)
    const state = type === 'application/octet-stream' || type.startsWith('image/') ? 'empty' : 'pending'
    await sql`
      update files set state = 'kept', type = ${type}, size = ${written.size}, sha256 = ${written.sha256},
        bytes_missing_at = null, text_state = ${state}, text_reason = null
      where id = ${fileId}::uuid`.execute(ctx.db)
    return true
  })
}

function emptyBody(error: unknown) {
  if (!(error instanceof Refusal && error.code === 'files.empty')) throw error
  const sha256 = createHash('sha256').digest('hex')
  return { head: Buffer.alloc(0), tail: Buffer.alloc(0), size: 0, isText: true, sha256 }
}

function otherType(error: unknown): KeptType {
  if (!(error instanceof Refusal)) throw error
  return 'application/octet-stream'
}
