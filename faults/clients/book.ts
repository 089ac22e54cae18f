import { type Random, uuidOf } from '../random.ts'
import { arrive } from './chat.ts'
import { type Client, live, mark, perform } from './client.ts'

/** What a visitor was told of an appointment. */
export type Told = {
  code: string
  kind: string
  status: string
  version: number
  start: string | null
  end: string | null
  staff: string | null
}

/** Starts that everybody wants: the next few. */
const WANTED = 6

/** A visitor who holds, books, moves and cancels, always among the same few starts as the others. */
export async function book(client: Client): Promise<void> {
  await arrive(client)
  const own: Told[] = []
  await live(client, 400, async (random, number) => {
    const what = random.next()
    const one = own.length > 0 ? random.pick(own) : undefined
    if (one && own.length > 4) return end(client, random, own, one)
    if (what < 0.35 || !one) await bookStart(client, random, number, own)
    else if (what < 0.5) await holdAndBook(client, random, number, own)
    else if (what < 0.65) await move(client, random, own, one)
    else if (what < 0.8) await end(client, random, own, one)
    else if (what < 0.88) await callback(client, random, number, own)
    else await readAppointments(client)
  })
}

async function starts(client: Client): Promise<string[]> {
  const { outcome, json } = await perform(
    client,
    'slots',
    {},
    {
      method: 'GET',
      path: '/api/slots?days=2',
      tries: 2,
      keep: json => ({ free: freeOf(json).length }),
    },
  )
  return outcome === 'ok' ? freeOf(json).slice(0, WANTED) : []
}

const freeOf = (json: Record<string, unknown>) =>
  (json.days as { slots: { start: string }[] }[]).flatMap(day => day.slots.map(slot => slot.start))

async function bookStart(client: Client, random: Random, number: number, own: Told[]): Promise<void> {
  const free = await starts(client)
  if (free.length > 0) await requestVisit(client, random, number, own, { start: random.pick(free) })
}

async function requestVisit(
  client: Client,
  random: Random,
  number: number,
  own: Told[],
  which: { start: string } | { hold: string },
): Promise<void> {
  const key = uuidOf(random)
  const contact = { name: `Buyer ${client.name}`, email: `${client.name}@example.com` }
  const done = await perform(
    client,
    'book',
    { key, ...which },
    {
      method: 'POST',
      path: '/api/site-visits',
      json: { ...which, contact, notes: mark(client, number) },
      headers: { 'idempotency-key': key },
      keep: toTold,
    },
  )
  if (done.outcome === 'ok' && done.answer?.status !== 202) learn(own, toTold(done.json))
}

async function holdAndBook(client: Client, random: Random, number: number, own: Told[]): Promise<void> {
  const free = await starts(client)
  if (free.length === 0) return
  const key = uuidOf(random)
  const start = random.pick(free)
  const done = await perform(
    client,
    'hold',
    { key, start },
    {
      method: 'POST',
      path: '/api/holds',
      json: { start },
      headers: { 'idempotency-key': key },
      keep: toTold,
    },
  )
  if (done.outcome !== 'ok') return
  const { code } = toTold(done.json)
  if (random.chance(0.8)) await requestVisit(client, random, number, own, { hold: code })
  else await perform(client, 'release', { code }, { method: 'DELETE', path: `/api/holds/${code}` })
}

async function move(client: Client, random: Random, own: Told[], one: Told): Promise<void> {
  const free = await starts(client)
  if (free.length === 0 || one.kind !== 'site_visit') return
  const key = uuidOf(random)
  const start = random.pick(free)
  const { code, version } = one
  const done = await perform(
    client,
    'move',
    { code, version, start, key },
    {
      method: 'POST',
      path: `/api/appointments/${code}/move`,
      json: { version, start },
      headers: { 'idempotency-key': key },
      keep: toTold,
    },
  )
  if (done.outcome === 'ok' && done.answer?.status !== 202) learn(own, toTold(done.json))
  else await look(client, own, code)
}

async function end(client: Client, random: Random, own: Told[], one: Told): Promise<void> {
  const { code, version } = one
  const reason = random.pick(['found another one', 'no time'])
  const done = await perform(
    client,
    'cancel',
    { code, version },
    {
      method: 'POST',
      path: `/api/appointments/${code}/cancel`,
      json: { version, reason },
      keep: toTold,
    },
  )
  if (done.outcome === 'ok' && done.answer?.status !== 202) learn(own, toTold(done.json))
  else await look(client, own, code)
}

async function callback(client: Client, random: Random, number: number, own: Told[]): Promise<void> {
  const key = uuidOf(random)
  const contact = { name: `Buyer ${client.name}`, phone: '+919845012345' }
  const done = await perform(
    client,
    'callback',
    { key },
    {
      method: 'POST',
      path: '/api/callbacks',
      json: { contact, reason: 'pricing', notes: mark(client, number) },
      headers: { 'idempotency-key': key },
      keep: toTold,
    },
  )
  if (done.outcome === 'ok' && done.answer?.status !== 202) learn(own, toTold(done.json))
}

/** After a no, or a doubt: what is it now? */
async function look(client: Client, own: Told[], code: string): Promise<void> {
  const done = await perform(
    client,
    'appointment',
    { code },
    {
      method: 'GET',
      path: `/api/appointments/${code}`,
      tries: 2,
      keep: toTold,
    },
  )
  if (done.outcome === 'ok' && done.answer?.status !== 202) learn(own, toTold(done.json))
}

export async function readAppointments(client: Client, deed = 'appointments'): Promise<void> {
  await perform(
    client,
    deed,
    {},
    {
      method: 'GET',
      path: '/api/appointments',
      tries: 2,
      keep: json => ({
        items: (json.items as Record<string, unknown>[]).map(item => ({ ...toTold(item), notes: item.notes })),
      }),
    },
  )
}

function learn(own: Told[], told: Told): void {
  const at = own.findIndex(({ code }) => code === told.code)
  const isOver = ['cancelled', 'expired', 'completed'].includes(told.status)
  if (at >= 0) own.splice(at, 1)
  if (!isOver) own.push(told)
}

function toTold(json: Record<string, unknown>): Told {
  const { code, kind, status, version, start, end, staff } = json as Omit<Told, 'staff'> & {
    staff: { name: string } | null
  }
  return { code, kind, status, version, start, end, staff: staff?.name ?? null }
}
