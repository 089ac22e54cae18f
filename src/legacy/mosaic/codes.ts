import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { TableMapping } from '../core/mapping.ts'
import { Row } from '../core/row.ts'
import { KINDS } from './kinds.ts'

const SHAPE = /^[A-Z0-9][A-Z0-9_-]{2,39}$/
const MOST = 2_147_483_647

/** Discount codes that grant a tier are invitations, with their counts. */
export function discountCodes(): TableMapping {
  let taken = new Set<string>()
  const codeOf = (row: Row) => row.text('code')?.trim().toUpperCase()
  const seen = new Set<string>()
  return {
    key: ['code'],
    async prepare(run, rows, table) {
      const places = new Map(table.columns.map((name, at) => [name.toLowerCase(), at]))
      const codes = rows.flatMap(({ values }) => codeOf(new Row(places, values, [], '')) ?? [])
      const own = codes.map(code => run.id('code', code))
      const { rows: found } = await sql<{ code: string }>`
        select code from codes where code = any (${codes}::text[]) and id <> all (${own}::uuid[])`.execute(run.store.db)
      taken = new Set(found.map(({ code }) => code))
    },
    plan(row, out, run) {
      const code = codeOf(row)
      if (!code) return { outcome: 'quarantined', code: 'no_key' }
      if (!SHAPE.test(code)) return { outcome: 'quarantined', code: 'bad_code' }
      if (taken.has(code) || seen.has(code)) return { outcome: 'quarantined', code: 'code_taken' }
      seen.add(code)
      row.check(KINDS.discount_codes!)
      const tier = row.text('grants_tier')?.trim().toLowerCase() || 'beta'
      if (tier !== 'beta') row.repair('unknown_tier', 'grants_tier')
      const count = (column: string) => Math.min(Math.max(Math.trunc(row.number(column) ?? 0), 0), MOST)
      const uses = count('current_uses')
      const limit = row.number('max_uses') === null ? null : count('max_uses')
      // Used more often than it may be, it is used up.
      if (limit !== null && uses > limit) row.repair('code_overused', 'current_uses')
      const at = row.timestamp('created_at') ?? run.now
      const isOpen = limit === null || limit > 0 || uses > 0
      out.add('codes', {
        ...{ id: run.id('code', code), code, uses, created_at: at.toString() },
        max_uses: limit === null ? null : Math.max(limit, uses) || null,
        expires_at: row.timestamp('expires_at')?.toString() ?? null,
        active: (row.boolean('active') ?? true) && tier === 'beta' && isOpen,
      })
      return { outcome: 'imported' }
    },
  }
}

export async function writeCodes(ctx: Context, rows: Record<string, unknown>[]): Promise<void> {
  await sql`
    insert into codes (id, code, kind, max_uses, uses, expires_at, active, created_at)
    select id, code, 'invitation', max_uses, uses, expires_at, active, created_at
    from json_to_recordset(${JSON.stringify(rows)}::json) as g (id uuid, code text, max_uses integer, uses integer,
      expires_at timestamptz, active boolean, created_at timestamptz)
    on conflict do nothing`.execute(ctx.db)
}
