import { createHash } from 'node:crypto'
import { z } from 'zod'
import { refuse } from '../../kernel/refusal.ts'

/** What the file says of itself; another number is another layout. */
export const FORMAT = 'mosaic-backup'
export const FORMAT_VERSION = 1

/** The entries of the archive, in the order in which they stand. */
export const HEAD = 'mosaic-backup.json'
export const MANIFEST = 'manifest.json'
export const SEAL = 'manifest.json.sha256'
export const chunkName = (table: string, number: number) =>
  `tables/${table}/${String(number).padStart(6, '0')}.copy.zst`

/** Bytes of COPY text in one chunk, the last of a table aside. Cut anywhere: a row may be longer than a chunk. */
export const CHUNK_BYTES = 4 * 1024 * 1024

/** No entry is larger than this, but for the manifest: a damaged length must not fill the memory. */
export const LARGEST_CHUNK = 2 * CHUNK_BYTES
export const LARGEST_MANIFEST = 128 * 1024 * 1024

const count = z.int().min(0)
const hash = z.string().regex(/^[0-9a-f]{64}$/)

/** The first entry: what this is and what it was made from. Never credentials. */
export const headSchema = z.object({
  format: z.literal(FORMAT),
  version: z.int(),
  /** Of Mosaic */
  release: z.string(),
  /** When its snapshot was taken, an instant */
  at: z.string(),
  store: z.object({ kind: z.string(), label: z.string(), postgresql: z.string() }),
  /** That had run, in their order */
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
  /** Names of the settings that were set where it was made and that the data is read with; never their values. */
  settings: z.array(z.string()),
})

/** The last entry but for its own hash. A file without it is one that was cut off. */
export const manifestSchema = z.object({
  /** SHA-256 of the first entry */
  head: hash,
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.string()),
      rows: count,
      /** Of COPY text */
      bytes: count,
      /** Count and content, whatever the order of the rows; see src/storage/copy */
      fingerprint: hash,
      chunks: z.array(z.object({ bytes: count, text: count, sha256: hash })),
    }),
  ),
  /** Where the numbers of a column stand; null where none was given yet. */
  sequences: z.array(z.object({ table: z.string(), column: z.string(), last: z.int().nullable() })),
  /** What belongs to the data and is not inside: objects in an object store. */
  outside: z.object({
    objects: count,
    bytes: count,
    /** Their names; past a limit the rest stand in the tables alone */
    names: z.array(z.string()),
  }),
})

export type BackupHead = z.infer<typeof headSchema>
export type BackupManifest = z.infer<typeof manifestSchema>
export type BackupTable = BackupManifest['tables'][number]
export type Outside = BackupManifest['outside']

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

export function notABackup(): never {
  refuse('unsupported', 'backup.not_a_backup', {
    message: 'This is no backup of Mosaic, or its beginning is damaged. Take another file.',
  })
}

export function damaged(where: string): never {
  refuse('unsupported', 'backup.damaged', {
    message: `This backup is damaged or was cut off (${where}). Nothing of it can be trusted: take another one.`,
  })
}

/** Reads the first entry. Refuses `backup.not_a_backup` and, for a layout of another release, `backup.format`. */
export function readHead(bytes: Buffer): BackupHead {
  const json = parse(bytes)
  if (typeof json !== 'object' || json === null || (json as { format?: unknown }).format !== FORMAT) notABackup()
  const { version } = json as { version?: unknown }
  if (version !== FORMAT_VERSION)
    refuse('conflict', 'backup.format', {
      message: `This backup has the layout ${Number(version) || 'unknown'}, this Mosaic reads ${FORMAT_VERSION}. Restore it with the release that made it or a later one.`,
    })
  return headSchema.safeParse(json).data ?? damaged(HEAD)
}

/** Reads the manifest, which its own entry vouches for. Refuses `backup.damaged`. */
export function readManifest(bytes: Buffer): BackupManifest {
  return manifestSchema.safeParse(parse(bytes)).data ?? damaged(MANIFEST)
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
