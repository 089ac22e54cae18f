import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from './random.ts'
import { type Answer, Browser } from './visitor.ts'

/** What the visitor was told of an appointment last; what is so must be so for good, until told otherwise. */
export type Told = { code: string; status: string; version: number; start: string }

export type Bookings = {
  told: Map<string, Told>
  /** Idempotency keys of bookings that were confirmed. */
  keys: string[]
  /** Answers that nobody may ever get, such as 500. */
  wrong: string[]
  /** How many starts were lost to somebody else. */
  taken: number
  stop(): Promise<void>
}

/** Visitors who book, move and cancel without end, each asking again with the same key until there is an answer. */
export function startBookings(options: { address: () => string; random: Random; visitors: number }): Bookings {
  const bookings: Omit<Bookings, 'stop'> = { told: new Map(), keys: [], wrong: [], taken: 0 }
  const stopping = new AbortController()
  const running = Array.from({ length: options.visitors }, (_, number) =>
    visit(number, options, bookings as Bookings, stopping.signal),
  )
  return Object.assign(bookings, {
    async stop() {
      stopping.abort()
      await Promise.all(running)
    },
  })
}

async function visit(
  number: number,
  { address, random }: { address: () => string; random: Random },
  bookings: Bookings,
  stop: AbortSignal,
): Promise<void> {
  const browser = new Browser(address)
  await insist(bookings, () => browser.request('GET', '/api/sales/conversation'))
  for (let turn = 1; !stop.aborted; turn++) {
    const start = await chooseStart(browser, random, bookings)
    const key = randomUUID()
    const name = `Visitor ${number} of turn ${turn}`
    const email = `visitor-${number}-${turn}@example.com`
    const booked = await insist(bookings, () =>
      browser.request('POST', '/api/site-visits', {
        json: { start, contact: { name, email } },
        headers: { 'idempotency-key': key },
      }),
    )
    if (booked.status !== 201) {
      bookings.taken++
      continue
    }
    bookings.keys.push(key)
    let told = note(bookings, booked)
    if (random.chance(0.4)) {
      const other = await chooseStart(browser, random, bookings)
      // Asked again after a lost answer it has moved already, which the version then says: what it is now is asked for.
      const moved = await insist(bookings, () =>
        browser.request('POST', `/api/appointments/${told.code}/move`, {
          json: { version: told.version, start: other },
          headers: { 'idempotency-key': randomUUID() },
        }),
      )
      told = moved.status === 200 ? note(bookings, moved) : await look(browser, bookings, told.code)
    }
    if (random.chance(0.4)) {
      const cancelled = await insist(bookings, () =>
        browser.request('POST', `/api/appointments/${told.code}/cancel`, { json: { version: told.version } }),
      )
      if (cancelled.status === 200) note(bookings, cancelled)
      else await look(browser, bookings, told.code)
    }
    await sleep(random.between(0, 60))
  }
}

async function look(browser: Browser, bookings: Bookings, code: string): Promise<Told> {
  return note(bookings, await insist(bookings, () => browser.request('GET', `/api/appointments/${code}`)))
}

function note(bookings: Bookings, { json }: Answer): Told {
  const { code, status, version, start } = json as Told
  const told = { code, status, version, start }
  bookings.told.set(code, told)
  return told
}

/** Half of them within the hour, whose reminder an hour before is due at once. */
async function chooseStart(browser: Browser, random: Random, bookings: Bookings): Promise<string> {
  for (;;) {
    const answer = await insist(bookings, () => browser.request('GET', '/api/slots?days=3'))
    const { days } = answer.json as { days: { slots: { start: string }[] }[] }
    const starts = days.flatMap(day => day.slots.map(slot => slot.start))
    if (starts.length > 0) return random.chance(0.5) ? random.pick(starts.slice(0, 8)) : random.pick(starts)
    await sleep(50)
  }
}

/** Asks until there is an answer that is one: conflicts are, "not now" and broken connections are not. */
async function insist(bookings: Bookings, ask: () => Promise<Answer>): Promise<Answer> {
  for (let wrong = 0; ; ) {
    let answer: Answer
    try {
      answer = await ask()
    } catch {
      await sleep(40)
      continue
    }
    if (answer.status < 300 || answer.status === 409) return answer
    if (answer.status === 400 && /appointments\.start/.test(answer.text)) return answer
    if (answer.status !== 503) {
      bookings.wrong.push(`${answer.status} ${answer.text.slice(0, 400)}`)
      if (++wrong === 5) throw new Error(`no end of ${answer.status}: ${answer.text.slice(0, 400)}`)
    }
    await sleep(100)
  }
}
