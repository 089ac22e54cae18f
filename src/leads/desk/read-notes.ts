import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { LeadNote } from './schema.ts'

/** A lead's notes, newest first, or the one of an id. Deleted ones are left out. */
export async function readNotes(
  ctx: Context,
  { personId, id }: { personId: string; id?: string },
): Promise<LeadNote[]> {
  const accountId = ctx.actor.kind === 'account' ? ctx.actor.accountId : null
  const { rows } = await sql<
    Omit<LeadNote, 'at' | 'editedAt'> & { at: Temporal.Instant; editedAt: Temporal.Instant | null }
  >`
    select n.id, n.text, a.name as by, coalesce(n.account_id = ${accountId}::uuid, false) as own, n.created_at as at,
      n.edited_at as "editedAt"
    from lead_notes n left join accounts a on a.id = n.account_id
    where n.person_id = ${personId}::uuid and n.deleted_at is null and (${id ?? null}::uuid is null or n.id = ${id ?? null}::uuid)
    order by n.created_at desc, n.id desc limit 200`.execute(ctx.db)
  return rows.map(row => ({ ...row, at: row.at.toString(), editedAt: row.editedAt?.toString() ?? null }))
}
