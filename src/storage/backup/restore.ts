import { Readable } from 'node:stream'
import type pg from 'pg'
import { Refusal, refuse } from '../../kernel/refusal.ts'
import {
  endFill,
  fillTable,
  findContent,
  fingerprintTable,
  finishFill,
  listFilled,
  openCopyPool,
  type Print,
  samePrint,
  type TableShape,
} from '../copy/index.ts'
import { migrate } from '../migrate.ts'
import type { Store } from '../open.ts'
import { asUnavailable, isDiskFull } from '../unavailable.ts'
import { isRestored, wasRestored } from './finished.ts'
import { type BackupHead, type BackupManifest, damaged, HEAD, sha256 } from './format.ts'
import { type BackupPart, backupFile, checkBackupFile, type ReadOptions, readBackup } from './read.ts'
import { listOurTables, migrationsOf, prepareTarget, refuseNotEmpty } from './target.ts'
import type { Progress } from './write.ts'

export type RestoreOptions = Pick<ReadOptions, 'passphrase'> & {
  /** How the backup is called where the store says what it is being filled from. */
  label?: string
  onProgress?: (progress: Progress) => void
}

/**
 * `migrated`: what this release added to the state that the backup was in. `leftOut`: tables of the backup that are none of
 * Mosaic's, or that only say something about the database they come from; their rows stay in the file.
 */
export type Restored = {
  head: BackupHead
  manifest: BackupManifest
  migrated: string[]
  leftOut: string[]
  /** An earlier run had done it, and the store still holds just that. */
  already: boolean
}

/**
 * Fills an empty, open store from a backup and compares every table with the manifest. A file is checked whole before anything
 * is written; a stream is compared when it ends. Until then the store says that it is half filled. After a kill the same
 * restore goes on where it was.
 *
 * Refuses `backup.target_not_empty`, `backup.newer`, `backup.altered`, `backup.unverified`, `storage.half_filled`,
 * `storage.being_filled`, `storage.disk_full`, `storage.name_taken`, `storage.leaned_on`, and whatever `readBackup` refuses.
 */
export async function restoreBackup(
  from: string | AsyncIterable<Uint8Array>,
  target: Pick<Store, 'connection'>,
  options: RestoreOptions = {},
): Promise<Restored> {
  const { passphrase } = options
  const checked = typeof from === 'string' ? await checkBackupFile(from, { passphrase }) : undefined
  const bytes = typeof from === 'string' ? backupFile(from) : from
  const parts = readBackup(bytes, { passphrase, ...(checked && { expected: checked.manifest }) })
  // One connection fills and holds the database, one reads back, two build indexes.
  const pool = openCopyPool(target, 2)
  const filler = openCopyPool(target, 1)
  const reader = openCopyPool(target, 1)
  let left: Left = 'nothing'
  try {
    const first = (await parts.next()).value as BackupPart | undefined
    if (first?.kind !== 'head') return damaged(HEAD)
    const { head } = first
    const migrations = await migrationsOf(head)
    const client = await filler.connect()
    try {
      if (await wasRestored(client, head)) {
        // Of a stream it is known at its end; nothing else could be done with it here.
        const manifest = checked?.manifest ?? (await manifestOf(parts))
        if (!(await isRestored(client, { head, manifest }))) refuseNotEmpty(await findContent(client))
        return { head, manifest, migrated: await migrate(pool), leftOut: [], already: true }
      }
      const id = sha256(Buffer.from(JSON.stringify(head)))
      await prepareTarget(client, pool, { head, migrations }, { id, by: 'restore', from: options.label ?? 'a backup' })
      left = 'part'
      const { manifest, leftOut } = await fillAll(
        { client, reader, pool },
        { head, parts, checked: checked?.manifest, options },
      )
      await endFill(client)
      left = 'all'
      return { head, manifest, migrated: await migrate(pool), leftOut, already: false }
    } finally {
      client.release(true)
    }
  } catch (error) {
    if (!(error instanceof Refusal) && isDiskFull(error)) refuseFullDisk(error as Error, left)
    throw asUnavailable(error) ?? error
  } finally {
    await parts.return(undefined).catch(() => {})
    await Promise.all([pool, filler, reader].map(one => one.end()))
  }
}

type Left = 'nothing' | 'part' | 'all'

function refuseFullDisk({ message }: Error, left: Left): never {
  const then = {
    nothing: 'Nothing of the backup is there yet: run the same restore again afterwards.',
    part: 'What is there stays, and the database says that it is half filled and is served to nobody: run the same restore again, it goes on where it stopped.',
    all: 'All of the backup is there and was compared; only what this release adds to the schema is missing, which the next start brings.',
  }
  refuse('unavailable', 'storage.disk_full', {
    message: `The disk of the database that is filled is full (${message}). Make room on it. ${then[left]}`,
  })
}

type Filling = {
  head: BackupHead
  parts: AsyncGenerator<BackupPart>
  checked: BackupManifest | undefined
  options: RestoreOptions
}

type Connections = { client: pg.ClientBase; reader: pg.Pool; pool: pg.Pool }

async function fillAll({ client, reader, pool }: Connections, { head, parts, checked, options }: Filling) {
  const shapes = new Map((await listOurTables(client)).map(shape => [shape.name, shape]))
  const filled = await listFilled(client)
  const known = new Map(checked?.tables.map(table => [table.name, table]))
  const progress = {
    what: '',
    rows: 0,
    estimatedRows: checked?.tables.reduce((sum, { rows }) => sum + rows, 0) ?? 0,
    bytes: 0,
  }
  const report = () => options.onProgress?.(progress)
  const readBack = createReader(reader)
  const leftOut: string[] = []
  let part = await nextOf(parts)
  async function* textOf(table: string) {
    for (; part.kind === 'chunk' && part.table === table; part = await nextOf(parts)) yield part.text
  }
  for (const { name, columns } of head.tables) {
    const shape = shapes.get(name)
    if (!shape) {
      leftOut.push(name)
      for await (const _text of textOf(name));
      continue
    }
    const expected = known.get(name)
    progress.what = name
    const before = filled.get(name)
    if (expected && before?.rows === expected.rows && before.hash === expected.fingerprint) {
      for await (const _text of textOf(name));
      progress.rows += expected.rows
    } else {
      // How large it becomes; of a stream nobody knows it yet.
      const bytes = expected?.bytes ?? Number.POSITIVE_INFINITY
      await fillTable(client, { ...shape, columns, bytes }, Readable.from(textOf(name)), (bytes, rows) => {
        progress.rows += rows
        progress.bytes += bytes
        report()
      })
    }
    readBack.add({ ...shape, columns })
  }
  if (part.kind !== 'manifest') return damaged(part.kind === 'chunk' ? `behind ${part.table}` : HEAD)
  const { manifest } = part
  if (!(await parts.next()).done) damaged('its end')
  progress.what = 'indexes'
  report()
  const [prints] = await Promise.all([
    readBack.prints(),
    finishFill(pool, manifest.sequences, what => {
      progress.what = what
      report()
    }),
  ])
  const wrong = manifest.tables.filter(
    ({ name, rows, fingerprint: hash }) =>
      !leftOut.includes(name) && !samePrint(prints.get(name), { rows, bytes: 0, hash }),
  )
  if (wrong.length > 0)
    refuse('conflict', 'backup.unverified', {
      message: `What came into the store is not what the backup holds (${wrong.map(({ name }) => name).join(', ')}). The store stays marked as half filled: restore into another one, and look at this one's disk and memory.`,
    })
  return { manifest, leftOut }
}

/** Reads tables back from the store, one after the other, while the next are being filled. */
function createReader(pool: pg.Pool) {
  const prints = new Map<string, Print>()
  let reading = Promise.resolve()
  return {
    add(table: TableShape) {
      reading = reading.then(async () => {
        const client = await pool.connect()
        try {
          prints.set(table.name, await fingerprintTable(client, table))
          client.release()
        } catch (error) {
          client.release(true)
          throw error
        }
      })
      // It is awaited in its turn; a failure before that is not unheard.
      reading.catch(() => {})
    },
    prints: () => reading.then(() => prints),
  }
}

/** Reads a backup to its end, which proves that it is whole. */
async function manifestOf(parts: AsyncGenerator<BackupPart>): Promise<BackupManifest> {
  for (;;) {
    const part = await nextOf(parts)
    if (part.kind !== 'manifest') continue
    if (!(await parts.next()).done) damaged('its end')
    return part.manifest
  }
}

async function nextOf(parts: AsyncGenerator<BackupPart>): Promise<BackupPart> {
  const next = await parts.next()
  return next.done ? damaged('its end is missing') : next.value
}
