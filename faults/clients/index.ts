/** The clients of a run: who they are, how many, and what each reads at the end. */
import { openAllHours } from '../../tests/processes/agents.ts'
import { Browser, firstAdministrator, PASSWORD } from '../../tests/processes/visitor.ts'
import type { Recorder } from '../history.ts'
import { book, readAppointments } from './book.ts'
import { chat, readThread } from './chat.ts'
import { type Client, makeClient } from './client.ts'
import { member, readAnswers, readCoachThread, whoAmI } from './member.ts'
import { staff } from './staff.ts'
import { fetchBack, readFiles, upload } from './upload.ts'

const VISITORS = 3
const BUYERS = 4
const UPLOADERS = 1
const MEMBERS = 1

export type Crew = {
  /** Resolves when all have ended what they began. */
  stop(): Promise<void>
  /** Everybody reads all that is theirs. */
  readEverything(): Promise<void>
}

export type Accounts = { email: string; password: string }[]

/** Before anything breaks: an administrator, an agent with a sign-in, and two agents who can be met at any hour. */
export async function setUpHouse(url: string, link: string): Promise<Accounts> {
  const administrator = await firstAdministrator(url, link)
  await openAllHours(administrator, ['Ana', 'Ben'])
  const email = 'agent@example.com'
  const invited = (await administrator.expect(200, 'POST', '/api/admin/invitations', {
    json: { role: 'agent', email, name: 'Agnes Agent' },
  })) as { path: string }
  const token = invited.path.match(/token=([^&]+)/)?.[1]
  await new Browser(url).expect(200, 'POST', '/api/invitations/accept', {
    json: { token, name: 'Agnes Agent', email, password: PASSWORD },
  })
  return [
    { email: 'admin@example.com', password: PASSWORD },
    { email, password: PASSWORD },
  ]
}

/** Sends everybody off. Each has intents of their own by the seed, and a server of their own to begin with. */
export function startCrew(options: { urls: string[]; seed: number; recorder: Recorder; accounts: Accounts }): Crew {
  const { urls, seed, recorder, accounts } = options
  const stopping = new AbortController()
  const clients: Client[] = []
  const running: Promise<void>[] = []
  const send = (kind: string, count: number, work: (client: Client, number: number) => Promise<void>) => {
    for (let number = 1; number <= count; number++) {
      const client = makeClient(`${kind}${number}`, urls, seed, recorder, stopping.signal)
      clients.push(client)
      running.push(work(client, number))
    }
  }
  send('visitor', VISITORS, chat)
  send('buyer', BUYERS, book)
  send('uploader', UPLOADERS, upload)
  send('member', MEMBERS, member)
  send('staff', accounts.length, (client, number) => staff(client, accounts[number - 1]!))

  return {
    async stop() {
      stopping.abort()
      await Promise.all(running)
    },
    async readEverything() {
      for (const client of clients.filter(({ name }) => !name.startsWith('staff'))) await readAll(client, recorder)
    },
  }
}

async function readAll(client: Client, { history }: Recorder): Promise<void> {
  const own = history.operations.filter(operation => operation.client === client.name)
  const valuesOf = (deed: string, name: string) => [
    ...new Set(own.filter(one => one.deed === deed && one.outcome === 'ok').flatMap(one => one.output![name] ?? [])),
  ]
  if (client.name.startsWith('member')) {
    const last = own.findLast(({ deed }) => ['register', 'sign_in', 'sign_out'].includes(deed))
    if (last?.outcome !== 'ok' || last.deed === 'sign_out') return
    await whoAmI(client, `${client.name}@example.com`, 'final_session')
    for (const enrolment of valuesOf('enrol', 'enrolment'))
      await readAnswers(client, String(enrolment), 'final_answers')
    for (const conversation of valuesOf('open_coach', 'conversation'))
      await readCoachThread(client, String(conversation), 'final_coach_thread')
    return
  }
  await readThread(client, 'final_thread')
  await readAppointments(client, 'final_appointments')
  if (!client.name.startsWith('uploader')) return
  await readFiles(client, 'final_files')
  const removed = new Set(own.filter(({ deed }) => deed === 'remove').map(({ input }) => input.file))
  for (const { input, output, outcome, deed } of own)
    if (deed === 'upload' && outcome === 'ok' && output!.file && !removed.has(output!.file))
      await fetchBack(client, { id: String(output!.file), sha256: String(input.sha256) }, 'final_download')
}
