import { sql } from 'kysely'
import { z } from 'zod'
import { requireRole } from '../../accounts/index.ts'
import { readCursor, writeCursor } from '../../kernel/cursor.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import { nameSubjects } from './labels.ts'
import type { AuditChoices, AuditLine, AuditQuery } from './schema.ts'
import { labelOf, namesSubject, sentenceOf } from './words.ts'

type Row = {
  number: number
  at: Temporal.Instant
  actor_kind: AuditLine['who']['kind']
  actor_id: string | null
  name: string | null
  action: string
  subject_kind: string
  subject_id: string
  detail: Record<string, unknown>
}

const PAGE = 50
const Place = z.tuple([z.iso.datetime(), z.int()])
const NOBODY: Record<Row['actor_kind'], string> = {
  nobody: 'Somebody who was not signed in',
  visitor: 'A visitor',
  account: 'An account that is gone',
  system: 'Mosaic',
}

/**
 * The audit log, newest first, a page by its place: who did what to what, as sentences, with names as they are now: of who was
 * erased the ids stay and nothing else. Refuses `audit.cursor`, `audit.dates`. For administrators.
 */
export async function listAudit(
  ctx: Context,
  { cursor, limit = PAGE, ...query }: AuditQuery & { cursor?: string | undefined; limit?: number },
): Promise<{ items: AuditLine[]; cursor: string | null }> {
  requireRole(ctx, 'admin')
  const after = cursor === undefined ? undefined : readCursor(cursor, Place)
  if (cursor !== undefined && !after)
    refuse('invalid', 'audit.cursor', 'This page marker is not ours. Begin at the first page.')
  const conditions = conditionsOf(ctx, query)
  if (after) conditions.push(sql`(l.at, l.number) < (${after[0]}::timestamptz, ${after[1]}::bigint)`)
  const { rows } = await sql<Row>`
    select l.number, l.at, l.actor_kind, l.actor_id, a.name, l.action, l.subject_kind, l.subject_id, l.detail
    from (select * from audit_log l where ${sql.join(conditions, sql` and `)}
      order by l.at desc, l.number desc limit ${limit + 1}) l
    left join accounts a on l.actor_kind = 'account' and a.id = l.actor_id
    order by l.at desc, l.number desc`.execute(ctx.db)
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return { items: await toLines(ctx, shown), cursor: last ? writeCursor([last.at.toString(), last.number]) : null }
}

async function toLines(ctx: Context, rows: Row[]): Promise<AuditLine[]> {
  const names = await nameSubjects(
    ctx,
    rows.map(row => ({ kind: row.subject_kind, id: row.subject_id })),
  )
  return rows.map(row => {
    const named = names.get(`${row.subject_kind}:${row.subject_id}`)!
    return {
      number: row.number,
      at: row.at.toString(),
      who: { kind: row.actor_kind, id: row.actor_id, name: row.name ?? NOBODY[row.actor_kind] },
      action: row.action,
      did: sentenceOf(row.action),
      subject: {
        kind: row.subject_kind,
        id: row.subject_id,
        label: namesSubject(row.action) ? named.label : '',
        path: named.path,
      },
      detail: row.detail,
    }
  })
}

function conditionsOf(ctx: Context, { who, action, kind, person, subject, from, to }: AuditQuery) {
  const zone = ctx.business.timeZone
  const conditions = [sql`true`]
  if (who) conditions.push(sql`l.actor_id = ${who}::uuid`)
  if (action) conditions.push(sql`l.action = ${action}`)
  if (kind === 'reads') conditions.push(sql`l.action ~ '[._](read|listed)$'`)
  if (kind === 'changes') conditions.push(sql`l.action !~ '[._](read|listed)$'`)
  if (subject) {
    const at = subject.indexOf(':')
    conditions.push(
      sql`l.subject_kind = ${subject.slice(0, Math.max(0, at))} and l.subject_id = ${subject.slice(at + 1)}`,
    )
  }
  if (person) conditions.push(sql`(l.subject_kind, l.subject_id) in (${about(person)})`)
  const first = from && Temporal.PlainDate.from(from)
  const last = to && Temporal.PlainDate.from(to)
  if (first && last && Temporal.PlainDate.compare(first, last) > 0)
    refuse('invalid', 'audit.dates', { field: 'to', message: 'The last day lies before the first one.' })
  if (first) conditions.push(sql`l.at >= ${first.toZonedDateTime(zone).toInstant()}::timestamptz`)
  if (last) conditions.push(sql`l.at < ${last.add({ days: 1 }).toZonedDateTime(zone).toInstant()}::timestamptz`)
  return conditions
}

/** Everything that a line about a person may name. */
function about(personId: string) {
  return sql`
    select 'person', ${personId}::text
    union all select 'conversation', id::text from conversations where person_id = ${personId}::uuid
    union all select 'appointment', id::text from appointments where person_id = ${personId}::uuid
    union all select 'account', id::text from accounts where person_id = ${personId}::uuid`
}

/** What the filters offer: who works here or did, and what the log holds, each action found by one step into its index. */
export async function auditChoices(ctx: Context): Promise<AuditChoices> {
  requireRole(ctx, 'admin')
  const who = await sql<AuditChoices['who'][number]>`
    select id, name, role from accounts where role <> 'member' order by name, id limit 500`.execute(ctx.db)
  const actions = await sql<{ action: string }>`
    with recursive found as (
      (select action from audit_log order by action limit 1)
      union all
      select (select l.action from audit_log l where l.action > found.action order by l.action limit 1) from found
      where found.action is not null)
    select action from found where action is not null`.execute(ctx.db)
  const labelled = actions.rows.map(({ action }) => ({ action, label: labelOf(action) }))
  return { who: who.rows, actions: labelled.sort((a, b) => a.label.localeCompare(b.label, 'en')) }
}
