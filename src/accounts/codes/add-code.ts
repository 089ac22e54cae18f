import { randomInt } from 'node:crypto'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, transact } from '../../storage/index.ts'
import { audit } from '../audit.ts'
import { requireRole } from '../require-role.ts'
import { AddCode, type ChangeCode, type CodeEntry } from '../schema.ts'
import { type CodeRow, lockCode, toEntry } from './queries.ts'

/** Without letters and digits that are taken for each other. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'

/** Makes a code. For administrators. Refuses `codes.taken`, `codes.span` for an end before its start. */
export function addCode(ctx: Context, input: AddCode): Promise<CodeEntry> {
  requireRole(ctx, 'admin')
  const { kind, sessions, maxUses, startsAt, expiresAt, code = randomCode() } = AddCode.parse(input)
  const [starts, expires] = [instant(startsAt), instant(expiresAt)]
  refuseBadSpan(starts, expires)
  return transact(ctx, async ctx => {
    const made = await ctx.db
      .insertInto('codes')
      .values({
        id: newId(),
        code,
        kind,
        sessions: kind === 'promo' ? (sessions ?? 1) : null,
        max_uses: maxUses,
        starts_at: starts,
        expires_at: expires,
        created_by: ctx.actor.kind === 'account' ? ctx.actor.accountId : null,
        created_at: ctx.now(),
      })
      .onConflict(conflict => conflict.column('code').doNothing())
      .returningAll()
      .executeTakeFirst()
    if (!made)
      refuse('conflict', 'codes.taken', { message: 'There is a code like this. Choose another.', field: 'code' })
    await audit(ctx, 'code.added', { kind: 'code', id: made.id }, { kind, uses: maxUses })
    return toEntry(made)
  })
}

/**
 * Switches a code off or on, or moves its limits; uses that were made stay. For administrators. Refuses `codes.unknown`,
 * `codes.below_uses`, `codes.span`.
 */
export function changeCode(ctx: Context, { code: text, ...input }: { code: string } & ChangeCode): Promise<CodeEntry> {
  requireRole(ctx, 'admin')
  return transact(ctx, async ctx => {
    const code = await lockCode(ctx, text)
    const wanted = {
      active: input.active ?? code.active,
      max_uses: input.maxUses === undefined ? code.max_uses : input.maxUses,
      starts_at: input.startsAt === undefined ? code.starts_at : instant(input.startsAt),
      expires_at: input.expiresAt === undefined ? code.expires_at : instant(input.expiresAt),
    }
    refuseBadSpan(wanted.starts_at, wanted.expires_at)
    if (wanted.max_uses !== null && wanted.max_uses < code.uses)
      refuse('conflict', 'codes.below_uses', {
        message: `This code was used ${code.uses} times already. Switch it off instead.`,
        field: 'maxUses',
      })
    const changed = await ctx.db
      .updateTable('codes')
      .set(wanted)
      .where('id', '=', code.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await audit(ctx, 'code.changed', { kind: 'code', id: code.id }, { active: changed.active, uses: changed.max_uses })
    return toEntry(changed as CodeRow)
  })
}

function randomCode(): string {
  return Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}

function instant(text: string | null): Temporal.Instant | null {
  return text === null ? null : Temporal.Instant.from(text)
}

function refuseBadSpan(starts: Temporal.Instant | null, expires: Temporal.Instant | null): void {
  if (starts && expires && Temporal.Instant.compare(starts, expires) >= 0)
    refuse('invalid', 'codes.span', { message: 'The code would end before it starts.', field: 'expiresAt' })
}
