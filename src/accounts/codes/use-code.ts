import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, inTransaction } from '../../storage/index.ts'
import type { CodeKind, Grants } from '../schema.ts'
import { type CodeRefusal, findCode, grantsOf, whyNot } from './queries.ts'

/**
 * Uses a code for an account, in the transaction of its effect: where that fails, nothing was used. An invitation lifts the
 * account to the tier `beta`; the sessions of a promo code are what the caller makes of them. However many use the last one
 * at once, one gets it.
 *
 * Refuses `codes.unknown` (also for a code of another kind than asked for), `codes.inactive` (also before it starts),
 * `codes.expired`, `codes.already_used`, `codes.used_up`.
 */
export async function useCode(
  ctx: Context,
  input: { accountId: string; code: string; kind?: CodeKind },
): Promise<{ useId: string; grants: Grants }> {
  if (!inTransaction(ctx)) throw new Error('a code is used in the transaction of its effect')
  const code = await findCode(ctx, input.code)
  const wrong = code && (!input.kind || code.kind === input.kind) ? whyNot(ctx, code) : 'codes.unknown'
  if (!code || wrong) return refuseCode(wrong ?? 'codes.unknown')
  const useId = newId()
  const used = await sql`
    insert into code_uses (id, code_id, account_id, used_at) values (${useId}, ${code.id}, ${input.accountId}, ${ctx.now()})
    on conflict (code_id, account_id) where returned_at is null do nothing`.execute(ctx.db)
  if (!used.numAffectedRows) refuseCode('codes.already_used')
  // Whoever comes second waits here for the first to commit, and then sees its use.
  const counted = await sql`
    update codes set uses = uses + 1
    where id = ${code.id} and active and (max_uses is null or uses < max_uses)`.execute(ctx.db)
  if (!counted.numAffectedRows) refuseCode('codes.used_up')
  const grants = grantsOf(code)
  if (grants.tier)
    await ctx.db
      .updateTable('accounts')
      .set({ tier: grants.tier, updated_at: ctx.now() })
      .where('id', '=', input.accountId)
      .execute()
  return { useId, grants }
}

/** Gives a use back, in the caller's transaction; the code can be used again. Given back twice it counts once. */
export async function returnCodeUse(ctx: Context, useId: string): Promise<void> {
  const returned = await ctx.db
    .updateTable('code_uses')
    .set({ returned_at: ctx.now() })
    .where('id', '=', useId)
    .where('returned_at', 'is', null)
    .returning('code_id')
    .executeTakeFirst()
  if (returned) await sql`update codes set uses = uses - 1 where id = ${returned.code_id}`.execute(ctx.db)
}

const SENTENCE: Record<CodeRefusal, string> = {
  'codes.unknown': 'This code is not known here. Check its spelling.',
  'codes.inactive': 'This code cannot be used just now. Ask who gave it to you.',
  'codes.expired': 'This code has expired. Ask who gave it to you for a new one.',
  'codes.used_up': 'This code was used as often as it can be. Ask who gave it to you for another.',
  'codes.already_used': 'You have used this code already.',
}

function refuseCode(code: CodeRefusal): never {
  refuse(code === 'codes.unknown' ? 'not_found' : 'conflict', code, { message: SENTENCE[code], field: 'code' })
}
