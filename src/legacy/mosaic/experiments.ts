import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { Run, TableMapping } from '../core/mapping.ts'
import type { Row } from '../core/row.ts'
import { findTable, hasColumns, quoted, same } from '../core/source.ts'
import type { Raw } from '../core/values.ts'
import { KINDS } from './kinds.ts'
import {
  besideSession,
  besideUser,
  isNothing,
  isTrue,
  type Persons,
  parentOf,
  refOf,
  SESSION_COLUMNS,
  userPerson,
} from './parents.ts'
import { needEnrolment } from './programme.ts'

/** Experiments stand in the programme of who made them. */
export function experiments(persons: Persons): TableMapping {
  return {
    beside(run, table) {
      const session = hasColumns(run.source, table.name.toLowerCase(), 'session_id')
        ? besideSession(run.source)
        : empty()
      const user = hasColumns(run.source, table.name.toLowerCase(), 'user_id')
        ? besideUser(run.source, 't.user_id', 'o')
        : { select: ['null', 'null'], joins: '' }
      return { select: [...session.select, ...user.select], joins: `${session.joins} ${user.joins}` }
    },
    plan(row, out, run) {
      const id = row.raw('id')
      if (isNothing(id)) return { outcome: 'quarantined', code: 'no_key' }
      const [hasUser, user] = row.beside.slice(SESSION_COLUMNS) as [Raw, Raw]
      const parent = parentOf(row, run)
      if (!isTrue(hasUser) && !parent) return { outcome: 'quarantined', code: 'no_parent' }
      row.check(KINDS.experiments!)
      const own = row.timestamp('created_at')
      const at = own ?? parent?.at ?? run.now
      let person: string
      if (isTrue(hasUser)) {
        person = userPerson(run, refOf(user as string))
        persons.need(out, run, { id: person, origin: 'user', key: refOf(user as string), at })
      } else {
        if (!isNothing(row.raw('user_id'))) row.repair('orphan_user', 'user_id')
        person = persons.hang(row, out, run, parent!, at)
      }
      row.home('persons', person)
      const enrolment = run.id('enrolment', parent && parent.person === person ? parent.session : `user ${person}`)
      needEnrolment(row, out, { id: enrolment, person: run.person(person)!, at })
      row.home('experiments')
      const word = (row.text('status') ?? '').trim()
      const status =
        word.toLowerCase() === 'active' ? 'active' : word.toLowerCase() === 'completed' ? 'reviewed' : 'draft'
      const ended = row.timestamp('completed_at') ?? row.timestamp('updated_at') ?? at
      out.add('experiments', {
        ...{ id: run.id('experiment', refOf(id!)), enrolment_id: enrolment, title: row.text('experiment_name') ?? '' },
        ...{ hypothesis: row.text('description') ?? '', status, earlier_status: word, created_at: at.toString() },
        started_at: status === 'draft' ? null : at.toString(),
        ended_at: status === 'reviewed' ? ended.toString() : null,
      })
      return { outcome: 'imported', person }
    },
  }
}

function empty() {
  return { select: Array.from({ length: SESSION_COLUMNS }, () => 'null'), joins: '' }
}

const HANGS = SESSION_COLUMNS

/** What was learned stands with its experiment; without one, with an experiment made for what was learned. */
export function learnings(persons: Persons): TableMapping {
  return {
    beside(run, table) {
      const { source } = run
      const session = hasColumns(source, table.name.toLowerCase(), 'session_id') ? besideSession(source) : empty()
      if (!hasColumns(source, 'experiments', 'id') || !hasColumns(source, table.name.toLowerCase(), 'experiment_id'))
        return {
          select: [...session.select, 'null', 'null', 'null', 'null', 'null', ...empty().select],
          joins: session.joins,
        }
      const theirs = hasColumns(source, 'experiments', 'session_id')
      const users = hasColumns(source, 'experiments', 'user_id')
      const key = findTable(source, 'experiments')!.key
      const experiment = quoted(findTable(source, 'experiments')!.name)
      const columns = [
        'id',
        ...(theirs ? ['min(session_id) as session_id'] : []),
        ...(users ? ['min(user_id) as user_id'] : []),
      ]
      const from =
        key.length === 1 && key[0]!.toLowerCase() === 'id'
          ? experiment
          : `(select ${columns.join(', ')} from ${experiment} group by id)`
      const user = users ? besideUser(source, 'e.user_id', 'o') : { select: ['null', 'null'], joins: '' }
      const of = theirs ? besideSession(source, 'e.session_id', ['es', 'eu']) : empty()
      return {
        select: [
          ...session.select,
          ...['case when e.id is null then 0 else 1 end', 'e.id', theirs ? 'e.session_id' : 'null', ...user.select],
          ...of.select,
        ],
        joins: `${session.joins} left join ${from} e on ${same(source, 'e.id', 't.experiment_id')} ${user.joins} ${of.joins}`,
      }
    },
    plan(row, out, run) {
      const id = row.raw('id')
      if (isNothing(id)) return { outcome: 'quarantined', code: 'no_key' }
      const named = row.raw('experiment_id')
      const experiment = experimentOf(row, run)
      const session = parentOf(row, run)
      const isMissing = !isNothing(named) && !experiment
      if (!session && !experiment) return { outcome: 'quarantined', code: 'no_parent' }
      row.check(KINDS.learning_data!)
      const text = row.text('content')
      const owner = session?.person ?? experiment!.person
      // Whose experiment it is now may be somebody whom no row has made: its own came again changed, and stayed as it was.
      if (!session)
        persons.need(out, run, { ...experiment!.owner, id: owner, at: row.timestamp('created_at') ?? run.now })
      if (!text) return { outcome: 'archived', person: session ? persons.keep(out, run, session) : owner }
      const at = row.timestamp('created_at') ?? session?.at ?? run.now
      if (isMissing) row.repair('orphan_experiment', 'experiment_id')
      const person = session ? persons.hang(row, out, run, session, at) : owner
      row.home('persons', person)
      let home = experiment && experiment.person === person ? experiment.id : undefined
      if (!home) {
        const enrolment = run.id('enrolment', session!.session)
        needEnrolment(row, out, { id: enrolment, person: run.person(person)!, at })
        home = run.id('learnings', session!.session)
        out.add('experiments', {
          ...{ id: home, enrolment_id: enrolment, title: 'Learned before', hypothesis: '', status: 'draft' },
          ...{ earlier_status: '', created_at: at.toString(), started_at: null, ended_at: null },
        })
      }
      out.add('learnings', { id: run.id('learning', refOf(id!)), experiment_id: home, text, learned_at: at.toString() })
      return { outcome: 'imported', person }
    },
  }
}

type Experiment = { id: string; person: string; owner: { origin: 'user' | 'session' | 'restored'; key: string } }

/** The experiment that is named, with whose it is; as the mapping of experiments decided it. */
function experimentOf(row: Row, run: Run): Experiment | undefined {
  const [found, id, sessionId, hasUser, user] = row.beside.slice(HANGS) as [Raw, Raw, Raw, Raw, Raw]
  if (!isTrue(found ?? null)) return undefined
  const experiment = run.id('experiment', refOf(id as string))
  const ofUser = (ref: string): Experiment => ({
    ...{ id: experiment, person: userPerson(run, ref), owner: { origin: 'user', key: ref } },
  })
  if (isTrue(hasUser)) return ofUser(refOf(user as string))
  if (isNothing(sessionId)) return undefined
  const theirs = parentOf(row, run, HANGS + 5, sessionId)
  if (!theirs || theirs.user !== null) return theirs && ofUser(theirs.user!)
  return {
    ...{ id: experiment, person: theirs.person },
    owner: { origin: theirs.isRestored ? 'restored' : 'session', key: theirs.session },
  }
}

export async function writeExperiments(ctx: Context, rows: Record<string, unknown>[]): Promise<void> {
  await sql`
    insert into experiments (id, enrolment_id, title, hypothesis, metric, resources, status, version, created_at, started_at,
      ended_at, earlier_status)
    select id, enrolment_id, title, hypothesis, '', '', status, 1, created_at, started_at, ended_at, earlier_status
    from json_to_recordset(${JSON.stringify(rows)}::json) as g (id uuid, enrolment_id uuid, title text, hypothesis text,
      status text, created_at timestamptz, started_at timestamptz, ended_at timestamptz, earlier_status text)
    on conflict (id) do nothing`.execute(ctx.db)
}

export async function writeLearnings(ctx: Context, rows: Record<string, unknown>[]): Promise<void> {
  await sql`
    insert into learnings (id, experiment_id, text, learned_at)
    select id, experiment_id, text, learned_at from json_to_recordset(${JSON.stringify(rows)}::json)
      as g (id uuid, experiment_id uuid, text text, learned_at timestamptz)
    on conflict (id) do nothing`.execute(ctx.db)
}
