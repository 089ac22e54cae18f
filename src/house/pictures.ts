import { sql } from 'kysely'
import { audit, requireRole } from '../accounts/index.ts'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { type Measured, measurePicture } from './measure-picture.ts'

export const PICTURE_BYTES = 256 * 1024
const LONGEST_SIDE = 4_096

/**
 * Keeps a picture of the house: PNG, JPEG or WebP by what is in it, 256 KiB and 4096 pixels a side at most. Refuses
 * `settings.picture` with the field `logo`. For administrators.
 */
export async function addPicture(
  ctx: Context,
  bytes: Uint8Array,
): Promise<{ id: string; width: number; height: number }> {
  requireRole(ctx, 'admin')
  const picture = bytes.length <= PICTURE_BYTES ? measurePicture(bytes) : undefined
  if (!picture || Math.max(picture.width, picture.height) > LONGEST_SIDE || Math.min(picture.width, picture.height) < 1)
    return refuse('invalid', 'settings.picture', {
      field: 'logo',
      message: 'Take a picture as PNG, JPEG or WebP, of 256 KiB and 4096 pixels a side at most.',
    })
  const id = newId()
  const accountId = ctx.actor.kind === 'account' ? ctx.actor.accountId : null
  await transact(ctx, async ctx => {
    await sql`
      insert into house_pictures (id, media_type, width, height, bytes, created_at, account_id)
      values (${id}, ${picture.mediaType}, ${picture.width}, ${picture.height}, ${Buffer.from(bytes)}, ${ctx.now()},
        ${accountId}::uuid)`.execute(ctx.db)
    await audit(ctx, 'settings.picture_added', { kind: 'picture', id }, { bytes: bytes.length })
  })
  return { id, width: picture.width, height: picture.height }
}

/** Refuses `settings.unknown_picture`. */
export async function readPicture(
  ctx: Context,
  id: string,
): Promise<{ mediaType: Measured['mediaType']; bytes: Buffer }> {
  const { rows } = await sql<{ mediaType: Measured['mediaType']; bytes: Buffer }>`
    select media_type as "mediaType", bytes from house_pictures where id = ${id}::uuid`.execute(ctx.db)
  return rows[0] ?? refuse('not_found', 'settings.unknown_picture', 'There is no such picture.')
}
