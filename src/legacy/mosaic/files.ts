import { createReadStream, lstatSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'kysely'
import { fileTypes, fillFile, type KeptType, labelOf } from '../../files/index.ts'
import type { Context } from '../../storage/index.ts'
import type { Run, TableMapping } from '../core/mapping.ts'
import { Row } from '../core/row.ts'
import { findTable } from '../core/source.ts'
import { KINDS } from './kinds.ts'
import { besideSession, isNothing, type Persons, parentOf, refOf } from './parents.ts'

/** Uploads: the names, and the bytes where the folder has them under their base name. */
export function fileUploads(persons: Persons, folder: string | undefined): TableMapping {
  return {
    beside: ({ source }) => besideSession(source),
    plan(row, out, run) {
      const id = row.raw('id')
      if (isNothing(id)) return { outcome: 'quarantined', code: 'no_key' }
      const parent = parentOf(row, run)
      if (!parent) return { outcome: 'quarantined', code: 'no_parent' }
      row.check(KINDS.file_uploads!)
      const at = row.timestamp('created_at') ?? parent.at ?? run.now
      const person = persons.hang(row, out, run, parent, at)
      if (!bytesOf(row, folder)) row.repair('bytes_missing', 'file_path')
      row.home('files')
      const name = labelOf(row.text('filename') || row.text('file_path') || '')
      const size = Math.trunc(row.number('file_size') ?? 0)
      out.add('files', {
        ...{ id: run.id('file', refOf(id!)), person_id: run.person(person), name, created_at: at.toString() },
        size: Number.isSafeInteger(size) && size > 0 ? size : 0,
        type: typeOf(row.text('file_type'), name),
      })
      return { outcome: 'imported', person }
    },
  }
}

/** Where the bytes of an upload lie: a plain file of its base name, right inside the folder; wherever its path once led. */
function bytesOf(row: Row, folder: string | undefined): string | undefined {
  if (folder === undefined) return undefined
  // By its name alone only where no path was noted: many people's files are called the same.
  const base = (row.text('file_path') || row.text('filename') || '').split(/[/\\]/).at(-1)!
  if (base === '' || base === '.' || base === '..' || Buffer.byteLength(base) > 255) return undefined
  const file = path.join(folder, base)
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined
}

function typeOf(said: string | null, name: string): KeptType {
  const type = said?.replace(/;.*/s, '').trim().toLowerCase() ?? ''
  if (Object.hasOwn(fileTypes, type)) return type as KeptType
  const ending = (type.includes('/') ? name : type || name).split('.').at(-1)!.toLowerCase()
  const found = Object.entries(fileTypes).find(([, { endings }]) => (endings as readonly string[]).includes(ending))
  return (found?.[0] as KeptType | undefined) ?? 'application/octet-stream'
}

/** By their names alone, until their bytes are brought. */
export async function writeFiles(ctx: Context, rows: Record<string, unknown>[]): Promise<void> {
  await sql`
    insert into files (id, person_id, state, name, type, size, created_at, bytes_missing_at, text_state, text_reason)
    select id, person_id, 'kept', name, type, size, created_at, ${ctx.now()}, 'failed', 'bytes_missing'
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as g (id uuid, person_id uuid, name text, type text, size bigint, created_at timestamptz)
    on conflict (id) do nothing`.execute(ctx.db)
}

/** Brings the bytes that the folder has, file by file; those that came before are left. */
export async function bringBytes(ctx: Context, run: Run, folder: string): Promise<void> {
  const table = findTable(run.source, 'file_uploads')
  if (!table) return
  const places = new Map(table.columns.map((name, at) => [name.toLowerCase(), at]))
  for await (const rows of run.source.read(table))
    for (const { values } of rows) {
      const row = new Row(places, values, [], '')
      const id = row.raw('id')
      const file = isNothing(id) ? undefined : bytesOf(row, folder)
      if (file) await fillFile(ctx, { fileId: run.id('file', refOf(id!)), stream: createReadStream(file) })
    }
}
