import { parseArgs } from 'node:util'
import { readConfig, storeSettings } from '../server/config.ts'
import { restoreStore } from '../storage/backup/index.ts'
import { readStoreName } from '../storage/copy/index.ts'
import { type BackupIo, carryLines, readPassphrase } from './backup.ts'
import { eraseRestored, findErasures } from './erase-restored.ts'
import { refuseArguments } from './outcome.ts'
import { count, duration, progressLines, toSecond } from './progress.ts'

const USAGE = [
  'restore FILE --to STORE      a backup into an empty store; - is standard input',
  '  --to STORE              a folder, a postgres:// address, env:NAME, or current',
  '  --passphrase-file PATH  of an encrypted one; otherwise MOSAIC_BACKUP_PASSPHRASE',
  '  --erasures LIST         erase again who is on it; otherwise mosaic-erasures.json beside FILE',
  '  --json                  what came of it, for machines',
]

/**
 * `restore FILE --to STORE`. Exit code 0, 1 where somebody could not be erased again, or 2 for words that it
 * does not know; refusals come as they are.
 */
export async function restoreCommand(
  args: string[],
  io: BackupIo,
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const { values, positionals } = parse(args)
  const [file] = positionals
  if (positionals.length !== 1 || file === undefined || !values.to) {
    for (const line of USAGE) io.err(line)
    return 2
  }
  const began = performance.now()
  const { tls } = storeSettings(readConfig(env))
  const where = readStoreName(values.to, env, process.cwd())
  const list = findErasures(file === '-' ? undefined : file, values.erasures)
  const restored = await restoreStore(file === '-' ? io.stdin : file, where, {
    passphrase: readPassphrase(env, values['passphrase-file']),
    label: file === '-' ? 'standard input' : file,
    onProgress: progressLines(io.err),
    ...(tls && { tls }),
  })
  const seconds = (performance.now() - began) / 1000
  const { label, head, manifest, migrated } = restored
  const { line, erased, kept } = await eraseRestored(where, list, head.at)
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
  if (values.json) {
    const { outside } = manifest
    io.out(
      JSON.stringify({
        to: label,
        at: head.at,
        release: head.release,
        seconds,
        rows,
        already: restored.already,
        migrated,
        leftOut: restored.leftOut,
        erasedAgain: erased,
        notErased: kept,
        settings: head.settings,
        outside,
      }),
    )
    return kept > 0 ? 1 : 0
  }
  io.out(
    restored.already
      ? `${label} held all of it already: ${count(rows)} rows in ${manifest.tables.length} tables, each compared with the backup. Nothing was written.`
      : `Restored ${count(rows)} rows in ${manifest.tables.length} tables into ${label} in ${duration(seconds)}; each table was compared with the backup.`,
  )
  io.out(`made       ${toSecond(head.at)} by Mosaic ${head.release}`)
  if (migrated.length > 0) io.out(`brought up by ${migrated.length} migrations of this release, to ${migrated.at(-1)}`)
  io.out(line)
  if (restored.leftOut.length > 0)
    io.out(`left out   ${restored.leftOut.join(', ')}: no tables of this Mosaic; their rows are still in the backup`)
  for (const line of carryLines(restored)) io.out(line)
  return kept > 0 ? 1 : 0
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        to: { type: 'string' },
        json: { type: 'boolean' },
        erasures: { type: 'string' },
        'passphrase-file': { type: 'string' },
      },
    })
  } catch (error) {
    return refuseArguments('restore.arguments', error, USAGE)
  }
}
