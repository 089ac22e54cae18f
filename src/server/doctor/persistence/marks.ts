import { createHash } from 'node:crypto'
import { newSecret } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import { type Context, transact } from '../../../storage/index.ts'

/** Long enough for a slow build; then it is rubbish. */
const LIFE = Temporal.Duration.from({ hours: 6 })
/** At most so many stand: whoever asks without end writes no more than a few kilobytes. */
const MOST = 100
/** Where there is no room, marks older than this give way: somebody who makes many keeps an operator away for no longer. */
const SAFE = Temporal.Duration.from({ hours: 1 })

/**
 * Writes a mark that lasts six hours, and an hour at least where many are made, and gives the token that reads it. Anybody may: it holds nothing, and those that have
 * expired go with the next one. Refuses `doctor.too_many_marks`.
 */
export async function makeMark(ctx: Context) {
  const token = newSecret()
  // As the store keeps it, so that it reads back the same.
  const madeAt = ctx.now().round('microsecond')
  const expiresAt = madeAt.add(LIFE)
  await transact(ctx, async ctx => {
    await ctx.db.deleteFrom('persistence_marks').where('expires_at', '<=', madeAt).execute()
    const { count } = await ctx.db
      .selectFrom('persistence_marks')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    if (count >= MOST) {
      const gone = await ctx.db
        .deleteFrom('persistence_marks')
        .where('made_at', '<=', madeAt.subtract(SAFE))
        .executeTakeFirst()
      if (count - Number(gone.numDeletedRows) >= MOST)
        refuse('limit', 'doctor.too_many_marks', {
          message: 'Many such marks were made within the hour. Try again when it is over: older ones give way.',
          retryAfterSeconds: 600,
        })
    }
    await ctx.db
      .insertInto('persistence_marks')
      .values({ token_hash: hashOf(token), made_at: madeAt, expires_at: expiresAt })
      .execute()
  })
  return { token, madeAt: madeAt.toString(), expiresAt: expiresAt.toString() }
}

/** When the mark of a token was made. Refuses `doctor.no_mark`. */
export async function requireMark(ctx: Context, token: string): Promise<{ madeAt: string; expiresAt: string }> {
  const row = await ctx.db
    .selectFrom('persistence_marks')
    .select(['made_at', 'expires_at'])
    .where('token_hash', '=', hashOf(token))
    .where('expires_at', '>', ctx.now())
    .executeTakeFirst()
  if (!row)
    refuse('not_found', 'doctor.no_mark', 'There is no such mark: it was never written here, or it has expired.')
  return { madeAt: row.made_at.toString(), expiresAt: row.expires_at.toString() }
}

/** Takes the mark of a token away; one that is not there is away already. */
export async function removeMark(ctx: Context, token: string): Promise<void> {
  await ctx.db.deleteFrom('persistence_marks').where('token_hash', '=', hashOf(token)).execute()
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
