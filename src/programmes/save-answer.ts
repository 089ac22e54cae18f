import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { storable } from '../kernel/text.ts'
import { type Context, transact } from '../storage/index.ts'
import { mapBetween } from './carry.ts'
import { rememberAnswer } from './facts.ts'
import { instant } from './progress.ts'
import { readRating } from './rating.ts'
import { lockRecord, refuseArchived, refuseUnknownEnrolment } from './record.ts'
import { placesOf } from './registry.ts'
import { ANSWER_MAX, ANSWER_MIN, type CurrentAnswer, type SavedAnswer } from './schema.ts'
import { settle } from './settle.ts'

export type AnswerToSave = {
  personId: string
  enrolmentId: string
  prompt: string
  text: string
  /** The rating; where it is left out, one that the text names plainly, or else the one before */
  value?: number | null
  /** The revision that this text was written upon; needed once there is one */
  basedOn?: number
  /** Next was pressed, or it was said in the chat */
  final?: boolean
  /** The version of the programme whose prompt is meant; where it is told, no other is written to */
  version?: number
  /** What stands was written in another place: it is fixed before it is replaced, so that it stays readable */
  settles?: boolean
  /** The message that says it */
  messageId?: string
}

/** The same of who is only known by their key: one round trip less, for those who type. */
export type DraftOfVisitor = Omit<AnswerToSave, 'personId' | 'final' | 'messageId'> & { keyHash: string; final?: false }

type Current = Omit<CurrentAnswer, 'state' | 'savedAt'> & {
  saved_at: Temporal.Instant
  final: boolean
  revision_id: string
}
type Row = Current & {
  outcome: 'saved' | 'short' | 'unrated' | 'changed' | 'empty' | 'archived' | 'version' | 'prompt' | 'unknown'
  /** That of the enrolment, where it is another than was meant */
  version: number
  programme: string | null
}

/**
 * Keeps what somebody wrote. A draft is one statement; with `final` the position moves on from this prompt, facts are read
 * from the answer, and what is complete then is completed. The same text again changes nothing.
 *
 * Refuses `programmes.answer_changed` with `current` (nothing is written), `programmes.version_changed` with `version` and the
 * `prompt` that asks the same there (nothing is written), `programmes.answer_too_short` and
 * `programmes.rating_missing` (the draft is kept, unless a transaction of the caller is rolled back by it: look at the length
 * first there), `programmes.answer_too_long`, `programmes.unknown_prompt`, `programmes.unknown_enrolment`,
 * `programmes.archived`.
 */
export async function saveAnswer(ctx: Context, input: AnswerToSave | DraftOfVisitor): Promise<SavedAnswer> {
  const text = storable(input.text)
  if (text.length > ANSWER_MAX)
    refuse('invalid', 'programmes.answer_too_long', {
      message: `An answer has at most ${ANSWER_MAX} characters. Shorten it, or keep the rest for another question.`,
      field: 'text',
    })
  const { value } = input
  if (value != null && !(Number.isInteger(value) && value >= 1 && value <= 10))
    refuse('invalid', 'programmes.rating', { message: 'A rating is a whole number from 1 to 10.', field: 'value' })
  const row = await (input.final ? saveFinal(ctx, { ...input, text }) : write(ctx, { ...input, text }))
  switch (row.outcome) {
    case 'unknown':
      return refuseUnknownEnrolment()
    case 'archived':
      return refuseArchived()
    case 'version':
      return refuse('conflict', 'programmes.version_changed', {
        message: `This programme is on version ${row.version} now. What you wrote is not saved yet: look where it belongs.`,
        version: row.version,
        prompt: placeBetween(row.programme!, input.prompt, input.version!, row.version),
      })
    case 'prompt':
      return refuseUnknownPrompt()
    case 'changed':
      return refuse('conflict', 'programmes.answer_changed', {
        message: 'This answer was changed elsewhere meanwhile. Look at both texts and choose.',
        current: current(row),
      })
    case 'short':
      return refuse('invalid', 'programmes.answer_too_short', {
        message: `Write at least ${ANSWER_MIN} characters to go on. What you wrote is kept as a draft.`,
        field: 'text',
      })
    case 'unrated':
      return refuse('invalid', 'programmes.rating_missing', {
        message: 'Choose a number from 1 to 10 to go on. What you wrote is kept as a draft.',
        field: 'value',
      })
    case 'empty':
      return { revision: 0, savedAt: ctx.now().toString(), state: 'draft' }
    case 'saved': {
      const { revision, savedAt, state } = current(row)
      return { revision, savedAt, state: state === 'final' ? 'final' : 'draft' }
    }
  }
}

export function refuseUnknownPrompt(): never {
  return refuse('not_found', 'programmes.unknown_prompt', 'This programme has no such prompt.')
}

/** Where another version asks what a prompt of this one asks; null where it asks it no more. */
function placeBetween(programme: string, prompt: string, from: number, to: number): string | null {
  if (to > from) {
    const place = mapBetween(programme, from, to)?.get(prompt)
    return place === undefined || place === 'retired' ? null : place
  }
  return [...(mapBetween(programme, to, from) ?? [])].find(([, there]) => there === prompt)?.[0] ?? null
}

function current({ text, value, revision, saved_at, final }: Row): CurrentAnswer {
  return { text, value, revision, state: final ? 'final' : 'draft', savedAt: instant(saved_at.toString()) }
}

/** What is too short stays as a draft: the refusal comes after the transaction. */
function saveFinal(ctx: Context, input: AnswerToSave): Promise<Row> {
  return transact(ctx, async ctx => {
    await lockRecord(ctx, input, { archived: true })
    const row = await write(ctx, input)
    if (row.outcome !== 'saved') return row
    const record = await settle(ctx, input, { from: input.prompt })
    await rememberAnswer(ctx, record, input.prompt)
    const { personId, enrolmentId, prompt } = input
    await ctx.announce(ctx, 'programme.answered', { personId, enrolmentId, prompt, revisionId: row.revision_id })
    return row
  })
}

async function write(ctx: Context, input: AnswerToSave | DraftOfVisitor): Promise<Row> {
  const { text, value = readRating(text), basedOn = null, final = false, version = null, settles = false } = input
  const who =
    'keyHash' in input
      ? { person: null, key: input.keyHash, message: null }
      : { person: input.personId, key: null, message: input.messageId ?? null }
  const draft =
    !final && !settles && basedOn !== null && (await continueDraft(ctx, { ...input, ...who, basedOn, version }))
  if (draft) return draft
  const isLong = text.trim().length >= ANSWER_MIN
  const { rows } = await sql<Row>`
    select outcome, (current).text, (current).value, (current).revision, (current).revision_id, (current).final,
      (current).saved_at, (current).version,
      case outcome when 'version' then (select programme from enrolments where id = ${input.enrolmentId}) end as programme
    from save_answer(${ctx.now()}, ${who.person}, ${who.key}, ${input.enrolmentId}, ${input.prompt},
      ${placesOf(input.prompt)}, ${text}, ${isLong}, ${value}, ${input.value !== undefined}, ${basedOn}, ${final}, ${newId()},
      ${who.message}, ${version}, ${settles})
  `.execute(ctx.db)
  return rows[0]!
}

type Draft = {
  person: string | null
  key: string | null
  message: string | null
  enrolmentId: string
  prompt: string
  text: string
  basedOn: number
  version: number | null
}

/**
 * What mostly happens while somebody types, as one plain statement: the next text of a draft in words that nobody else has changed or
 * is about to. Everything else is for the function to decide: it gives nothing then, and has written nothing.
 *
 * Whoever holds the enrolment (an upgrade, an erasure) or the answer is not waited for, and a newer version of either is looked at
 * again before it is written to, as locking does.
 */
async function continueDraft(ctx: Context, draft: Draft): Promise<Row | undefined> {
  const { person, key, message, enrolmentId, prompt, text, basedOn, version } = draft
  const places = placesOf(prompt)
  const { rows } = await sql<Row>`
    update answers a set text = ${text}, revision = a.revision + 1, saved_at = ${ctx.now()}
    from (
      select a.enrolment_id, a.version, a.prompt from enrolments e
      join answers a on a.enrolment_id = e.id and a.version = e.version and a.prompt = ${prompt}
      where e.id = ${enrolmentId} and e.archived_at is null
        and e.person_id = coalesce(${person}::uuid, (select person_id from visitor_keys where key_hash = ${key} and ended_at is null))
        and (${version}::integer is null or e.version = ${version})
        and e.programme || '@' || e.version || ':text' = any(${places}::text[])
        and e.programme || '@' || e.version || ':rating' <> all(${places}::text[])
        and a.revision = ${basedOn} and not a.final and a.value is null and a.text <> ${text}
        and a.message_id is not distinct from ${message}::uuid and ${ctx.now()}::timestamptz - a.saved_at < interval '10 minutes'
      for key share of e skip locked for no key update of a skip locked) mine
    where (a.enrolment_id, a.version, a.prompt) = (mine.enrolment_id, mine.version, mine.prompt)
    returning 'saved' as outcome, a.revision, a.saved_at, a.final`.execute(ctx.db)
  return rows[0]
}
