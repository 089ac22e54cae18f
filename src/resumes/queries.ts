import { sql } from 'kysely'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { headColumns, toHead, toVersion, type VersionRow, versionColumns, type WholeVersionRow } from './row.ts'
import type { Resume, ResumeList, Version } from './schema.ts'

const PAGE = 50

/** A person's résumés, newest first, each with its newest version. */
export async function listResumes(
  ctx: Context,
  input: { personId: string | undefined; before?: string | undefined },
): Promise<ResumeList> {
  const { personId, before } = input
  if (!personId) return { items: [], cursor: null }
  const { rows } = await sql<VersionRow & { begun_at: Temporal.Instant; versions: number }>`
    select ${headColumns}, r.created_at as begun_at, v.number as versions
    from resumes r
    join lateral (select * from resume_versions where resume_id = r.id order by number desc limit 1) v on true
    where r.person_id = ${personId}::uuid ${before ? sql`and r.id < ${before}::uuid` : sql``}
    order by r.id desc limit ${PAGE + 1}`.execute(ctx.db)
  const items = rows.slice(0, PAGE).map(row => ({
    id: row.resume_id,
    name: row.name,
    createdAt: row.begun_at.toString(),
    versions: row.versions,
    latest: toHead(row),
  }))
  return { items, cursor: rows.length > PAGE ? items.at(-1)!.id : null }
}

/** A résumé with its versions and the text of one: the one of that number, else the newest. Refuses as `requireVersion`. */
export async function readResumeOf(
  ctx: Context,
  input: { personId: string | undefined; id: string; version?: number | undefined },
): Promise<Resume> {
  const version = await requireVersion(ctx, input)
  const { rows } = await sql<VersionRow & { begun_at: Temporal.Instant }>`
    select ${headColumns}, r.created_at as begun_at from resume_versions v join resumes r on r.id = v.resume_id
    where r.id = ${version.resumeId}::uuid order by v.number`.execute(ctx.db)
  return {
    id: version.resumeId,
    name: version.name,
    createdAt: rows[0]!.begun_at.toString(),
    versions: rows.map(toHead),
    version,
  }
}

/**
 * One version of a person's résumé. `id` names the résumé (then `version` is a number, and without it the newest is meant) or a
 * version itself. Refuses `resumes.unknown`, for another person's too, and `resumes.unknown_version`.
 */
export async function requireVersion(
  ctx: Context,
  input: { personId: string | undefined; id: string; version?: number | undefined },
): Promise<Version> {
  const { personId, id, version } = input
  const resumeId = await findResume(ctx, personId, id)
  const { rows } = await sql<WholeVersionRow>`
    select ${versionColumns} from resume_versions v join resumes r on r.id = v.resume_id
    where r.id = ${resumeId}::uuid
      and ${version !== undefined ? sql`v.number = ${version}` : resumeId === id ? sql`true` : sql`v.id = ${id}::uuid`}
    order by v.number desc limit 1`.execute(ctx.db)
  return rows[0] ? toVersion(rows[0]) : refuse('not_found', 'resumes.unknown_version', 'There is no such version.')
}

/** The résumé that an id names, its own or of a version. Refuses `resumes.unknown`. */
export async function findResume(ctx: Context, personId: string | undefined, id: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select id from resumes where id = ${id}::uuid and person_id = ${personId ?? null}::uuid
    union all
    select resume_id from resume_versions where id = ${id}::uuid and person_id = ${personId ?? null}::uuid`.execute(
    ctx.db,
  )
  return rows[0]?.id ?? refuse('not_found', 'resumes.unknown', 'There is no such résumé.')
}
