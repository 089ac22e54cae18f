import { sql } from 'kysely'
import type { Version, VersionHead } from './schema.ts'

export type VersionRow = {
  id: string
  resume_id: string
  number: number
  kind: VersionHead['kind']
  made_by: VersionHead['madeBy']
  based_on: number | null
  listing_id: string | null
  listing_title: string | null
  listing_company: string | null
  file_id: string | null
  created_at: Temporal.Instant
  name: string
}

export const headColumns = sql`v.id, v.resume_id, v.number, v.kind, v.made_by, v.based_on, v.listing_id, v.listing_title,
  v.listing_company, v.file_id, v.created_at, r.name`

/** Of one version, all of it. */
export const versionColumns = sql`${headColumns}, v.text, v.earlier_feedback`
export type WholeVersionRow = VersionRow & { text: string; earlier_feedback: string | null }

export function toHead(row: VersionRow): VersionHead {
  return {
    id: row.id,
    resumeId: row.resume_id,
    number: row.number,
    kind: row.kind,
    madeBy: row.made_by,
    basedOn: row.based_on,
    listing:
      row.listing_id && row.listing_title
        ? { id: row.listing_id, title: row.listing_title, company: row.listing_company }
        : null,
    fileId: row.file_id,
    createdAt: row.created_at.toString(),
  }
}

export function toVersion(row: WholeVersionRow): Version {
  return { ...toHead(row), name: row.name, text: row.text, earlierFeedback: row.earlier_feedback }
}
