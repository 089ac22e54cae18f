import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, transact } from '../../storage/index.ts'
import type { OwnWork, PostingNote } from './schema.ts'
import { lockPosting } from './set-state.ts'
import { currentStates, type StateRow, toState } from './states.ts'

type NoteRow = { id: string; version: number; text: string; created_at: Temporal.Instant }

/** Writes a note about a posting; the same key again is the same note. Refuses `catalogue.listing_not_found`. */
export async function addNote(
  ctx: Context,
  input: { personId: string; postingId: string; text: string; requestKey?: string | undefined },
): Promise<PostingNote> {
  const { personId, postingId, text, requestKey = null } = input
  return transact(ctx, async ctx => {
    await lockPosting(ctx, personId, postingId)
    const id = newId()
    const made = await sql<{ id: string }>`
      insert into posting_notes (id, person_id, posting_id, request_key, created_at)
      values (${id}, ${personId}, ${postingId}, ${requestKey}, ${ctx.now()})
      on conflict (person_id, request_key) do nothing returning id`.execute(ctx.db)
    if (!made.rows[0]) {
      const known = await sql<{ id: string }>`
        select id from posting_notes where person_id = ${personId} and request_key = ${requestKey}`.execute(ctx.db)
      return requireNote(ctx, personId, known.rows[0]!.id)
    }
    await addVersion(ctx, id, 1, text)
    return requireNote(ctx, personId, id)
  })
}

/** Rewords a note; earlier wordings stay readable, the same text again is no version. Refuses `catalogue.note_not_found`. */
export async function changeNote(
  ctx: Context,
  input: { personId: string; noteId: string; text: string },
): Promise<PostingNote> {
  const { personId, noteId, text } = input
  return transact(ctx, async ctx => {
    await sql`select from posting_notes where id = ${noteId} and person_id = ${personId} for no key update`.execute(
      ctx.db,
    )
    const note = await requireNote(ctx, personId, noteId)
    if (note.text === text) return note
    await addVersion(ctx, noteId, note.version + 1, text)
    return requireNote(ctx, personId, noteId)
  })
}

/** What one person did and wrote about one posting. */
export async function ownWorkOf(
  ctx: Context,
  input: { personId: string | undefined; postingId: string },
): Promise<OwnWork> {
  const { personId, postingId } = input
  if (!personId) return { current: null, states: [], notes: [] }
  const states = await sql<StateRow & { id: string; undone: boolean; is_current: boolean }>`
    select s.*, u.id is not null as undone, c.number is not null as is_current
    from posting_states s left join posting_states u on u.undoes = s.id left join ${currentStates(personId)} c on c.number = s.number
    where s.person_id = ${personId} and s.posting_id = ${postingId} and s.undoes is null order by s.number`.execute(
    ctx.db,
  )
  const current = states.rows.find(row => row.is_current)
  return {
    current: current ? toState(current) : null,
    states: states.rows.map(row => ({ ...toState(row), id: row.id, undone: row.undone })),
    notes: await readNotes(ctx, personId, { postingId }),
  }
}

async function addVersion(ctx: Context, noteId: string, version: number, text: string): Promise<void> {
  await sql`insert into posting_note_versions (note_id, version, text, created_at)
    values (${noteId}, ${version}, ${text}, ${ctx.now()})`.execute(ctx.db)
}

async function requireNote(ctx: Context, personId: string, noteId: string): Promise<PostingNote> {
  const [note] = await readNotes(ctx, personId, { noteId })
  return note ?? refuse('not_found', 'catalogue.note_not_found', 'There is no such note.')
}

async function readNotes(
  ctx: Context,
  personId: string,
  of: { postingId?: string; noteId?: string },
): Promise<PostingNote[]> {
  const { rows } = await sql<NoteRow>`
    select n.id, v.version, v.text, v.created_at from posting_notes n join posting_note_versions v on v.note_id = n.id
    where n.person_id = ${personId} and ${of.noteId ? sql`n.id = ${of.noteId}` : sql`n.posting_id = ${of.postingId}`}
    order by n.created_at, n.id, v.version`.execute(ctx.db)
  return Map.groupBy(rows, row => row.id)
    .values()
    .map((versions): PostingNote => {
      const last = versions.at(-1)!
      return {
        id: last.id,
        text: last.text,
        createdAt: versions[0]!.created_at.toString(),
        changedAt: last.created_at.toString(),
        version: last.version,
        history: versions
          .slice(0, -1)
          .map(({ version, text, created_at }) => ({ version, text, at: created_at.toString() })),
      }
    })
    .toArray()
}
