import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import type { Context } from '../../storage/index.ts'

/** Names of the sample staff who were switched off, and of those who stay because visitors expect them. */
export type RetiredSamples = { retired: string[]; kept: string[] }

/** Switches the sample staff of a role off when the first real one comes, but for whom somebody has an appointment with. */
export async function retireSamples(
  ctx: Context,
  { id: addedId, role }: { id: string; role: 'agent' | 'coach' },
): Promise<RetiredSamples | undefined> {
  const { rows } = await sql<{ id: string; name: string; expected: boolean }>`
    select s.id, s.name, exists (
      select from appointments where staff_id = s.id
        and (status in ('pending', 'confirmed', 'no_answer') or (status = 'held' and hold_until > ${ctx.now()}))) as expected
    from staff s
    where s.sample and s.active and s.role = ${role}
      and not exists (select from staff where not sample and role = ${role} and id <> ${addedId})
    order by s.name for update of s`.execute(ctx.db)
  if (rows.length === 0) return undefined
  const leaving = rows.filter(row => !row.expected)
  for (const { id } of leaving) {
    await sql`update staff set active = false, version = version + 1, updated_at = ${ctx.now()} where id = ${id}`.execute(
      ctx.db,
    )
    await audit(ctx, 'staff.changed', { kind: 'staff', id }, { active: false })
  }
  return {
    retired: leaving.map(({ name }) => name),
    kept: rows.filter(row => row.expected).map(({ name }) => name),
  }
}
