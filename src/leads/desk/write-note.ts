import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, tell, transact } from '../../storage/index.ts'
import { lockLead } from './lock-lead.ts'
import { readNotes } from './read-notes.ts'
import { requireSales } from './rights.ts'
import type { LeadNote } from './schema.ts'

/**
 * Writes a note on a lead, for the staff alone. `id` is made by the caller: the same again is the same note. Refuses
 * `leads.not_allowed`, `leads.unknown`, `leads.note_reused` (an id that is another note's).
 */
export async function addNote(
  ctx: Context,
  { personId, id = newId(), text }: { personId: string; id?: string; text: string },
): Promise<LeadNote> {
  const { accountId } = requireSales(ctx)
  return transact(ctx, async ctx => {
    await lockLead(ctx, personId)
    const added = await sql`
      insert into lead_notes (id, person_id, account_id, text, created_at)
      values (${id}::uuid, ${personId}::uuid, ${accountId}::uuid, ${text}, ${ctx.now()})
      on conflict (id) do nothing returning id`.execute(ctx.db)
    if (added.rows.length > 0) await changed(ctx, personId, 'lead.note_added', id)
    const [note] = await readNotes(ctx, { personId, id })
    return (
      note ?? refuse('conflict', 'leads.note_reused', 'This note was written elsewhere or deleted. Write a new one.')
    )
  })
}

/** Writes one's own note anew. Refuses `leads.not_allowed`, `leads.unknown`, `leads.note_unknown`, `leads.note_of_another`. */
export async function editNote(
  ctx: Context,
  { personId, id, text }: { personId: string; id: string; text: string },
): Promise<LeadNote> {
  return transact(ctx, async ctx => {
    const note = await lockOwn(ctx, { personId, id })
    if (note.deleted) refuseNote()
    const edited = await sql`
      update lead_notes set text = ${text}, edited_at = ${ctx.now()} where id = ${id}::uuid and text <> ${text} returning id`.execute(
      ctx.db,
    )
    if (edited.rows.length > 0) await changed(ctx, personId, 'lead.note_edited', id)
    return (await readNotes(ctx, { personId, id }))[0]!
  })
}

/**
 * Deletes one's own note, or takes that back while it is kept (a day). Twice is once. Refuses `leads.not_allowed`, `leads.unknown`,
 * `leads.note_unknown`, `leads.note_of_another`.
 */
export async function deleteNote(
  ctx: Context,
  { personId, id, restore = false }: { personId: string; id: string; restore?: boolean },
): Promise<void> {
  return transact(ctx, async ctx => {
    await sql`delete from lead_notes where deleted_at < ${ctx.now().subtract({ hours: 24 })}`.execute(ctx.db)
    const note = await lockOwn(ctx, { personId, id })
    if (note.deleted === !restore) return
    await sql`update lead_notes set deleted_at = ${restore ? null : ctx.now()}::timestamptz where id = ${id}::uuid`.execute(
      ctx.db,
    )
    await changed(ctx, personId, restore ? 'lead.note_restored' : 'lead.note_deleted', id)
  })
}

async function lockOwn(
  ctx: Context,
  { personId, id }: { personId: string; id: string },
): Promise<{ deleted: boolean }> {
  const { accountId } = requireSales(ctx)
  await lockLead(ctx, personId)
  const { rows } = await sql<{ account_id: string | null; deleted: boolean }>`
    select account_id, deleted_at is not null as deleted from lead_notes
    where id = ${id}::uuid and person_id = ${personId}::uuid for update`.execute(ctx.db)
  const [note] = rows
  if (!note) refuseNote()
  if (note.account_id !== accountId)
    refuse('forbidden', 'leads.note_of_another', 'Only who wrote a note may change or delete it.')
  return note
}

async function changed(ctx: Context, personId: string, action: string, note: string): Promise<void> {
  await audit(ctx, action, { kind: 'person', id: personId }, { note })
  tell(ctx, { topic: 'lead', id: personId })
}

function refuseNote(): never {
  return refuse('not_found', 'leads.note_unknown', 'There is no such note any more.')
}
