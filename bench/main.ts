// npm run bench [-- NAME …]: the figures of this machine, each against the bare database of the same run.
import os from 'node:os'
import { benchAccounts } from './accounts.ts'
import { benchAutosave } from './autosave.ts'
import { benchBackup } from './backup.ts'
import { benchCoach } from './coach.ts'
import { benchConversation } from './conversation.ts'
import { type Figure, table } from './figure.ts'
import { benchFiles } from './files.ts'
import { benchJobs } from './jobs.ts'
import { benchLeads } from './leads.ts'
import { benchLegacy } from './legacy.ts'
import { benchLive } from './live.ts'
import { startMosaic, startServer, systemContext } from './mosaic.ts'
import { benchMove } from './move.ts'
import { benchReminders } from './reminders.ts'
import { benchSearch } from './search.ts'
import { benchStart } from './start.ts'
import { benchTurns } from './turns.ts'
import { benchUnderstanding } from './understanding.ts'
import { benchVisits } from './visits.ts'

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
  visits: () => benchVisits(server),
  reminders: () => benchReminders(server),
  files: () => benchFiles(server),
  autosave: () => benchAutosave(server),
  leads: () => benchLeads(server),
  legacy: () => benchLegacy(server),
  move: () => benchMove(server),
  backup: () => benchBackup(server),
}

const wanted = process.argv.slice(2)
const figures: Figure[] = []
try {
  for (const [name, run] of Object.entries(sections)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    console.log(`${name} …`)
    figures.push(...(await run()))
  }
} finally {
  await server.close()
}

console.log(
  `\n${os.cpus()[0]?.model ?? 'processor'}, ${os.availableParallelism()} cores, load ${os.loadavg()[0]!.toFixed(1)}, Node ${process.versions.node}\n`,
)
console.log(table(figures))
