import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { storable } from '../kernel/text.ts'
import { type Context, transact } from '../storage/index.ts'
import { promptsOf } from './definition.ts'
import { readRating } from './rating.ts'
import { programmeOf } from './registry.ts'
import { ANSWER_MIN } from './schema.ts'

/** What somebody wrote elsewhere, and where it goes here. */
export type Placing = {
  enrolmentId: string
  programme: string
  version: number
  prompt: string
  /** Oldest first; the last is what the answer says, the others stay readable as its revisions. None is empty. */
  said: readonly { text: string; at: Temporal.Instant }[]
  /** The place was told by the order alone: the person is asked whether it is right */
  byOrder: boolean
  /** Names it at its source: it is placed once, also where its answer says something else since */
  sourceKey: string
}
/** What has no place, kept whole to read. `at` null: not known. */
export type Keeping = {
  enrolmentId: string
  /** Where it stood, in words */
  label: string | null
  text: string
  at: Temporal.Instant | null
  sourceKey: string
}

/** The key of a step's nth prompt (`step` from 1, `n` from 0), or undefined where there is none. */
export function promptAt(programme: string, step: number, n: number, version?: number): string | undefined {
  return programmeOf(programme, version).steps.find(({ number }) => number === step)?.prompts[n]?.key
}

/**
 * Puts answers from before in their places, many at once and in one round trip: what is long enough counts as answered, all of
 * it is kept, also what is longer than people may write here. A place that holds an answer is left as it is. Gives the source
 * keys of those that were placed, and of those that found other words in their place (for `keepNotes`); neither names what was placed before or
 * stands there already. The caller holds the enrolments. Reads no facts and announces nothing.
 */
export async function placeAnswers(
  ctx: Context,
  placings: readonly Placing[],
): Promise<{ placed: string[]; taken: string[] }> {
  if (placings.length === 0) return { placed: [], taken: [] }
  const rows = placings.map(({ said, ...placing }) => {
    const texts = said.map(({ text }) => storable(text))
    const { kind } = promptsOf(programmeOf(placing.programme, placing.version)).find(
      ({ key }) => key === placing.prompt,
    )!
    const revisions = texts.map((text, n) => {
      const value = kind === 'rating' ? readRating(text) : null
      const final = kind === 'rating' ? value !== null : text.trim().length >= ANSWER_MIN
      return { id: newId(), revision: n + 1, text, value, final, saved_at: said[n]!.at.toString() }
    })
    const last = revisions.at(-1)!
    const answeredAt = revisions.find(({ final }) => final)?.saved_at ?? null
    return {
      ...last,
      enrolment_id: placing.enrolmentId,
      version: placing.version,
      prompt: placing.prompt,
      by_order: placing.byOrder,
      source_key: placing.sourceKey,
      answered_at: answeredAt,
      said: revisions.slice(0, -1),
    }
  })
  return transact(ctx, async ctx => {
    const { rows: outcome } = await sql<{ key: string; placed: boolean }>`
      with wanted as materialized (
        select w.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w (id uuid, enrolment_id uuid, version integer,
          prompt text, revision integer, text text, value integer, final boolean, saved_at timestamptz, answered_at timestamptz,
          by_order boolean, source_key text, said jsonb)
        where not exists (
          select from placed_answers p join enrolments o on o.id = p.enrolment_id
          where p.source_key = w.source_key and o.person_id = (select person_id from enrolments where id = w.enrolment_id))
      ), added as (
        insert into answers (enrolment_id, version, prompt, lineage, revision_id, revision, text, value, final, saved_at,
          answered_at)
        select enrolment_id, version, prompt, id, id, revision, text, value, final, saved_at, answered_at from wanted
        on conflict (enrolment_id, version, prompt) do nothing
        returning enrolment_id, version, prompt, revision_id
      ), placed as (
        select w.* from wanted w join added a on a.revision_id = w.id
      ), revisions as (
        insert into answer_revisions (id, enrolment_id, version, prompt, revision, text, value, final, saved_at)
        select s.id, p.enrolment_id, p.version, p.prompt, s.revision, s.text, s.value, s.final, s.saved_at
        from placed p, jsonb_to_recordset(p.said)
          as s (id uuid, revision integer, text text, value integer, final boolean, saved_at timestamptz)
      ), marks as (
        insert into placed_answers (enrolment_id, version, prompt, revision, by_order, source_key, placed_at)
        select enrolment_id, version, prompt, revision, by_order, source_key, ${ctx.now()} from placed
      )
      select w.source_key as key, p.id is not null as placed
      from wanted w left join placed p on p.id = w.id
      where p.id is not null or not exists (
        select from answers a
        where a.enrolment_id = w.enrolment_id and a.version = w.version and a.prompt = w.prompt and a.text = w.text)`.execute(
      ctx.db,
    )
    return {
      placed: outcome.filter(({ placed }) => placed).map(({ key }) => key),
      taken: outcome.filter(({ placed }) => !placed).map(({ key }) => key),
    }
  })
}

/** Keeps what has no place, once for each person and source key, whole. Gives how many there were. */
export async function keepNotes(ctx: Context, notes: readonly Keeping[]): Promise<number> {
  const rows = notes
    .map(({ enrolmentId, label, text, at, sourceKey }) => ({
      id: newId(),
      enrolment_id: enrolmentId,
      label: label === null ? null : storable(label),
      text: storable(text),
      source_key: sourceKey,
      written_at: at?.toString() ?? null,
    }))
    .filter(({ text }) => text !== '')
  if (rows.length === 0) return 0
  const kept = await sql`
    insert into earlier_notes (id, enrolment_id, label, text, source_key, written_at, kept_at)
    select w.id, w.enrolment_id, w.label, w.text, w.source_key, w.written_at, ${ctx.now()}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as w (id uuid, enrolment_id uuid, label text, text text, source_key text, written_at timestamptz)
    where not exists (
      select from earlier_notes n join enrolments o on o.id = n.enrolment_id
      where n.source_key = w.source_key and o.person_id = (select person_id from enrolments where id = w.enrolment_id))
    on conflict (enrolment_id, source_key) do nothing`.execute(ctx.db)
  return Number(kept.numAffectedRows ?? 0)
}
