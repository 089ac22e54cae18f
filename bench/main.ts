// npm run bench [-- NAME …]: the figures of this machine, each against the bare database of the same run.
// npm run bench -- --compare A B: two results of bench/results, as paths or the beginnings of names.
// npm run bench -- --join A B …: parts that ran one after another, of one commit, as the result of a whole run.
import fs from 'node:fs'
import path from 'node:path'
import { benchAccounts } from './accounts.ts'
import { benchAutosave } from './autosave.ts'
import { benchBackup } from './backup.ts'
import { benchCoach } from './coach.ts'
import { benchConversation } from './conversation.ts'
import type { Figure } from './figure.ts'
import { benchFiles } from './files.ts'
import { benchHotPaths } from './hot-paths.ts'
import { benchJobs } from './jobs.ts'
import { benchLeads } from './leads.ts'
import { benchLegacy } from './legacy.ts'
import { benchLive } from './live.ts'
import { startMosaic, startServer, systemContext } from './mosaic.ts'
import { benchMove } from './move.ts'
import { benchOutage } from './outage.ts'
import { benchCrowd, benchProcesses } from './processes.ts'
import { benchReminders } from './reminders.ts'
import {
  commitHere,
  compare,
  describe,
  FOLDER,
  join,
  loadNow,
  machineHere,
  type Result,
  writeResult,
} from './results.ts'
import { benchScale } from './scale.ts'
import { benchSearch } from './search.ts'
import { benchStart } from './start.ts'
import { benchTurns } from './turns.ts'
import { benchUnderstanding } from './understanding.ts'
import { benchVisits } from './visits.ts'

const args = process.argv.slice(2)
if (args[0] === '--compare') {
  console.log(compare(resultOf(args[1]), resultOf(args[2])))
  process.exit()
}

const server = await startServer()
const sections: Record<string, () => Promise<Figure[]>> = {
  start: async () => benchStart((await server.make()).url),
  understanding: async () => benchUnderstanding(),
  conversation: async () => {
    const { running, close } = await startMosaic((await server.make()).url)
    return benchConversation(systemContext(running)).finally(close)
  },
  accounts: () => benchAccounts(server),
  jobs: () => benchJobs(() => server.make()),
  coach: async () => {
    const { running, close } = await startMosaic((await server.make()).url)
    return benchCoach(systemContext(running)).finally(close)
  },
  search: () => benchSearch(() => server.make()),
  turns: () => benchTurns(server),
  live: () => benchLive(server),
  hot: () => benchHotPaths(server),
  processes: () => benchProcesses(server),
  crowd: () => benchCrowd(server),
  visits: () => benchVisits(server),
  reminders: () => benchReminders(server),
  files: () => benchFiles(server),
  autosave: () => benchAutosave(server),
  leads: () => benchLeads(server),
  legacy: () => benchLegacy(server),
  move: () => benchMove(server),
  backup: () => benchBackup(server),
  outage: () => benchOutage(server),
  scale: () => benchScale(server),
}

if (args[0] === '--join') {
  await server.close()
  const file = writeResult(join(args.slice(1).map(resultOf), Object.keys(sections)))
  console.log(`Written to ${path.relative(process.cwd(), file)}`)
  process.exit()
}

const unknown = args.filter(name => !(name in sections))
if (unknown.length > 0) {
  console.error(`There is no section ${unknown.join(', ')}. There are: ${Object.keys(sections).join(', ')}`)
  await server.close()
  process.exit(1)
}
const wanted = args.length > 0 ? args : Object.keys(sections)
const result: Result = {
  at: Temporal.Now.instant().toString({ smallestUnit: 'second' }),
  ...commitHere(),
  machine: machineHere(server.version),
  load: { before: loadNow(), after: 0 },
  whole: false,
  sections: [],
}
try {
  for (const [name, run] of Object.entries(sections)) {
    if (!wanted.includes(name)) continue
    console.log(`${name} …`)
    const began = performance.now()
    const section = { name, seconds: 0, figures: [] as Figure[] }
    try {
      section.figures = await run()
    } catch (error) {
      // The other sections say what they have to say all the same.
      Object.assign(section, { failed: String((error as Error).message ?? error) })
      console.error(error)
      process.exitCode = 1
    }
    section.seconds = Math.round((performance.now() - began) / 100) / 10
    result.sections.push(section)
  }
} finally {
  await server.close()
}

result.load.after = loadNow()
result.whole =
  result.sections.length === Object.keys(sections).length && result.sections.every(one => !('failed' in one))
const file = writeResult(result)
console.log(`\n${describe(result)}`)
console.log(`Written to ${path.relative(process.cwd(), file)}`)
// A section that failed may have left connections open.
process.exit()

/** A result by its path, or by the beginning of its name. */
function resultOf(name: string | undefined): Result {
  if (!name) throw new Error('Name two results: npm run bench -- --compare A B')
  const path = fs.existsSync(name)
    ? name
    : fs.globSync(`${FOLDER}/*.json`).findLast(file => file.includes(`/${name}`) || file.includes(`-${name}`))
  if (!path) throw new Error(`There is no result ${name} in bench/results`)
  return JSON.parse(fs.readFileSync(path, 'utf8')) as Result
}
