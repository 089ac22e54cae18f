import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { Refusal } from '../../kernel/refusal.ts'
import { type Context, transact } from '../../storage/index.ts'
import { readBytes, wholeBytes } from '../open-file.ts'
import { CHUNK } from '../receiving/write-body.ts'
import { type FileRow, fileColumns } from '../row.ts'
import type { Files } from '../settings.ts'

/** Longer than one file takes; of the database's clock. */
const LEASE = '2 minutes'

type Bound = FileRow & { bound_for: 'database' | 's3'; attempts: number }

/**
 * Carries the bytes of the file that waits longest to where it is bound, and says so in its row only once what arrived has
 * the hash of what was sent. Gives what became of it, or undefined if nothing waits. Killed at any point, it is done again.
 */
export async function carryFile(ctx: Context, files: Files): Promise<'carried' | 'failed' | undefined> {
  if (!files.objects) return undefined
  const row = await claim(ctx, files.objects.prefix)
  if (!row) return undefined
  try {
    const bytes = await wholeBytes(await readBytes(ctx, files, row), row.size)
    if (sha256(bytes) !== row.sha256) throw new Error('the bytes that lie there have another hash')
    if (row.bound_for === 's3') await toObjects(ctx, files.objects, row, bytes)
    else await toDatabase(ctx, row, bytes)
    return 'carried'
  } catch (error) {
    // Its bytes stay where they are, and are found there.
    ctx.log.warn({ err: error, fileId: row.id, attempts: row.attempts }, 'the bytes of a file cannot be carried now')
    const gone = error instanceof Refusal && error.code === 'files.bytes_missing'
    const waitSeconds = Math.min(3_600, 5 * 2 ** Math.min(row.attempts, 10))
    await sql`
      update files set carry_after = now() + ${`${waitSeconds} seconds`}::interval,
        bytes_missing_at = case when ${gone} then coalesce(bytes_missing_at, ${ctx.now()}::timestamptz) end,
        bound_for = case when ${gone} then null else bound_for end
      where id = ${row.id}::uuid`.execute(ctx.db)
    return 'failed'
  }
}

/**
 * The name of its object stands in the row before there is one: whoever erases the file meanwhile knows what to remove. No name
 * is used twice, or what is removed late would be somebody's again.
 */
async function claim(ctx: Context, prefix: string): Promise<Bound | undefined> {
  const { rows } = await sql<Bound>`
    update files set carry_after = now() + ${LEASE}::interval, carry_attempts = carry_attempts + 1,
      object_key = coalesce(object_key, ${prefix} || 'files/' || id || '/' || gen_random_uuid())
    where id = (
      select id from files where state = 'kept' and bound_for is not null and (carry_after is null or carry_after < now())
      order by carry_after nulls first limit 1 for update skip locked)
    returning ${fileColumns}, bound_for, carry_attempts as attempts`.execute(ctx.db)
  return rows[0]
}

async function toObjects(ctx: Context, objects: NonNullable<Files['objects']>, row: Bound, bytes: Buffer) {
  const key = row.object_key!
  await objects.write(key, bytes)
  const written = await objects.read(key)
  if (!written || sha256(await wholeBytes(written, row.size)) !== row.sha256)
    throw new Error('what arrived has another hash')
  await transact(ctx, async ctx => {
    const settled = await sql`
      update files set place = 's3', bound_for = null, carry_after = null, carry_attempts = 0
      where id = ${row.id}::uuid and bound_for = 's3' returning id`.execute(ctx.db)
    if (settled.rows.length > 0) await sql`delete from file_chunks where file_id = ${row.id}::uuid`.execute(ctx.db)
    else await letGo(ctx, row)
  })
}

/** Erased or wanted elsewhere while it was on its way: what arrived is nobody's, unless another process carried it too. */
async function letGo(ctx: Context, { id, object_key }: Bound) {
  await sql`
    update files set object_key = null where id = ${id}::uuid and place = 'database' and object_key = ${object_key}`.execute(
    ctx.db,
  )
  await sql`
    insert into file_removals (object_key, created_at, after)
    select ${object_key}, ${ctx.now()}::timestamptz, ${ctx.now()}::timestamptz
    where not exists (select from files where object_key = ${object_key}) on conflict (object_key) do nothing`.execute(
    ctx.db,
  )
}

async function toDatabase(ctx: Context, row: Bound, bytes: Buffer) {
  await transact(ctx, async ctx => {
    const held = await sql`
      select from files where id = ${row.id}::uuid and bound_for = 'database' for update`.execute(ctx.db)
    if (held.rows.length === 0) return
    await sql`delete from file_chunks where file_id = ${row.id}::uuid`.execute(ctx.db)
    for (let at = 0, number = 0; at < bytes.length; at += CHUNK, number++)
      await sql`
        insert into file_chunks (file_id, number, bytes)
        values (${row.id}::uuid, ${number}, ${bytes.subarray(at, at + CHUNK)})`.execute(ctx.db)
    await sql`
      update files set place = 'database', bound_for = null, carry_after = null, carry_attempts = 0, object_key = null,
        bytes_missing_at = null
      where id = ${row.id}::uuid`.execute(ctx.db)
    await sql`
      insert into file_removals (object_key, created_at, after) values (${row.object_key}, ${ctx.now()}, ${ctx.now()})
      on conflict (object_key) do nothing`.execute(ctx.db)
  })
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
