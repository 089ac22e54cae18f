import { randomUUID } from 'node:crypto'
import { firstAdministratorLink } from '../src/accounts/index.ts'
import { bookVisit, freeSlots } from '../src/appointments/index.ts'
import { createAssistant, runTurn } from '../src/assistant/index.ts'
import { searchListings } from '../src/catalogue/index.ts'
import { postMessage } from '../src/conversations/index.ts'
import { listLeads } from '../src/leads/index.ts'
import { ensurePerson, issueVisitorKey, readVisitorKey } from '../src/people/index.ts'
import { saveAnswer } from '../src/programmes/index.ts'
import { subscribeDomains } from '../src/server/domains.ts'
import type { Running } from '../src/server/start.ts'
import { type Context, createEvents } from '../src/storage/index.ts'
import { systemBench } from './mosaic.ts'

/** The hot paths: what visitors and staff do most, and wait for. */
export type DeedName = 'turn' | 'booking' | 'search' | 'console' | 'autosave'

/** One deed of `caller`, the `at`th: by its verb in this process, and by its request. `at` grows; a caller does one after another. */
export type Deed = Record<'verb' | 'http', (caller: number, at: number) => Promise<unknown>>

export const SAYING = '3bhk in whitefield under 2 cr'

/** What one after another is said by a caller: search, refine, ask, page, compare, thank. */
export const SAYINGS = [
  SAYING,
  'what about 2bhk',
  'and in sarjapur?',
  'price of velmora avalon',
  'more',
  'flats in hebbal between 80 lakhs and 1.5 cr',
  'is velmora citrine ready?',
  'compare velmora avalon vs halverly glenbrook',
  'villas with a pool in north bangalore',
  'thanks',
]

/** From one start to one of another day: no day has so many, and no number of starts that comes up divides by it. */
const STRIDE = 37
const HOUR = 3_600_000

/** A third of a page, as somebody has it after a few minutes. */
const TEXT = 'I keep applying for jobs that I do not want, and I am not sure what I want instead. '.repeat(8)
const WISH = { bedrooms: [3], places: ['Whitefield'], maxPrice: 2_000_000_000 }

const events = createEvents()
subscribeDomains(events)

type Served = Pick<Running, 'app' | 'state' | 'config'>

/**
 * The deeds at a server that is ready, for so many callers. Everything that a deed finds in place is made here: who asks is
 * known, has said something, is enrolled; starts are free. `sayings`: what the callers say, in order.
 */
export async function hotDeeds(
  served: Served,
  { callers, sayings = [SAYING] }: { callers: number; sayings?: string[] },
): Promise<Record<DeedName, Deed>> {
  const { app } = served
  const ctx = contextOf(served)
  const visitors = Array.from({ length: callers }, () => newVisitor())
  const writers = await Promise.all(visitors.map(one => enrol(served, one.cookie)))
  const staff = await administrator(served)
  const starts = await supply(ctx)
  const assistant = createAssistant({ currency: ctx.business.currency, timeZone: ctx.business.timeZone })
  const text = (at: number) => sayings[at % sayings.length]!
  let booked = 0
  // Each booking is somebody else's, for one person may have a few only; and of another day than the one before: who books the same
  // day of the same agent waits for whoever does so just now.
  const booking = () => {
    const at = booked++
    const email = `asha${at}@example.com`
    return {
      visitor: newVisitor(),
      start: startOf(starts, at).toString(),
      contact: { name: 'Asha Rao', email },
    }
  }
  const send = async (status: number, options: object) => {
    const reply = await app.inject(options)
    if (reply.statusCode !== status) throw new Error(`answered ${reply.statusCode}: ${reply.body}`)
    return reply
  }
  return {
    turn: {
      async verb(caller, at) {
        const own = visitors[caller]!.ctx()
        const owner = assistant.newOwner()
        const { turn } = await postMessage(own, { desk: 'sales', clientId: randomUUID(), text: text(at), owner })
        await runTurn(own, assistant, turn, { owner })
      },
      http: (caller, at) =>
        send(200, {
          method: 'POST',
          url: '/api/sales/messages',
          headers: { cookie: visitors[caller]!.cookie, accept: 'application/json' },
          payload: { id: randomUUID(), text: text(at) },
        }),
    },
    booking: {
      async verb() {
        const { visitor, start, contact } = booking()
        const own = visitor.ctx()
        const personId = await ensurePerson(own)
        await bookVisit(own, { personId, start: Temporal.Instant.from(start), contact, source: 'form' })
      },
      http() {
        const { visitor, start, contact } = booking()
        const headers = { cookie: visitor.cookie }
        return send(201, { method: 'POST', url: '/api/site-visits', headers, payload: { start, contact } })
      },
    },
    search: {
      verb: () => searchListings(ctx, { wish: WISH, limit: 20 }),
      http: () => send(200, { url: '/api/listings?bedrooms=3&places=Whitefield&maxPrice=2000000000&limit=20' }),
    },
    console: {
      verb: () => listLeads(ctx, { order: 'hot', limit: 50 }),
      http: () => send(200, { url: '/api/staff/leads?order=hot&limit=50', headers: { cookie: staff } }),
    },
    autosave: {
      async verb(caller, at) {
        const writer = writers[caller]!
        const { enrolmentId } = writer
        const { keyHash } = visitors[caller]!
        const draft = { enrolmentId, keyHash, prompt: '1', text: `${TEXT}${at}`, basedOn: writer.revision }
        writer.revision = (await saveAnswer(ctx, draft)).revision
      },
      async http(caller, at) {
        const writer = writers[caller]!
        const reply = await send(200, {
          method: 'PUT',
          url: `/api/enrolments/${writer.enrolmentId}/answers/1`,
          headers: { cookie: visitors[caller]!.cookie },
          payload: { text: `${TEXT}${at}`, basedOn: writer.revision },
        })
        writer.revision = (reply.json() as { revision: number }).revision
      },
    },
  }

  function newVisitor() {
    const { visitorSecret } = served.state
    const key = issueVisitorKey(visitorSecret!)
    const keyHash = readVisitorKey(visitorSecret!, key)!
    return {
      keyHash,
      cookie: `mosaic-visitor=${key}`,
      ctx: (): Context => ({ ...ctx, actor: { kind: 'visitor', keyHash } }),
    }
  }
}

/**
 * Starts of a month that many can be given: those at which nearly all who work at all are free, an hour apart, so that a booking takes
 * nothing of the start before or after.
 */
export async function supply(ctx: Context): Promise<Temporal.Instant[]> {
  const slots = (await freeSlots(ctx, { days: 31 })).days.flatMap(day => day.slots)
  const most = Math.max(...slots.map(({ free }) => free))
  const starts: Temporal.Instant[] = []
  for (const { start, free } of slots) {
    const at = Temporal.Instant.from(start)
    const before = starts.at(-1)?.epochMilliseconds ?? -Infinity
    if (free > 0.8 * most && at.epochMilliseconds - before >= HOUR) starts.push(at)
  }
  return starts
}

/** The start of the `at`th booking: of another day than those just before and after it. */
export function startOf(starts: readonly Temporal.Instant[], at: number): Temporal.Instant {
  return starts[(at * STRIDE) % starts.length]!
}

async function enrol({ app }: Served, cookie: string): Promise<{ enrolmentId: string; revision: number }> {
  const reply = await app.inject({
    method: 'POST',
    url: '/api/enrolments',
    headers: { cookie },
    payload: { programme: 'ps101-express' },
  })
  if (reply.statusCode !== 201) throw new Error(`enrolling was answered ${reply.statusCode}: ${reply.body}`)
  return { enrolmentId: reply.json<{ id: string }>().id, revision: 0 }
}

/** A session of the first administrator, as a Cookie header. */
export async function administrator(served: Served): Promise<string> {
  const link = await firstAdministratorLink(contextOf(served), { publicUrl: served.config.publicUrl })
  const token = new URLSearchParams(new URL(link!).hash.slice(1)).get('token')
  const reply = await served.app.inject({
    method: 'POST',
    url: '/api/first-administrator',
    payload: { token, name: 'Asha Admin', email: 'admin@example.com', password: 'correct horse battery' },
  })
  if (reply.statusCode !== 200) throw new Error(`no administrator: ${reply.body}`)
  return reply.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
}

/** As the routes have it: what is told is published, events are heard. */
export function contextOf({ app, state }: Pick<Served, 'app' | 'state'>): Context {
  return {
    ...systemBench(state.store!.db),
    log: app.log,
    business: state.house!.business,
    announce: events.announce,
    publish: changes => state.live?.publish(changes),
  }
}
