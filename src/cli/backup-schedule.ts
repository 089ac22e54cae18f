import fs from 'node:fs'
import { parseArgs } from 'node:util'
import {
  askForBackup,
  type Backups,
  backupTools,
  checkBackup,
  failBackup,
  listBackups,
  makeBackup,
  readBackupSettings,
  readBackups,
  sizeWords,
  type Tools,
  takeBackup,
  writeBackupSettings,
} from '../backups/index.ts'
import { Refusal, refuse } from '../kernel/refusal.ts'
import { readConfig, storeSettings } from '../server/config.ts'
import { houseGiven } from '../server/house.ts'
import { type Context, detectStore, openStore, type Store } from '../storage/index.ts'
import { backupOptions } from './backup.ts'
import { refuseArguments } from './outcome.ts'
import { withStore } from './store.ts'

export type ScheduleIo = { out(line: string): void; err(line: string): void }

const USAGE = [
  'backup --schedule [on|off] [--at HH:MM] [--to folder|s3] [--keep DAYS,WEEKS,MONTHS]   backups by themselves',
  'backup --list [--json]      those that were made, and when the next is',
  'backup --now                makes one as the schedule does, and checks it',
  'backup --check NAME         restores one into a throwaway database and compares it; also a file that is in no list',
]

/** Words that belong to backups by themselves; `backup FILE` is another command. */
export const isSchedule = (args: string[]) => args.some(word => /^--(schedule|list|now|check|run)(=|$)/.test(word))

/** Exit 0: done. 1: a backup failed or was found wrong. 2: words that it does not know. */
export async function backupScheduleCommand(args: string[], io: ScheduleIo): Promise<number> {
  const { values, positionals } = parse(args)
  const backups = houseGiven(readConfig(process.env), process.env).backups
  if (values.run) return withStore(ctx => run(ctx, backups, values.run!))
  if (values.now) return withStore(ctx => makeNow(ctx, backups, io))
  if (values.check) {
    if (fs.existsSync(values.check)) return checkFile(backups, values.check, io)
    return withStore(ctx => checkNamed(ctx, backups, values.check!, io))
  }
  if (values.list) return withStore(ctx => list(ctx, backups, values.json === true, io))
  const [word] = positionals
  if (!values.schedule || positionals.length > 1 || (word && word !== 'on' && word !== 'off')) {
    for (const line of USAGE) io.err(line)
    return 2
  }
  return withStore(ctx => schedule(ctx, backups, { ...values, on: word !== 'off' }, io))
}

const OPTIONS = {
  schedule: { type: 'boolean' },
  at: { type: 'string' },
  to: { type: 'string' },
  keep: { type: 'string' },
  list: { type: 'boolean' },
  json: { type: 'boolean' },
  now: { type: 'boolean' },
  check: { type: 'string' },
  run: { type: 'string' },
} as const

function parse(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: OPTIONS })
  } catch (error) {
    return refuseArguments('backups.arguments', error, USAGE)
  }
}

async function schedule(
  ctx: Context,
  backups: Backups,
  wanted: { on: boolean; at?: string | undefined; to?: string | undefined; keep?: string | undefined },
  io: ScheduleIo,
): Promise<number> {
  const { version, value } = await readBackupSettings(ctx, backups)
  const [daily = value.daily, weekly = value.weekly, monthly = value.monthly] =
    wanted.keep?.split(',').map(Number) ?? []
  const place = wanted.to ?? value.place
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(wanted.at ?? value.at))
    refuse('invalid', 'backups.arguments', '--at is a time of day such as 03:00, by the clock of the business.')
  if (place !== 'folder' && place !== 's3') refuse('invalid', 'backups.arguments', '--to is folder or s3.')
  if (place === 's3' && !backups.objects)
    refuse('conflict', 'backups.no_s3', 'No object store is set. Set S3_BUCKET and its key where Mosaic runs.')
  if (![daily, weekly, monthly].every(count => Number.isInteger(count) && count >= 0 && count <= 120) || daily < 1)
    refuse('invalid', 'backups.arguments', '--keep is three numbers such as 7,4,6: days (1 or more), weeks and months.')
  await writeBackupSettings(
    ctx,
    { on: wanted.on, at: wanted.at ?? value.at, place, daily, weekly, monthly },
    { basedOn: version },
  )
  return list(ctx, backups, false, io)
}

async function list(ctx: Context, backups: Backups, json: boolean, io: ScheduleIo): Promise<number> {
  const state = await readBackups(ctx, backups)
  if (json) {
    io.out(JSON.stringify(state))
    return 0
  }
  const { timeZone } = ctx.business
  const local = (instant: string) =>
    Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' })
  const seal = state.encrypted ? 'encrypted' : 'not encrypted: MOSAIC_BACKUP_PASSPHRASE is not set'
  io.out(
    state.on
      ? `Backups are on: the next one at ${local(state.next!)} (${timeZone}), to ${state.where}, ${seal}.`
      : state.byDefault || !state.possible
        ? 'Backups are off.'
        : 'Backups are off: the database is on a server, whose provider may keep its own. “backup --schedule” switches them on.',
  )
  if (state.trouble) io.out(`The newest failed: ${state.trouble}`)
  for (const item of state.items)
    io.out(
      [
        item.name,
        item.outcome === 'made' ? sizeWords(item.bytes!).padStart(8) : item.outcome,
        item.checkedAt ? `checked ${local(item.checkedAt)}` : (item.error ?? item.checkError ?? 'not checked'),
        item.there || item.outcome !== 'made' ? '' : 'its file is not there',
      ]
        .filter(Boolean)
        .join('  '),
    )
  if (state.items.length === 0) io.out('None was made yet.')
  return 0
}

/** The child of a serving Mosaic: makes the backup that was taken. SIGTERM gives it back. */
async function run(ctx: Context, backups: Backups, id: string): Promise<number> {
  const stopping = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort())
  const heard = { ...ctx, log: consoleLog(ctx) }
  return withTools(backups, async tools => {
    const outcome = await makeBackup(heard, backups, tools, { id, stopping: stopping.signal })
    return outcome === 'failed' ? 1 : 0
  }).catch(async error => {
    await failBackup(ctx, id, error instanceof Refusal ? error.message : String(error))
    return 1
  })
}

async function makeNow(ctx: Context, backups: Backups, io: ScheduleIo): Promise<number> {
  await askForBackup(ctx, backups)
  const id = await takeBackup(ctx, backups, { scheduled: false })
  if (!id) {
    io.out('A backup is being made already, or a serving Mosaic makes this one. “backup --list” shows it.')
    return 0
  }
  const code = await run(ctx, backups, id)
  const made = (await listBackups(ctx, backups)).find(item => item.id === id)
  if (made?.outcome === 'made')
    io.out(
      `${made.name}: ${sizeWords(made.bytes!)}, ${made.checkedAt ? 'checked by a restore' : `not checked: ${made.checkError}`}.`,
    )
  else io.err(made?.error ?? 'It was stopped.')
  return code
}

async function checkNamed(ctx: Context, backups: Backups, name: string, io: ScheduleIo): Promise<number> {
  const found = (await listBackups(ctx, backups)).find(item => item.name === name && item.outcome === 'made')
  if (!found)
    return refuse('not_found', 'backups.unknown', {
      message: `There is no backup ${name}, and no such file. “backup --list” shows which there are.`,
    })
  return withTools(backups, async tools => {
    const stopping = new AbortController().signal
    const outcome = await checkBackup(ctx, backups, tools, { id: found.id, stopping })
    const now = (await listBackups(ctx, backups)).find(({ id }) => id === found.id)
    if (outcome === 'right') io.out(`${name} was restored and is right, table by table.`)
    else io.err((outcome === 'wrong' ? now?.error : now?.checkError) ?? outcome)
    return outcome === 'right' ? 0 : 1
  })
}

/** A file that is in no list: nothing is noted anywhere. */
async function checkFile(backups: Backups, file: string, io: ScheduleIo): Promise<number> {
  const os = await import('node:os')
  const source = { kind: 'embedded', label: '', connection: {} } as const
  const tools = backupTools(source, { ...backupOptions(process.env), passphrase: backups.passphrase ?? undefined })
  await tools.check(async () => fs.createReadStream(file), os.tmpdir(), new AbortController().signal)
  io.out(`${file} was restored and is right, table by table.`)
  return 0
}

async function withTools(backups: Backups, work: (tools: Tools) => Promise<number>): Promise<number> {
  const store: Store = await openStore({
    where: detectStore(process.env, process.cwd()),
    ...storeSettings(readConfig(process.env)),
    poolMax: 1,
  })
  try {
    await store.ready
    return await work(
      backupTools(store, { ...backupOptions(process.env), passphrase: backups.passphrase ?? undefined }),
    )
  } finally {
    await store.close()
    backups.objects?.close()
  }
}

/** What goes wrong stands in the log of the serving Mosaic, whose child this is, as one line. */
function consoleLog({ log }: Context): Context['log'] {
  const say = (level: number) => (detail: unknown, message?: string) => {
    const { err, ...rest } = (typeof detail === 'object' ? detail : { detail }) as { err?: Error }
    console.error(
      JSON.stringify({ level, time: Date.now(), ...rest, ...(err && { error: err.message }), msg: message }),
    )
  }
  return { ...log, warn: say(40), error: say(50) } as Context['log']
}
