import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig, storeSettings } from '../server/config.ts'
import { release } from '../server/release.ts'
import {
  cancelMove,
  measureStore,
  moveStore,
  openSide,
  type Report,
  readStoreName,
  releaseStore,
  reportName,
  reportPage,
} from '../storage/copy/index.ts'
import { moveProgress } from './move-progress.ts'
import { refuseArguments } from './outcome.ts'
import { count, duration, size as inUnits, toSecond } from './progress.ts'

type Io = { out(line: string): void; err(line: string): void }

const USAGE = [
  'move --from STORE --to STORE    carry everything into an empty store, with proof; the same command goes on after a break',
  '     --report FOLDER            where the report is written (default: this folder)',
  '     --dry-run                  how much there is and how long it would take; nothing is changed',
  '     --json                     the report to standard output',
  'move --release STORE            let a store take writes again',
  'move --cancel --to STORE [--from STORE]   give an unfinished move up: the target is emptied, the source takes writes again',
  'STORE is a folder, a postgres:// address, env:NAME or current.',
]

/** Exit 0: both stores hold the same. 1: they do not. Otherwise as every refusal. */
export async function moveCommand(
  args: string[],
  io: Io,
  env: NodeJS.ProcessEnv = process.env,
  cwd = process.cwd(),
): Promise<number> {
  const words = parse(args)
  const settings = storeSettings(readConfig(env))
  const store = (text: string) => readStoreName(text, env, cwd)
  if (words.release !== undefined) {
    const hold = await releaseStore(store(words.release), settings)
    io.out(
      hold
        ? `It takes writes again. It was held for a move to ${hold.to} since ${toSecond(hold.since.toString())}.`
        : 'It was not held.',
    )
    return 0
  }
  if (words.cancel && words.to) {
    const from = words.from ? store(words.from) : undefined
    const { emptied, released } = await cancelMove({ from, to: store(words.to) }, settings)
    io.out(
      [emptied && 'The target is empty again.', released && 'The source takes writes again.'].filter(Boolean).join(' '),
    )
    return 0
  }
  if (!words.from || !words.to || words.cancel) {
    for (const line of USAGE) io.err(line)
    return 2
  }
  const [from, to] = [store(words.from), store(words.to)]
  const side = await openSide(from, settings, 'source')
  const size = await measureStore(side.main).finally(() => side.close())
  io.err(
    `${side.store.label} holds ${size.rows > 0 ? `about ${count(size.rows)} rows in ` : ''}${size.tables} tables, ${inUnits(size.bytes)}. While they are carried, for about ${duration(size.seconds)}, it takes no writes.`,
  )
  if (words['dry-run']) return 0
  const folder = path.resolve(cwd, words.report ?? '.')
  const { report, already } = await moveStore({
    from,
    to,
    settings,
    release,
    now: () => Temporal.Now.instant(),
    notes: notesOn(env),
    say: sentence => io.err(sentence),
    onProgress: moveProgress(line => io.err(line)),
  })
  const whole = report.tables.every(({ equal }) => equal)
  if (words.json) io.out(JSON.stringify(report, null, 2))
  const { rows, tables, seconds } = report.totals
  io.err(
    already
      ? `This move was complete at ${toSecond(report.finishedAt)}: ${count(rows)} rows in ${tables} tables, equal on both sides.`
      : `Moved: ${count(rows)} rows in ${tables} tables in ${duration(seconds)}, equal on both sides.`,
  )
  for (const note of report.notes) io.err(note)
  writeReport(report, folder, io)
  io.err(
    `${report.source.label} keeps everything and takes no writes; start Mosaic on ${report.target.label} from now on.`,
  )
  return whole ? 0 : 1
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        report: { type: 'string' },
        release: { type: 'string' },
        cancel: { type: 'boolean' },
        'dry-run': { type: 'boolean' },
        json: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    return refuseArguments('move.arguments', error, USAGE)
  }
}

/** What the stores do not tell: secrets that live beside them. */
function notesOn(env: NodeJS.ProcessEnv): string[] {
  return env.MOSAIC_SECRET
    ? [
        'MOSAIC_SECRET is set: the new deployment needs the same value, or people are signed out and connected calendars ask anew.',
      ]
    : ['The secrets that Mosaic made for itself were carried: people stay signed in.']
}

/** A report that cannot be written is no reason to call the move failed: it is kept with the data too. */
function writeReport(report: Report, folder: string, io: Io): void {
  const name = reportName(report)
  try {
    fs.mkdirSync(folder, { recursive: true })
    for (const [ending, text] of [
      ['json', `${JSON.stringify(report, null, 2)}\n`],
      ['html', reportPage(report)],
    ] as const) {
      const file = path.join(folder, `${name}.${ending}`)
      fs.writeFileSync(`${file}.part`, text)
      fs.renameSync(`${file}.part`, file)
      io.err(`Report: ${file}`)
    }
  } catch (error) {
    io.err(
      `The report could not be written to ${folder} (${(error as NodeJS.ErrnoException).code}). It is kept with the data: “verify --store STORE” reads it there.`,
    )
  }
}
