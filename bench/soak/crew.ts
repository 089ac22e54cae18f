import { setTimeout as sleep } from 'node:timers/promises'
import { book, readAppointments } from '../../faults/clients/book.ts'
import { arrive, chat, say } from '../../faults/clients/chat.ts'
import { type Client, live, makeClient, perform } from '../../faults/clients/client.ts'
import type { Accounts } from '../../faults/clients/index.ts'
import { member } from '../../faults/clients/member.ts'
import { staff } from '../../faults/clients/staff.ts'
import { upload } from '../../faults/clients/upload.ts'
import type { Recorder } from '../../faults/history.ts'
import { stream } from '../../faults/random.ts'
import { Browser, type RequestOptions, signIn } from '../../tests/processes/visitor.ts'

/** How many are here at once; when one goes, somebody new comes. Staff stay. */
const SEATS: Record<string, number> = { visitor: 3, watcher: 3, buyer: 2, uploader: 1, member: 2 }
const STAY_SECONDS = [20, 60] as const
/** Of those who go, so many wish to be forgotten. */
const FORGOTTEN = 0.5

export type Tally = {
  /** Requests so far. */
  requests: number
  /** Deeds by their kind and end, such as `message ok`. */
  deeds: Record<string, number>
  done: number
  came: number
  forgotten: number
  /** Live streams opened so far, and how many events came through them. */
  streams: number
  heard: number
}

export const newTally = (): Tally => ({ requests: 0, deeds: {}, done: 0, came: 0, forgotten: 0, streams: 0, heard: 0 })

/** Gives leave to so many requests a second, evenly, whoever asks. */
export function pace(rate: number): () => Promise<void> {
  let next = performance.now()
  return async () => {
    const now = performance.now()
    next = Math.max(next + 1000 / rate, now)
    if (next > now) await sleep(next - now)
  }
}

/** A browser that waits for its turn, and comes from an address of its own. */
class PacedBrowser extends Browser {
  readonly leave: () => Promise<void>
  readonly from: string
  readonly tally: Tally

  constructor(url: string, { leave, from, tally }: { leave: () => Promise<void>; from: string; tally: Tally }) {
    super(url)
    this.leave = leave
    this.from = from
    this.tally = tally
  }

  override async fetch(method: string, path: string, options: RequestOptions) {
    await this.leave()
    this.tally.requests++
    const headers = { origin: String(this.address), 'x-forwarded-for': this.from, ...options.headers }
    return super.fetch(method, path, { ...options, headers })
  }
}

/** Sends everybody in; `stop` resolves when all have gone. */
export function startSoakCrew(options: { url: string; seed: number; rate: number; accounts: Accounts; tally: Tally }) {
  const { url, seed, rate, accounts, tally } = options
  const leave = pace(rate)
  const over = new AbortController()
  const running: Promise<void>[] = []
  const failures: unknown[] = []
  const run = (work: Promise<void>) => running.push(work.catch(error => void failures.push(error)))
  let addresses = 0

  const newClient = (name: string, stop: AbortSignal): Client => {
    const at = ++addresses
    const from = `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`
    const client = makeClient(name, [url], seed, counting(tally), stop)
    return { ...client, browser: new PacedBrowser(url, { leave, from, tally }) }
  }
  const work: Record<string, (client: Client) => Promise<void>> = {
    visitor: chat,
    watcher: client => watch(client, tally),
    buyer: book,
    uploader: upload,
    member,
  }

  for (const [kind, count] of Object.entries(SEATS)) for (let seat = 1; seat <= count; seat++) run(keepSeat(kind, seat))
  for (const [at, account] of accounts.entries()) run(staff(newClient(`staff${at + 1}`, over.signal), account))
  run(readConsole(newClient('console', over.signal), accounts[0]!))

  return {
    /** Throws where somebody of the crew fell over: then it was not the load that was meant. */
    check() {
      if (failures.length > 0) throw failures[0]
    },
    async stop() {
      over.abort()
      await Promise.all(running)
    },
  }

  async function keepSeat(kind: string, seat: number): Promise<void> {
    const random = stream(seed, `${kind}${seat}`)
    for (let number = 1; !over.signal.aborted; number++) {
      tally.came++
      const stay = AbortSignal.timeout(random.whole(STAY_SECONDS[0] * 1000, STAY_SECONDS[1] * 1000))
      const client = newClient(`${kind}${seat}s${number}n${seed}`, AbortSignal.any([stay, over.signal]))
      await work[kind]!(client)
      await go(client, kind, random.chance(FORGOTTEN), tally)
    }
  }
}

/** Somebody goes: what they booked is given back, and one in two is forgotten. Who has an account signs out. */
async function go(client: Client, kind: string, isForgotten: boolean, tally: Tally): Promise<void> {
  if (kind === 'buyer') await giveBack(client)
  if (kind === 'member') await perform(client, 'sign_out', {}, { method: 'DELETE', path: '/api/session', tries: 1 })
  else if (isForgotten) {
    const ask = { method: 'DELETE', path: '/api/me', json: { confirm: true }, tries: 2, patience: 30_000 }
    const { outcome } = await perform(client, 'erase', {}, ask)
    if (outcome === 'ok') tally.forgotten++
  }
}

async function giveBack(client: Client): Promise<void> {
  await readAppointments(client)
  const answer = await client.browser.request('GET', '/api/appointments').catch(() => undefined)
  const items = (answer?.json as { items?: { code: string; status: string; version: number }[] })?.items ?? []
  for (const { code, status, version } of items)
    if (['held', 'pending', 'confirmed'].includes(status)) {
      const json = { version, reason: 'no time' }
      const ask = { method: 'POST', path: `/api/appointments/${code}/cancel`, json, tries: 1 }
      await perform(client, 'cancel', { code, version }, ask)
    }
}

/** A visitor whose page reads along: it opens, hears the answers, and is gone without a word. */
async function watch(client: Client, tally: Tally): Promise<void> {
  await arrive(client)
  await live(client, 600, async (random, number) => {
    if (number === 1) return say(client, random, number)
    const { json } = await perform(
      client,
      'thread',
      {},
      { method: 'GET', path: '/api/sales/conversation?limit=20', tries: 2 },
    )
    const conversation = (json.conversation as { id: string } | null)?.id
    if (!conversation) return say(client, random, number)
    const page = new AbortController()
    const reading = listen(client, `/api/live/conversations/${conversation}`, page.signal, tally)
    await say(client, random, number)
    await sleep(random.between(100, 3_000))
    page.abort()
    await reading
  })
}

async function listen(client: Client, path: string, signal: AbortSignal, tally: Tally): Promise<void> {
  try {
    const response = await client.browser.fetch('GET', path, { signal, headers: { accept: 'text/event-stream' } })
    count(tally, response.ok ? 'live ok' : `live ${response.status}`)
    if (!response.ok) return void (await response.text())
    tally.streams++
    for await (const _ of response.body!) tally.heard++
  } catch {
    // Dropped, as was meant.
  }
}

const day = (days: number) => Temporal.Now.plainDateISO('UTC').add({ days }).toString()
const LATELY = `from=${day(-7)}&to=${day(2)}`
const CONSOLE = [
  '/api/staff/conversations?state=open&limit=50',
  '/api/staff/leads?limit=50',
  '/api/staff/leads/counts',
  `/api/staff/appointments?${LATELY}`,
  '/api/staff/appointments/overdue',
  '/api/staff/people?q=buyer',
  '/api/staff/reminders/statistics',
  `/api/staff/reports/funnel?${LATELY}`,
  `/api/staff/reports/response-times?${LATELY}`,
]

/** A console that stays open: it reads along, and looks at one list after another. */
async function readConsole(client: Client, { email, password }: Accounts[number]): Promise<void> {
  await signIn(client.browser, email, password)
  await live(client, 500, async (random, number) => {
    const page = new AbortController()
    const reading = listen(client, '/api/staff/live', page.signal, tally(client))
    for (let look = 0; look < 4; look++) {
      await sleep(random.between(100, 900))
      await perform(
        client,
        'console',
        {},
        { method: 'GET', path: CONSOLE[(number * 4 + look) % CONSOLE.length]!, tries: 1 },
      )
    }
    page.abort()
    await reading
  })
}

const tally = (client: Client) => (client.browser as PacedBrowser).tally

/** Counts what came of it, and keeps only what a client asks of its own past. */
function counting(tally: Tally): Recorder {
  const history: Recorder['history'] = { operations: [], happenings: [] }
  return {
    history,
    now: () => Math.round(performance.now()),
    invoke(client, deed, input) {
      const operation = { index: 0, client, deed, input, invoked: 0, attempts: [] }
      if (deed === 'register') history.operations.push(operation)
      return operation
    },
    complete(operation, outcome, output) {
      Object.assign(operation, { outcome })
      if (outcome === 'ok') tally.done++
      count(tally, `${operation.deed} ${outcome}${outcome === 'refused' ? ` ${output?.code}` : ''}`)
    },
    note() {},
  }
}

function count(tally: Tally, what: string): void {
  tally.deeds[what] = (tally.deeds[what] ?? 0) + 1
}
