import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { labelOf } from './label.ts'
import { usedBy } from './queries.ts'
import { typeOf } from './receiving/sniff.ts'
import { refuseGone, type Written, writeBody } from './receiving/write-body.ts'
import { type FileRow, fileColumns, toFile } from './row.ts'
import type { FileType, KeptFile } from './schema.ts'
import type { Files } from './settings.ts'

/** Uploads of one person that began within a minute and are not done: one whose process or store died in the middle counts no longer. */
const MOST_AT_ONCE = 8

export type ReceiveInput = {
  personId: string
  /** Made by the client, or a function that gives it once the stream has ended. */
  clientId?: string | (() => string | undefined)
  name: string
  /** What the client says that it is. */
  declaredType?: string | undefined
  stream: AsyncIterable<Uint8Array>
}

/**
 * Takes a file of a person: pieces first, with no transaction open while the client sends; then one short transaction in
 * which it is counted and kept. The same client id with the same content gives the file that is there (`created: false`).
 *
 * Refuses `files.too_large`, `files.empty`, `files.type`, `files.mismatch`, `files.too_many`, `files.no_room`,
 * `files.id_reused` (the client id with another content), `files.busy` (more than eight at once), `files.gone`.
 */
export async function receiveFile(
  ctx: Context,
  files: Files,
  input: ReceiveInput,
): Promise<{ file: KeptFile; created: boolean }> {
  const { personId, declaredType, stream } = input
  const name = labelOf(input.name)
  const given = () => (typeof input.clientId === 'function' ? input.clientId() : input.clientId)
  // What is known of it before the file comes: sent again, it takes no room.
  const fileId = await begin(ctx, files, { personId, name, clientId: given() })
  try {
    const written = await writeBody(ctx, { fileId, stream, most: files.limits.fileBytes })
    const type = await typeOf(written, name, declaredType)
    const clientId = given()
    const kept = await transact(ctx, ctx => keep(ctx, files, { fileId, personId, clientId, type, written }))
    return { file: toFile(kept), created: kept.id === fileId }
  } finally {
    // Nothing where it was kept. What cannot be taken away now is swept later.
    await sql`delete from files where id = ${fileId}::uuid and state = 'receiving'`.execute(ctx.db).catch(error => {
      ctx.log.warn({ err: error }, 'an upload that ended early is taken away later')
    })
  }
}

async function begin(
  ctx: Context,
  { limits }: Files,
  { personId, name, clientId = null }: { personId: string; name: string; clientId: string | undefined | null },
): Promise<string> {
  const fileId = newId()
  const { rows } = await sql<{ kept: number; known: boolean; receiving: number }>`
    select count(*) filter (where state = 'kept') as kept,
      coalesce(bool_or(client_id = ${clientId}), false) as known,
      count(*) filter (where state = 'receiving' and created_at > ${ctx.now()}::timestamptz - interval '1 minute') as receiving
    from files where person_id = ${personId}::uuid`.execute(ctx.db)
  if (rows[0]!.kept >= limits.filesPerPerson && !rows[0]!.known) refuseTooMany(limits.filesPerPerson)
  if (rows[0]!.receiving >= MOST_AT_ONCE)
    refuse('limit', 'files.busy', {
      message: `${MOST_AT_ONCE} files are on their way already. Wait until one is there.`,
      retryAfterSeconds: 10,
    })
  // Who is being erased is waited for: nothing begins behind it.
  const begun = await sql`
    insert into files (id, person_id, state, name, created_at)
    select ${fileId}::uuid, id, 'receiving', ${name}, ${ctx.now()}
    from persons where id = ${personId}::uuid and erased_at is null for key share`.execute(ctx.db)
  if (Number(begun.numAffectedRows ?? 0) === 0) refuseGone()
  return fileId
}

/** In the caller's transaction, one of a person's uploads after another. */
async function keep(
  ctx: Context,
  { limits, objects }: Files,
  input: { fileId: string; personId: string; clientId: string | undefined; type: FileType; written: Written },
): Promise<FileRow> {
  const { fileId, personId, clientId = null, type, written } = input
  const { size, sha256 } = written
  await sql`select from persons where id = ${personId}::uuid for no key update`.execute(ctx.db)
  if (clientId !== null) {
    const same = await sql<FileRow>`
      select ${fileColumns} from files where person_id = ${personId}::uuid and client_id = ${clientId}`.execute(ctx.db)
    if (same.rows[0] && same.rows[0].sha256 !== sha256)
      refuse('conflict', 'files.id_reused', 'This upload id was used for another file. Use a new one for each file.')
    if (same.rows[0]) return same.rows[0]
  }
  const used = await usedBy(ctx, personId)
  if (used.files >= limits.filesPerPerson) refuseTooMany(limits.filesPerPerson)
  if (used.bytes + size > limits.bytesPerPerson)
    refuse('conflict', 'files.no_room', {
      message: 'There is not enough room left for this file. Delete one that you no longer need.',
      limit: limits.bytesPerPerson,
      used: used.bytes,
    })
  const kept = await sql<FileRow>`
    update files set state = 'kept', client_id = ${clientId}, type = ${type}, size = ${size}, sha256 = ${sha256},
      text_state = ${type.startsWith('image/') ? 'empty' : 'pending'}, bound_for = ${objects ? 's3' : null}
    where id = ${fileId}::uuid and state = 'receiving' returning ${fileColumns}`.execute(ctx.db)
  return kept.rows[0] ?? refuseGone()
}

function refuseTooMany(limit: number): never {
  refuse('conflict', 'files.too_many', { message: `You keep ${limit} files already. Delete one first.`, limit })
}
