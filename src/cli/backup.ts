import fs from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { countObjects } from '../files/index.ts'
import { refuse } from '../kernel/refusal.ts'
import { readConfig, storeSettings } from '../server/config.ts'
import { release } from '../server/release.ts'
import {
  type BackupOptions,
  backupFile,
  type Checked,
  checkBackup,
  type Written,
  writeBackup,
  writeBackupFile,
} from '../storage/backup/index.ts'
import { openSide, readStoreName } from '../storage/copy/index.ts'
import { refuseArguments } from './outcome.ts'
import { count, duration, progressLines, size, toSecond } from './progress.ts'

export type BackupIo = {
  out(line: string): void
  err(line: string): void
  stdin: Readable
  stdout: Writable & { isTTY?: boolean }
}

const USAGE = [
  'backup FILE [--store STORE] [--encrypt]   everything in one file; - is standard output',
  'backup --inspect FILE                     what is in one, and whether it is whole; - is standard input',
  '  --store STORE           a folder, a postgres:// address, env:NAME, or current (the default)',
  '  --encrypt               with MOSAIC_BACKUP_PASSPHRASE, which encrypts also without this word; --no-encrypt does not',
  '  --passphrase-file PATH  the passphrase is what this file holds',
  '  --json                  what came of it, for machines',
]

/** Settings that data is read with and that no database holds. */
const CARRIED = ['MOSAIC_SECRET', 'S3_BUCKET', 'S3_ENDPOINT', 'S3_REGION', 'S3_PREFIX']

const SHORTEST_PASSPHRASE = 8

/** `backup FILE` and `backup --inspect FILE`. Exit code 0, or 2 for words that it does not know; refusals come as they are. */
export async function backupCommand(
  args: string[],
  io: BackupIo,
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const { values, positionals } = parse(args)
  const [file] = positionals
  if (positionals.length !== 1 || file === undefined || (values.inspect && values.store)) {
    for (const line of USAGE) io.err(line)
    return 2
  }
  const passphrase = readPassphrase(env, values['passphrase-file'])
  if (values.inspect) return inspect(file, passphrase, values.json === true, io)
  if (values.encrypt && passphrase === undefined)
    refuse('invalid', 'backup.passphrase', {
      message: 'Set MOSAIC_BACKUP_PASSPHRASE, or give --passphrase-file, to encrypt. Keep it apart from the backup.',
    })
  const isEncrypted = passphrase !== undefined && values.encrypt !== false
  if (isEncrypted && passphrase.length < SHORTEST_PASSPHRASE)
    refuse('invalid', 'backup.passphrase', {
      message: `A passphrase of a backup has ${SHORTEST_PASSPHRASE} characters or more; five random words are good.`,
    })
  return write(
    file,
    { store: values.store ?? 'current', passphrase: isEncrypted ? passphrase : undefined, json: values.json === true },
    io,
    env,
  )
}

async function write(
  file: string,
  { store, passphrase, json }: { store: string; passphrase: string | undefined; json: boolean },
  io: BackupIo,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  if (file === '-' && io.stdout.isTTY)
    refuse('invalid', 'backup.terminal', 'A backup is no text for a terminal. Name a file, or pipe it somewhere.')
  const stopped = new AbortController()
  const stop = () => stopped.abort()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  const side = await openSide(readStoreName(store, env, process.cwd()), storeSettings(readConfig(env)), 'source')
  try {
    const began = performance.now()
    const options: BackupOptions = {
      ...backupOptions(env),
      passphrase,
      onProgress: progressLines(io.err),
      signal: stopped.signal,
    }
    const written =
      file === '-' ? await toStream(side.store, io.stdout, options) : await writeBackupFile(side.store, file, options)
    const seconds = (performance.now() - began) / 1000
    if (json)
      (file === '-' ? io.err : io.out)(JSON.stringify({ file, seconds, ...summary(written), bytes: written.bytes }))
    else
      io.err(
        `${file === '-' ? 'The backup' : file}: ${count(rowsOf(written))} rows in ${written.manifest.tables.length} tables${written.bytes === undefined ? '' : `, ${size(written.bytes)}`}, ${passphrase === undefined ? 'not encrypted' : 'encrypted'}, in ${duration(seconds)}.`,
      )
    return 0
  } catch (error) {
    if (!stopped.signal.aborted) throw error
    io.err('Stopped. Nothing of the backup was left.')
    return 130
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop)
    await side.close()
  }
}

/** What every backup of this release says of itself; for whoever makes one by schedule too. */
export function backupOptions(env: NodeJS.ProcessEnv): Pick<BackupOptions, 'release' | 'settings' | 'outside'> {
  return { release: release, settings: CARRIED.filter(name => env[name]?.trim()), outside: countObjects }
}

async function toStream(
  store: Parameters<typeof writeBackup>[0],
  stdout: Writable,
  options: BackupOptions,
): Promise<Written & { bytes?: number }> {
  try {
    return await writeBackup(store, stdout, options)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
    refuse('unavailable', 'backup.reader_gone', {
      message: 'Whoever took the backup from standard output stopped before its end. What it has is not whole.',
    })
  }
}

async function inspect(file: string, passphrase: string | undefined, json: boolean, io: BackupIo): Promise<number> {
  const checked = await checkBackup(file === '-' ? io.stdin : backupFile(file), { passphrase })
  if (json) {
    io.out(
      JSON.stringify({ file, ...summary(checked), encrypted: checked.encrypted, outside: checked.manifest.outside }),
    )
    return 0
  }
  const { head, manifest } = checked
  const text = manifest.tables.reduce((sum, { bytes }) => sum + bytes, 0)
  io.out(`made       ${toSecond(head.at)} by Mosaic ${head.release}${checked.encrypted ? ', encrypted' : ''}`)
  io.out(`of         ${head.store.kind} store ${head.store.label}, PostgreSQL ${head.store.postgresql}`)
  io.out(`schema     ${head.migrations.at(-1)?.name ?? 'none'}`)
  io.out(`holds      ${count(rowsOf(checked))} rows in ${manifest.tables.length} tables, ${size(text)} of text`)
  for (const line of carryLines(checked)) io.out(line)
  for (const { name, rows, bytes } of manifest.tables)
    if (rows > 0) io.out(`  ${name.padEnd(32)} ${count(rows).padStart(14)} rows ${size(bytes).padStart(10)}`)
  io.out('It is whole: every hash is right.')
  return 0
}

/** What a restore cannot bring along. */
export function carryLines({ head, manifest }: Pick<Checked, 'head' | 'manifest'>): string[] {
  const { objects, bytes, names } = manifest.outside
  const settings = head.settings.filter(name => name !== 'MOSAIC_SECRET')
  return [
    head.settings.includes('MOSAIC_SECRET')
      ? 'not inside MOSAIC_SECRET: set it as it was there, or everybody is signed out and sealed secrets stay closed'
      : 'secrets    inside: no MOSAIC_SECRET was set there, so set none after a restore either',
    ...(settings.length > 0 ? [`not inside ${settings.join(', ')}: set them as they were there`] : []),
    ...(objects > 0
      ? [
          `not inside ${count(objects)} ${objects === 1 ? 'file' : 'files'} (${size(bytes)}) in the object store: ${names.slice(0, 3).join(', ')}${objects > 3 ? ', …' : ''}`,
        ]
      : []),
  ]
}

/** From the file, else from MOSAIC_BACKUP_PASSPHRASE: never an argument, which other users of a machine can see. */
export function readPassphrase(env: NodeJS.ProcessEnv, file: string | undefined): string | undefined {
  // As every other setting is read: the same one must open what a schedule sealed.
  if (file === undefined) return env.MOSAIC_BACKUP_PASSPHRASE?.trim() || undefined
  try {
    const text = fs.readFileSync(file, 'utf8').replace(/\r?\n$/, '')
    if (text !== '') return text
  } catch (error) {
    refuse('invalid', 'backup.passphrase', {
      message: `The file of the passphrase cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    })
  }
  return refuse('invalid', 'backup.passphrase', 'The file of the passphrase is empty.')
}

const rowsOf = ({ manifest }: Pick<Checked, 'manifest'>) => manifest.tables.reduce((sum, { rows }) => sum + rows, 0)

const summary = ({ head, manifest }: Pick<Checked, 'head' | 'manifest'>) => ({
  at: head.at,
  release: head.release,
  store: head.store,
  migration: head.migrations.at(-1)?.name ?? null,
  settings: head.settings,
  tables: manifest.tables.map(({ name, rows, bytes, fingerprint }) => ({ name, rows, bytes, fingerprint })),
})

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      allowNegative: true,
      options: {
        store: { type: 'string' },
        encrypt: { type: 'boolean' },
        inspect: { type: 'boolean' },
        json: { type: 'boolean' },
        'passphrase-file': { type: 'string' },
      },
    })
  } catch (error) {
    return refuseArguments('backup.arguments', error, USAGE)
  }
}
