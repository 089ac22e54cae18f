import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { exitCode, printRefusal } from './outcome.ts'

// Compiled code is kept between starts, in our own folder: one that others can write would let them choose what runs.
module.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/mosaic', import.meta.url)))

/** Prints to the terminal; commands get it passed, so that tests can listen. */
const io = {
  out: (line: string) => console.log(line),
  err: (line: string) => console.error(line),
  stdin: process.stdin,
  stdout: process.stdout,
}

/** `about`: its words, two spaces or more, and what it does. */
type Command = { about: string; run(args: string[]): Promise<number> }

/** Each loads only what it needs: `understand` answers without opening a store. */
const commands: Record<string, Command> = {
  serve: {
    about: 'serve [--build]                     start Mosaic',
    run: async args => (await import('./serve.ts')).serveCommand(args, io),
  },
  understand: {
    about: 'understand --desk sales --json TEXT  how a message is understood, as JSON',
    run: async args => (await import('./understand.ts')).understandCommand(args, io),
  },
  catalogue: {
    about: 'catalogue import [jobs] FILE | export | sample | check   what is on offer: homes and jobs',
    run: async args => withStore(async ctx => (await import('./catalogue.ts')).catalogueCommand(ctx, args, io)),
  },
  feeds: {
    about: 'feeds list | run [NAME]             feeds of jobs',
    run: async args => withStore(async ctx => (await import('./feeds.ts')).feedsCommand(ctx, args, io)),
  },
  programme: {
    about: 'programme check FILE                whether a version of a programme can be released',
    run: async args => (await import('./programme.ts')).programmeCommand(args, io),
  },
  reminders: {
    about: 'reminders due | statistics | list   what is sent when, and what came of it',
    run: async args => withStore(async ctx => (await import('./reminders.ts')).remindersCommand(ctx, args, io)),
  },
  leads: {
    about: 'leads hot | explain PERSON            who is worth calling next, and why',
    run: async args => withStore(async ctx => (await import('./leads.ts')).leadsCommand(ctx, args, io)),
  },
  person: {
    about: 'person export ID | erase ID         everything kept about somebody',
    run: async args => withStore(async ctx => (await import('./person.ts')).personCommand(ctx, args, io)),
  },
  staff: {
    about: 'staff list | add | set | hours | off | holidays   who takes visits and calls, and when',
    run: async args => withStore(async ctx => (await import('./staff.ts')).staffCommand(ctx, args, io)),
  },
  account: {
    about: 'account list | add | invite | reset-link | role | sessions | erase   who signs in',
    run: async args => withStore(async ctx => (await import('./account.ts')).accountCommand(ctx, args, io)),
  },
  codes: {
    about: 'codes list | add                    invitations and promotions',
    run: async args => withStore(async ctx => (await import('./codes.ts')).codesCommand(ctx, args, io)),
  },
  files: {
    about: 'files move --to s3|database         where the bytes of files are kept',
    run: async args => {
      const { readConfig } = await import('../server/config.ts')
      const { fileSettings } = await import('../server/file-settings.ts')
      const files = fileSettings(readConfig(process.env))
      return withStore(async ctx => (await import('./files.ts')).filesCommand(ctx, files, args, io))
    },
  },
  move: {
    about: 'move --from STORE --to STORE | --release | --cancel   everything into another store, with proof',
    run: async args => (await import('./move.ts')).moveCommand(args, io),
  },
  verify: {
    about: 'verify REPORT [--store STORE]       whether the stores still hold what a move proved',
    run: async args => (await import('./verify.ts')).verifyCommand(args, io),
  },
  backup: {
    about: 'backup FILE | --inspect FILE | --schedule | --list | --now | --check NAME   the whole store in one file',
    run: async args => {
      const schedule = await import('./backup-schedule.ts')
      if (schedule.isSchedule(args)) return schedule.backupScheduleCommand(args, io)
      return (await import('./backup.ts')).backupCommand(args, io)
    },
  },
  restore: {
    about: 'restore FILE --to STORE             a backup into an empty store',
    run: async args => (await import('./restore.ts')).restoreCommand(args, io),
  },
  import: {
    about: 'import legacy-mosaic FILE|URL | legacy-sales URL   data of an earlier application, with proof',
    run: async args => (await import('./import.ts')).importCommand(args, io),
  },
  doctor: {
    about: 'doctor [--live] | --persistence URL | --send   how everything is, whether data survives, a test message',
    run: async args => (await import('./doctor.ts')).doctorCommand(args, io, { withStore }),
  },
}

async function withStore(work: Parameters<typeof import('./store.ts')['withStore']>[0]): Promise<number> {
  return (await import('./store.ts')).withStore(work)
}

/** In two columns; words that do not fit into the first stand on a line of their own. */
function helpOf(about: string): string[] {
  const [words = '', does = ''] = about.split(/ {2,}/)
  if (!does) return [`  ${words}`]
  return words.length <= 34 ? [`  ${words.padEnd(36)}${does}`] : [`  ${words}`, `${' '.repeat(38)}${does}`]
}

const [name, ...args] = process.argv.slice(2)
const command = name === undefined ? undefined : commands[name]
if (!command) {
  const help = [
    'Usage: npm run -s mosaic -- COMMAND',
    '',
    ...Object.values(commands).flatMap(({ about }) => helpOf(about)),
  ]
  const asked = name === undefined || name === 'help' || name === '--help'
  for (const line of asked ? help : [`There is no command “${name}”.`, '', ...help]) (asked ? io.out : io.err)(line)
  process.exitCode = asked ? 0 : 2
} else {
  try {
    process.exitCode = await command.run(args)
  } catch (error) {
    const { asUnavailable } = await import('../storage/index.ts')
    const shown = asUnavailable(error) ?? error
    printRefusal(shown, io.err)
    process.exitCode = exitCode(shown)
  }
}
