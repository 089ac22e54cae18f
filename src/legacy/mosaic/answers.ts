import { type Keeping, keepNotes, type Placing, placeAnswers, promptAt } from '../../programmes/index.ts'
import type { Context } from '../../storage/index.ts'
import type { Run, TableMapping } from '../core/mapping.ts'
import { Row } from '../core/row.ts'
import { findTable, type SourceTable } from '../core/source.ts'
import type { Raw } from '../core/values.ts'
import { KINDS } from './kinds.ts'
import { besideUser, isNothing, isTrue, type Persons, refOf, userPerson } from './parents.ts'
import { needEnrolment, noteOf, PROGRAMME, placingOf, wholeNumber } from './programme.ts'

/** Answers that know their place. They are put there once all are read: several of one place are its revisions. */
export function exactAnswers(persons: Persons): TableMapping {
  return {
    beside: ({ source }) => besideUser(source),
    plan(row, out, run) {
      const id = row.raw('id')
      if (isNothing(id)) return { outcome: 'quarantined', code: 'no_key' }
      const user = userOf(row)
      if (user === null) return { outcome: 'quarantined', code: 'no_parent' }
      row.check(KINDS.ps101_responses!)
      const person = userPerson(run, user)
      const at = row.timestamp('timestamp') ?? run.now
      persons.need(out, run, { id: person, origin: 'user', key: user, at })
      if (!row.text('response')) return { outcome: 'archived', person }
      row.home('persons', person)
      const enrolment = run.id('enrolment', `user ${person}`)
      needEnrolment(row, out, { id: enrolment, person: run.person(person)!, at })
      const prompt = promptOf(row)
      if (prompt === undefined) row.repair('unplaced_answer', 'prompt_index')
      else row.home('answers', run.id('place', enrolment, prompt))
      return { outcome: 'imported', person }
    },
  }
}

function userOf(row: Row): string | null {
  const [found, id] = row.beside
  return isTrue(found ?? null) && !isNothing(row.raw('user_id')) ? refOf(id as Exclude<Raw, null>) : null
}

function promptOf(row: Row): string | undefined {
  const step = wholeNumber(row.number('step'))
  const index = wholeNumber(row.number('prompt_index'))
  return step === null || index === null ? undefined : promptAt(PROGRAMME, step, index)
}

type Said = { id: Raw; row: Row; text: string; at: Temporal.Instant | null }

/** Puts the answers of one user after another in their places; what was put before stays as it is. */
export async function placeExactAnswers(ctx: Context, run: Run): Promise<void> {
  const table = findTable(run.source, 'ps101_responses')
  if (!table) return
  const places = new Map(table.columns.map((name, at) => [name.toLowerCase(), at]))
  let user: string | undefined
  let said: Said[] = []
  const place = async () => {
    if (user !== undefined && said.length > 0) await placeOf(ctx, run, user, said)
    said = []
  }
  for await (const rows of run.source.read(byUser(table), besideUser(run.source)))
    for (const { values, beside } of rows) {
      const row = new Row(places, values, beside, '')
      const id = row.raw('id')
      const text = row.text('response')
      const whose = userOf(row)
      if (whose === null || isNothing(id) || !text) continue
      if (whose !== user) await place()
      user = whose
      said.push({ id, row, text, at: row.timestamp('timestamp') })
    }
  await place()
}

/** Read in the order of its users. */
function byUser(table: SourceTable): SourceTable {
  return { ...table, orderBy: 't.user_id' }
}

async function placeOf(ctx: Context, run: Run, user: string, said: Said[]): Promise<void> {
  const person = userPerson(run, user)
  if (run.person(person) === null) return
  const enrolment = run.id('enrolment', `user ${person}`)
  const byPrompt = Map.groupBy(said, ({ row }) => promptOf(row))
  const placings: Record<string, unknown>[] = []
  const notes: Record<string, unknown>[] = []
  for (const [prompt, some] of byPrompt) {
    if (prompt === undefined)
      for (const { id, row, text, at } of some)
        notes.push(
          noteOf({
            enrolment,
            step: wholeNumber(row.number('step')) ?? Number.NaN,
            text,
            at,
            key: run.id('exact note', refOf(id!)),
          }),
        )
    else
      placings.push(
        placingOf({
          ...{ enrolment, prompt, byOrder: false, key: run.id('exact answer', user, prompt) },
          said: some.sort(earlier).map(({ text, at }) => ({ text, at: at ?? run.now })),
        }),
      )
  }
  await placeAnswers(ctx, placings as unknown as Placing[])
  await keepNotes(ctx, notes as unknown as Keeping[])
}

/** By time, then by id; what has no time comes first. */
function earlier(a: Said, b: Said): number {
  const time = (one: Said) => one.at?.epochNanoseconds ?? -1n
  if (time(a) !== time(b)) return time(a) < time(b) ? -1 : 1
  const [x, y] = [Number(a.id), Number(b.id)]
  if (Number.isFinite(x) && Number.isFinite(y)) return x - y
  return refOf(a.id!) < refOf(b.id!) ? -1 : 1
}
