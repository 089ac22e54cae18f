import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { refuse } from '../kernel/refusal.ts'
import { readConfig, storeSettings } from '../server/config.ts'
import { checkBackupFile } from '../storage/backup/index.ts'
import {
  compareWith,
  type Difference,
  fingerprintStore,
  listReports,
  openSide,
  type Report,
  readReport,
  readStoreName,
} from '../storage/copy/index.ts'
import { readPassphrase } from './backup.ts'
import { refuseArguments } from './outcome.ts'
import { count, toSecond } from './progress.ts'

type Io = { out(line: string): void; err(line: string): void }

const USAGE = [
  'verify REPORT [--store STORE …]   whether the stores still hold what the report of a move says, table by table',
  'verify BACKUP [--store STORE …]   the same by a backup, after a restore of it',
  'verify --store STORE              the same by the report that is kept in the store itself',
  'STORE is a folder, a postgres:// address, env:NAME or current (the default).',
]

const WORDS: Record<Difference['what'], string> = {
  grown: 'has more rows',
  fewer: 'has fewer rows',
  changed: 'has as many rows, not the same',
  missing: 'is not there',
  new: 'was not there then',
}

/** Exit 0: every store holds what the report says. 1: one does not. Changes nothing, and works while Mosaic serves. */
export async function verifyCommand(
  args: string[],
  io: Io,
  env: NodeJS.ProcessEnv = process.env,
  cwd = process.cwd(),
): Promise<number> {
  const { positionals, stores, json } = parse(args)
  if (positionals.length > 1 || (positionals.length === 0 && stores.length === 0)) {
    for (const line of USAGE) io.err(line)
    return 2
  }
  const named = positionals[0] === undefined ? undefined : await readProof(path.resolve(cwd, positionals[0]), env)
  const settings = storeSettings(readConfig(env))
  let same = true
  for (const name of stores.length > 0 ? stores : ['current']) {
    const side = await openSide(readStoreName(name, env, cwd), settings, 'source')
    try {
      const report = named ?? (await listReports(side.main))[0] ?? refuseNone(side.store.label)
      const differences = compareWith(report, await fingerprintStore(side.pool(2)))
      same &&= differences.length === 0
      if (json) io.out(JSON.stringify({ store: side.store.label, move: report.id, differences }))
      else tell(report, side.store.label, differences, io)
    } finally {
      await side.close()
    }
  }
  return same ? 0 : 1
}

type Proof = Pick<Report, 'id' | 'tables' | 'finishedAt'>

/** What a report of a move says, or the manifest of a whole backup. A report is JSON; a backup never begins so. */
async function readProof(file: string, env: NodeJS.ProcessEnv): Promise<Proof> {
  if (!isBackup(file)) return readReport(file)
  const { head, manifest } = await checkBackupFile(file, { passphrase: readPassphrase(env, undefined) })
  const tables = manifest.tables.map(({ name, rows, bytes, fingerprint }) => ({
    ...{ name, rows, bytes, source: fingerprint, target: fingerprint },
    equal: true,
  }))
  return { id: path.basename(file), tables, finishedAt: head.at }
}

function isBackup(file: string): boolean {
  try {
    const handle = fs.openSync(file, 'r')
    const start = Buffer.alloc(20)
    fs.readSync(handle, start)
    fs.closeSync(handle)
    return /^(mosaic-backup\.json|age-encryption\.org)/.test(start.toString('latin1'))
  } catch {
    return false
  }
}

function tell(report: Proof, label: string, differences: Difference[], io: Io): void {
  const { tables } = report
  const finishedAt = toSecond(report.finishedAt)
  if (differences.length === 0) {
    io.out(`${label}: all ${tables.length} tables hold what they held at ${finishedAt}.`)
    return
  }
  io.out(`${label}: ${differences.length} of ${tables.length} tables are not as they were at ${finishedAt}.`)
  for (const { name, what, was, is } of differences)
    io.out(`  ${name.padEnd(28)} ${WORDS[what]} (${count(was)} then, ${count(is)} now)`)
  const lost = differences.filter(({ what }) => what === 'fewer' || what === 'missing')
  io.out(
    lost.length === 0
      ? 'A store that was used since differs by its nature; no table has fewer rows than then.'
      : `Fewer rows than then: ${lost.map(({ name }) => name).join(', ')}. Use alone removes rows too, where something was erased, ended or expired.`,
  )
}

function parse(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { store: { type: 'string', multiple: true }, json: { type: 'boolean' } },
    })
    return { positionals, stores: values.store ?? [], json: values.json ?? false }
  } catch (error) {
    return refuseArguments('verify.arguments', error, USAGE)
  }
}

function refuseNone(label: string): never {
  return refuse('not_found', 'move.report', {
    message: `No move filled ${label}, so it keeps no report. Name the file of one.`,
  })
}
