import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import type { Context } from '../storage/index.ts'
import { type Definition, promptsOf } from './definition.ts'
import type { AnswerRow, EnrolmentRecord } from './record.ts'
import { findDefinition } from './registry.ts'

/** Where each prompt of one version is asked in a later one; undefined where no way of maps leads there. */
export function mapBetween(key: string, from: number, to: number): Map<string, string | 'retired'> | undefined {
  const target = findDefinition(key, to)
  const start = findDefinition(key, from)
  if (!target || !start || to <= from) return undefined
  const chain: Definition[] = []
  for (let at: Definition | undefined = target; at && at.version > from; ) {
    chain.unshift(at)
    at = at.from ? findDefinition(key, at.from.version) : undefined
  }
  if (chain[0]?.from?.version !== from) return undefined
  return new Map(
    promptsOf(start).map(prompt => {
      let place: string = prompt.key
      for (const { from } of chain) place = place === 'retired' ? place : (from!.map[place] ?? 'retired')
      return [prompt.key, place]
    }),
  )
}

export type Move = { from: AnswerRow; prompt: string }
export type Carriage = { moved: Move[]; left: AnswerRow[] }

/**
 * Which answers of a version go where in another, and which stay behind as earlier questions: those that are not asked there, and
 * of two that would meet in one place the later. An answer that has grown in the target by itself is not pushed aside.
 */
export function carriage(
  record: EnrolmentRecord,
  from: number,
  to: number,
  placeOf: (answer: AnswerRow) => string | undefined,
): Carriage {
  const order = new Map(promptsOf(findDefinition(record.programme, from)!).map(({ key }, at) => [key, at]))
  const there = new Map(record.answers.filter(({ version }) => version === to).map(answer => [answer.prompt, answer]))
  const lineages = new Set([...there.values()].map(({ lineage }) => lineage))
  const taken = new Set<string>()
  const moved: Move[] = []
  const left: AnswerRow[] = []
  const answers = record.answers
    .filter(({ version }) => version === from)
    .sort((a, b) => (order.get(a.prompt) ?? 0) - (order.get(b.prompt) ?? 0))
  for (const answer of answers) {
    const prompt = placeOf(answer)
    const stands = prompt === undefined ? undefined : there.get(prompt)
    const isFree = prompt !== undefined && !taken.has(prompt) && (!stands || stands.lineage === answer.lineage)
    // A copy that stands elsewhere already, from an upgrade before, keeps its place.
    const isElsewhere = lineages.has(answer.lineage) && stands?.lineage !== answer.lineage
    if (isFree && !isElsewhere) {
      taken.add(prompt)
      moved.push({ from: answer, prompt })
    } else left.push(answer)
  }
  return { moved, left }
}

/**
 * Copies answers and what is private into another version, a mark on a question without an answer by `placeOf`. What stood there
 * before stays as a revision.
 */
export async function carry(
  ctx: Context,
  record: EnrolmentRecord,
  to: number,
  { moved, left }: Carriage,
  placeOf: (prompt: string) => string | undefined,
): Promise<void> {
  const isThere = new Map(record.answers.filter(({ version }) => version === to).map(one => [one.prompt, one]))
  for (const { from, prompt } of moved) {
    const stands = isThere.get(prompt)
    if (stands) await overwrite(ctx, record.id, stands, from)
    else
      await sql`
        insert into answers (enrolment_id, version, prompt, lineage, revision_id, revision, text, value, final, saved_at,
          answered_at, copied_from)
        values (${record.id}, ${to}, ${prompt}, ${from.lineage}, ${newId()}, ${from.revision}, ${from.text}, ${from.value},
          ${from.final}, ${from.saved_at}, ${from.answered_at}, ${from.revision_id})`.execute(ctx.db)
  }
  // An answer that grew apart from its copy in the other version comes home as it is, where it left something else behind.
  for (const answer of left) {
    const copy = [...isThere.values()].find(({ lineage }) => lineage === answer.lineage)
    if (copy) await overwrite(ctx, record.id, copy, answer)
  }
  for (const { from, prompt } of moved)
    await sql`
      insert into placed_answers (enrolment_id, version, prompt, revision, by_order, source_key, placed_at, confirmed_at)
      select enrolment_id, ${to}, ${prompt}, revision, by_order, source_key, placed_at, confirmed_at from placed_answers
      where enrolment_id = ${record.id} and version = ${from.version} and prompt = ${from.prompt}
      on conflict do nothing`.execute(ctx.db)
  const places = new Map(moved.map(({ from, prompt }) => [from.prompt, prompt]))
  for (const { prompt } of record.privates.filter(({ version }) => version === record.version)) {
    const there = places.get(prompt) ?? placeOf(prompt)
    if (there !== undefined)
      await sql`
        insert into private_answers (enrolment_id, version, prompt, since)
        values (${record.id}, ${to}, ${there}, ${ctx.now()}) on conflict do nothing`.execute(ctx.db)
  }
}

async function overwrite(ctx: Context, enrolmentId: string, old: AnswerRow, by: AnswerRow): Promise<void> {
  if (old.text === by.text && old.value === by.value) return
  const { version, prompt } = old
  await sql`
    insert into answer_revisions (id, enrolment_id, version, prompt, revision, text, value, final, saved_at, message_id)
    select revision_id, enrolment_id, version, prompt, revision, text, value, final, saved_at, message_id from answers
    where enrolment_id = ${enrolmentId} and version = ${version} and prompt = ${prompt}`.execute(ctx.db)
  await sql`
    update answers set revision_id = ${newId()}, revision = greatest(revision + 1, ${by.revision}), text = ${by.text}, value = ${by.value},
      final = ${by.final}, saved_at = ${by.saved_at}, answered_at = coalesce(answered_at, ${by.answered_at}),
      copied_from = ${by.revision_id}, message_id = null
    where enrolment_id = ${enrolmentId} and version = ${version} and prompt = ${prompt}`.execute(ctx.db)
}
