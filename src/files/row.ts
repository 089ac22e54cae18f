import { sql } from 'kysely'
import type { KeptFile, KeptType, TextReason } from './schema.ts'

export type FileRow = {
  id: string
  person_id: string
  client_id: string | null
  name: string
  type: KeptType
  size: number
  /** Null where the bytes were never here. */
  sha256: string | null
  created_at: Temporal.Instant
  place: 'database' | 's3'
  object_key: string | null
  bytes_missing_at: Temporal.Instant | null
  text_state: KeptFile['text']['state']
  text_reason: TextReason | null
}

export const fileColumns = sql`id, person_id, client_id, name, type, size, sha256, created_at, place, object_key,
  bytes_missing_at, text_state, text_reason`

export function toFile(row: FileRow): KeptFile {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    size: row.size,
    sha256: row.sha256,
    createdAt: row.created_at.toString(),
    text: { state: row.text_state, reason: row.text_reason },
    bytesMissing: row.bytes_missing_at !== null,
  }
}
