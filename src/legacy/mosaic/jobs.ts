import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { keepLegacyPostings, type LegacyPosting } from '../../catalogue/index.ts'
import type { Context } from '../../storage/index.ts'
import type { Run, TableMapping } from '../core/mapping.ts'
import type { Row } from '../core/row.ts'
import { KINDS } from './kinds.ts'
import { besideSession, isNothing, type Persons, parentOf, refOf } from './parents.ts'
import { rawOf } from './programme.ts'

const STATES: Record<string, string> = {
  ...{ saved: 'saved', bookmarked: 'saved', interested: 'saved', applied: 'applied', applying: 'applied' },
  ...{ interview: 'interviewing', interviewing: 'interviewing', interviewed: 'interviewing' },
  ...{ offer: 'offered', offered: 'offered', accepted: 'offered', rejected: 'rejected', declined: 'rejected' },
}
const TYPES = new Set(['full_time', 'part_time', 'contract', 'internship', 'temporary'])
const LEVELS = new Set(['entry', 'mid', 'senior', 'lead'])

/** Postings that somebody was shown: kept, and closed. */
export function jobPostings(): TableMapping {
  return {
    plan(row, out, run) {
      const id = row.raw('id')
      if (isNothing(id)) return { outcome: 'quarantined', code: 'no_key' }
      row.check(KINDS.job_postings!)
      const source = sourceIdOf(refOf(id!))
      const word = (column: string) =>
        row
          .text(column)
          ?.trim()
          .toLowerCase()
          .replace(/[\s-]+/g, '_') ?? ''
      const skills = row.json('skills')
      row.home('listings', run.id('listing', source))
      out.add('listings', {
        ...listingOf(source, row.text('title'), row.text('company')),
        description: row.text('description') ?? '',
        place: { text: short(row.text('location'), 200), city: null, country: null },
        remote: row.boolean('remote') ? 'remote' : null,
        type: TYPES.has(word('job_type')) ? word('job_type') : null,
        level: LEVELS.has(word('experience_level')) ? word('experience_level') : 'unknown',
        skills: Array.isArray(skills)
          ? [
              ...new Set(
                skills.filter(one => typeof one === 'string').map(one => one.replaceAll('\0', '').trim().slice(0, 200)),
              ),
            ]
              .filter(Boolean)
              .slice(0, 100)
          : [],
        url: urlOf(row.text('url')),
        postedAt: row.timestamp('posted_date') ?? row.timestamp('created_at'),
      })
      return { outcome: 'imported' }
    },
  }
}

/** A match is a listing, what was noted about it, and what the person did about it. */
export function jobMatches(persons: Persons): TableMapping {
  return {
    beside: ({ source }) => besideSession(source),
    plan(row, out, run) {
      const id = row.raw('id')
      if (isNothing(id)) return { outcome: 'quarantined', code: 'no_key' }
      const parent = parentOf(row, run)
      if (!parent) return { outcome: 'quarantined', code: 'no_parent' }
      row.check(KINDS.job_matches!)
      const at = row.timestamp('created_at') ?? parent.at ?? run.now
      const person = persons.hang(row, out, run, parent, at)
      const job = row.text('job_id') || null
      const source = sourceIdOf(job ?? `job_matches:${refOf(id!)}`)
      row.home('listings', run.id('listing', source))
      out.add('listings', { ...listingOf(source, row.text('role'), row.text('company')), postedAt: null })
      const match = run.id('match', person, source)
      row.home('matches', match)
      const fit = row.number('fit_score')
      const living = run.person(person)
      out.add('matches', {
        ...{ id: match, person_id: living, source_id: source, key: `legacy-match:${match}`, created_at: at.toString() },
        text: fit === null ? 'A match from before.' : `A match from before: its fit was ${fit}.`,
      })
      const state = stateOf(row, at)
      if (state)
        out.add('states', { ...state, id: run.timedId(at, 'state', refOf(id!)), person_id: living, source_id: source })
      return { outcome: 'imported', person }
    },
  }
}

function stateOf(row: Row, at: Temporal.Instant): Record<string, unknown> | undefined {
  const extras = row.json('extras') as Record<string, unknown> | null
  if (typeof extras !== 'object' || extras === null) return undefined
  const state = typeof extras.status === 'string' ? STATES[extras.status.trim().toLowerCase()] : undefined
  if (!state) return undefined
  const notes = typeof extras.status_notes === 'string' ? row.textOf(extras.status_notes, 'extras')?.trim() : null
  const stamped = row.timestampOf(rawOf(extras.status_at), 'extras')
  return {
    ...{ state, note: notes || null, created_at: (stamped ?? at).toString() },
    rejected_by: state === 'rejected' ? (/declined/i.test(String(extras.status)) ? 'me' : 'employer') : null,
  }
}

function listingOf(sourceId: string, title: string | null, company: string | null): Omit<LegacyPosting, 'postedAt'> {
  return {
    ...{ sourceId, title: short(title, 300) ?? 'A job from before', company: short(company, 200) ?? 'Not named' },
    ...{
      description: '',
      place: { text: null, city: null, country: null },
      remote: null,
      type: null,
      level: 'unknown',
    },
    ...{ pay: null, skills: [], values: [], url: null },
  }
}

function short(text: string | null, longest: number): string | null {
  return text?.trim().slice(0, longest).toWellFormed() || null
}

/** Longer ones than an index takes stand by their hash. */
function sourceIdOf(id: string): string {
  return id.length <= 300 ? id : `sha256:${hash('sha256', id, 'hex')}`
}

function urlOf(text: string | null): string | null {
  const url = text?.trim() ?? ''
  return /^https?:\/\//.test(url) && url.length <= 2_000 && URL.canParse(url) ? url : null
}

export async function writeListings(ctx: Context, rows: Record<string, unknown>[], run: Run): Promise<void> {
  const drafts = rows as unknown as LegacyPosting[]
  await keepLegacyPostings(ctx, drafts, {
    importId: run.id('posting import'),
    fileName: run.source.label,
    closedAt: run.now,
  })
}

/** Once a person and listing: a note of theirs with the old figure, which is no points of ours. */
export async function writeMatches(ctx: Context, rows: Record<string, unknown>[]): Promise<void> {
  await sql`
    with given as (
      select distinct on (g.id) g.*, p.id as posting_id from json_to_recordset(${JSON.stringify(rows)}::json)
        as g (id uuid, person_id uuid, source_id text, key text, text text, created_at timestamptz)
      join postings p on p.source = 'legacy' and p.source_id = g.source_id
    ), made as (
      insert into posting_notes (id, person_id, posting_id, request_key, created_at)
      select id, person_id, posting_id, key, created_at from given on conflict do nothing returning id
    )
    insert into posting_note_versions (note_id, version, text, created_at)
    select m.id, 1, g.text, g.created_at from made m join given g on g.id = m.id`.execute(ctx.db)
}

export async function writeStates(ctx: Context, rows: Record<string, unknown>[]): Promise<void> {
  await sql`
    insert into posting_states (id, person_id, posting_id, state, rejected_by, note, created_at)
    select g.id, g.person_id, p.id, g.state, g.rejected_by, g.note, g.created_at
    from json_to_recordset(${JSON.stringify(rows)}::json) as g (id uuid, person_id uuid, source_id text, state text,
      rejected_by text, note text, created_at timestamptz)
    join postings p on p.source = 'legacy' and p.source_id = g.source_id
    order by g.created_at on conflict do nothing`.execute(ctx.db)
}
