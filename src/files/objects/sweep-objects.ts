import { sql } from 'kysely'
import { hashSecret } from '../../kernel/ids.ts'
import { type Context, ownSecret } from '../../storage/index.ts'
import { wholeBytes } from '../open-file.ts'
import type { Files } from '../settings.ts'
import type { ObjectStore, StoredObject } from './store.ts'

const BATCH = 500
const NAME = 'files.swept'

export type Swept = { rowless: number; missing: number }

/** Sweeps once a day, whichever process comes first. Gives undefined where it is not time yet. */
export async function sweepDaily(ctx: Context, files: Files): Promise<Swept | undefined> {
  const mine = await sql`
    insert into settings (name, value, updated_at) values (${NAME}, 'true', ${ctx.now()})
    on conflict (name) do update set updated_at = excluded.updated_at
      where settings.updated_at <= excluded.updated_at - interval '24 hours' returning name`.execute(ctx.db)
  return mine.rows.length > 0 ? sweepObjects(ctx, files) : undefined
}

/**
 * Compares rows with bytes. Objects of ours without a row for 24 hours are removed by the worker; files whose bytes are not
 * whole are flagged `bytes_missing`, and unflagged once they are there again.
 */
export async function sweepObjects(ctx: Context, { objects }: Files): Promise<Swept> {
  await sql`
    update files f set bytes_missing_at = case when whole then null else coalesce(bytes_missing_at, ${ctx.now()}::timestamptz) end
    from (select k.id, k.sha256 is not null and k.size = coalesce((select sum(octet_length(bytes)) from file_chunks where file_id = k.id), 0) as whole
      from files k where state = 'kept' and place = 'database') looked
    where f.id = looked.id and f.place = 'database' and (bytes_missing_at is null) <> whole`.execute(ctx.db)
  const rowless = objects && (await isOurs(ctx, objects)) ? await sweepStore(ctx, objects) : 0
  const { rows } = await sql<{ missing: number }>`
    select count(*) as missing from files where bytes_missing_at is not null`.execute(ctx.db)
  const swept = { rowless, missing: rows[0]!.missing }
  if (swept.rowless + swept.missing > 0) ctx.log.warn(swept, 'files and their bytes did not agree')
  return swept
}

async function sweepStore(ctx: Context, objects: ObjectStore): Promise<number> {
  const seen = new Map<string, number>()
  let rowless = 0
  let batch: StoredObject[] = []
  const settle = async () => {
    const old = batch.filter(
      ({ modified }) => Temporal.Instant.compare(modified, ctx.now().subtract({ hours: 24 })) < 0,
    )
    const found = await sql`
      insert into file_removals (object_key, created_at, after)
      select key, ${ctx.now()}::timestamptz, ${ctx.now()}::timestamptz from unnest(${old.map(({ key }) => key)}::text[]) key
      where not exists (select from files where object_key = key)
      on conflict (object_key) do nothing returning object_key`.execute(ctx.db)
    rowless += found.rows.length
    batch = []
  }
  for await (const object of objects.list(`${objects.prefix}files/`)) {
    seen.set(object.key, object.size)
    if (batch.push(object) === BATCH) await settle()
  }
  await settle()
  await flagMissing(ctx, objects, seen)
  return rowless
}

async function flagMissing(ctx: Context, objects: ObjectStore, seen: Map<string, number>): Promise<void> {
  let last = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const { rows } = await sql<{ id: string; object_key: string; size: number; flagged: boolean }>`
      select id, object_key, size, bytes_missing_at is not null as flagged from files
      where state = 'kept' and place = 's3' and id > ${last}::uuid order by id limit ${BATCH}`.execute(ctx.db)
    for (const { id, object_key, size, flagged } of rows) {
      // What was carried there after the list was made is looked for by its name.
      const whole = seen.get(object_key) === size || (await isThere(objects, object_key, size))
      if (whole === flagged)
        await sql`
          update files set bytes_missing_at = ${whole ? null : ctx.now()} where id = ${id}::uuid and place = 's3'`.execute(
          ctx.db,
        )
    }
    if (rows.length < BATCH) return
    last = rows.at(-1)!.id
  }
}

async function isThere(objects: ObjectStore, key: string, size: number): Promise<boolean> {
  const found = await objects.read(key)
  if (!found) return false
  return wholeBytes(found, size).then(
    () => true,
    () => false,
  )
}

/** Whether the prefix is this database's: a copy of it for trying out, or another Mosaic, must not remove what it does not know. */
async function isOurs(ctx: Context, objects: ObjectStore): Promise<boolean> {
  const key = `${objects.prefix}owner`
  const own = hashSecret(await ownSecret(ctx.db, 'files owner'))
  const found = await objects.read(key)
  if (!found) {
    await objects.write(key, Buffer.from(own))
    return true
  }
  let owner = ''
  for await (const piece of found) owner += String(piece)
  if (owner !== own)
    ctx.log.error({ prefix: objects.prefix }, 'the files here are another Mosaic’s: set another S3_PREFIX')
  return owner === own
}
