import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import { requireRole } from '../require-role.ts'
import type { CodeAnswer, CodeEntry, CodeKind, Grants } from '../schema.ts'

/** The code as it is typed, in any case; undefined where there is none. */
export async function findCode(ctx: Context, code: string) {
  return ctx.db.selectFrom('codes').selectAll().where('code', '=', code.trim().toUpperCase()).executeTakeFirst()
}

export type CodeRow = NonNullable<Awaited<ReturnType<typeof findCode>>>

export function grantsOf(code: Pick<CodeRow, 'kind' | 'sessions'>): Grants {
  return { tier: code.kind === 'invitation' ? 'beta' : null, sessions: code.sessions ?? 0 }
}

export type CodeRefusal = 'codes.unknown' | 'codes.inactive' | 'codes.expired' | 'codes.used_up' | 'codes.already_used'

/** What stands against a use by whoever it is; undefined where nothing does. */
export function whyNot(ctx: Context, code: CodeRow): CodeRefusal | undefined {
  const isPast = (at: Temporal.Instant | null) => at !== null && Temporal.Instant.compare(at, ctx.now()) <= 0
  if (!code.active || (code.starts_at && !isPast(code.starts_at))) return 'codes.inactive'
  if (isPast(code.expires_at)) return 'codes.expired'
  return undefined
}

/** Whether a code can be used now and what it grants, for who has it in hand. Uses nothing. */
export async function describeCode(ctx: Context, text: string): Promise<CodeAnswer> {
  const code = await findCode(ctx, text)
  if (!code) return { valid: false, grants: null, reason: 'codes.unknown' }
  const isUsedUp = code.max_uses !== null && code.uses >= code.max_uses
  const reason = whyNot(ctx, code) ?? (isUsedUp ? 'codes.used_up' : null)
  return { valid: reason === null, grants: reason === null ? grantsOf(code) : null, reason }
}

/** The coaching sessions that promo codes grant an account, those given back left out. */
export async function grantedSessions(ctx: Context, { accountId }: { accountId: string }): Promise<number> {
  const { sessions } = await ctx.db
    .selectFrom('code_uses')
    .innerJoin('codes', 'codes.id', 'code_uses.code_id')
    .select(select => select.fn.sum<number | null>('codes.sessions').as('sessions'))
    .where('code_uses.account_id', '=', accountId)
    .where('code_uses.returned_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(sessions ?? 0)
}

/** Codes, newest first, a hundred a page. For administrators. */
export async function listCodes(ctx: Context, { cursor }: { cursor?: string } = {}) {
  requireRole(ctx, 'admin')
  const rows = await ctx.db
    .selectFrom('codes')
    .selectAll()
    .$if(cursor !== undefined, query => query.where('id', '<', cursor!))
    .orderBy('id', 'desc')
    .limit(101)
    .execute()
  const items = rows.slice(0, 100).map(toEntry)
  return { items, cursor: rows.length > 100 ? items.at(-1)!.id : null }
}

export function toEntry(row: CodeRow): CodeEntry {
  return {
    id: row.id,
    code: row.code,
    kind: row.kind as CodeKind,
    grants: grantsOf(row),
    maxUses: row.max_uses,
    uses: row.uses,
    startsAt: row.starts_at?.toString() ?? null,
    expiresAt: row.expires_at?.toString() ?? null,
    active: row.active,
    createdAt: row.created_at.toString(),
  }
}

/** A code to be changed, locked. Refuses `codes.unknown`. */
export async function lockCode(ctx: Context, text: string): Promise<CodeRow> {
  const code = await ctx.db
    .selectFrom('codes')
    .selectAll()
    .where('code', '=', text.trim().toUpperCase())
    .forUpdate()
    .executeTakeFirst()
  return code ?? refuse('not_found', 'codes.unknown', 'There is no such code.')
}
