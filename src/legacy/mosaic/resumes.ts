import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { TableMapping } from '../core/mapping.ts'
import type { Row } from '../core/row.ts'
import { KINDS } from './kinds.ts'
import { besideSession, isNothing, type Persons, parentOf, refOf } from './parents.ts'

const EPOCH = Temporal.Instant.fromEpochMilliseconds(0)

/** The versions of a session are one résumé. */
export function resumeVersions(persons: Persons): TableMapping {
  return {
    beside: ({ source }) => besideSession(source),
    plan(row, out, run) {
      const id = row.raw('id')
      if (isNothing(id)) return { outcome: 'quarantined', code: 'no_key' }
      const parent = parentOf(row, run)
      if (!parent) return { outcome: 'quarantined', code: 'no_parent' }
      row.check(KINDS.resume_versions!)
      const text = row.text('content')
      if (!text) return { outcome: 'archived', person: persons.keep(out, run, parent) }
      const at = row.timestamp('created_at') ?? parent.at ?? run.now
      const person = persons.hang(row, out, run, parent, at)
      const name = row.text('version_name') ?? ''
      row.home('resumeVersions')
      out.add('resumes', {
        ...{ resume_id: run.timedId(parent.at ?? EPOCH, 'resume', parent.session), person_id: run.person(person) },
        ...{ id: run.timedId(at, 'version', refOf(id!)), text, created_at: at.toString() },
        kind: name.startsWith('custom-') ? 'tailored' : 'canonical',
        job: row.text('job_id') || null,
        feedback: feedbackOf(row),
      })
      return { outcome: 'imported', person }
    },
  }
}

/** What was said of it: the words themselves, or the document as it was written. */
function feedbackOf(row: Row): string | null {
  const said = row.json('feedback')
  if (said === null) return null
  return (typeof said === 'string' ? row.textOf(said, 'feedback') : row.text('feedback')) || null
}

/** Versions take the next numbers of their résumé. A tailored one names the newest version before it, where there is one. */
export async function writeResumes(ctx: Context, rows: Record<string, unknown>[]): Promise<void> {
  await sql`
    with given as materialized (
      select * from json_to_recordset(${JSON.stringify(rows.map((row, place) => ({ ...row, place })))}::json) as g (resume_id uuid, person_id uuid,
        id uuid, text text, created_at timestamptz, kind text, job text, feedback text, place integer)
    ), begun as (
      insert into resumes (id, person_id, name, created_at)
      select distinct on (resume_id) resume_id, person_id, 'Résumé from before', created_at from given order by resume_id, place
      on conflict do nothing
    ), before as (
      select resume_id, max(number) as number from resume_versions
      where resume_id in (select resume_id from given) group by resume_id
    ), numbered as (
      select g.*, (coalesce(b.number, 0) + row_number() over (partition by g.resume_id order by g.place))::integer as number
      from given g left join before b using (resume_id)
    )
    insert into resume_versions (id, resume_id, person_id, number, kind, text, made_by, based_on, listing_id, listing_title,
      listing_company, created_at, imported, earlier_feedback)
    select n.id, n.resume_id, n.person_id, n.number, n.kind, n.text, 'person',
      case when n.kind = 'tailored' and n.number > 1 then n.number - 1 end,
      case when n.kind = 'tailored' then p.id end,
      case when n.kind = 'tailored' then coalesce(p.title, left(n.job, 300), 'A job from before') end,
      case when n.kind = 'tailored' then p.company end, n.created_at, true, n.feedback
    from numbered n left join postings p on p.source = 'legacy' and p.source_id = n.job`.execute(ctx.db)
}
