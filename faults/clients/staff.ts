import { type Random, uuidOf } from '../random.ts'
import { type Client, live, mark, perform } from './client.ts'

/** Somebody of the house who takes conversations over, replies, gives them back, and marks leads. Two compete. */
export async function staff(client: Client, account: { email: string; password: string }): Promise<void> {
  let isIn = false
  let taken: string | undefined
  await live(client, 800, async (random, number) => {
    if (!isIn) {
      isIn = await signIn(client, account)
      return
    }
    if (taken) {
      if (random.chance(0.6)) await reply(client, random, number, taken)
      else if (await giveBack(client, taken)) taken = undefined
      return
    }
    const what = random.next()
    if (what < 0.5) taken = await take(client, random)
    else if (what < 0.75) await override(client, random, number)
    else if (what < 0.79) {
      // Heard or not: it may have come through, so one goes on by signing in.
      await signOut(client)
      isIn = false
    } else await list(client)
  })
  if (taken) await giveBack(client, taken)
}

async function signIn(client: Client, { email, password }: { email: string; password: string }): Promise<boolean> {
  const done = await perform(
    client,
    'sign_in',
    { email },
    {
      method: 'POST',
      path: '/api/session',
      json: { email, password },
      patience: 12_000,
      keep: json => ({ account: json.id }),
    },
  )
  return done.outcome === 'ok'
}

async function signOut(client: Client): Promise<void> {
  await perform(client, 'sign_out', {}, { method: 'DELETE', path: '/api/session' })
}

type Item = { id: string; handOff: string; person: { id: string } }

async function list(client: Client): Promise<Item[]> {
  const { outcome, json } = await perform(
    client,
    'list',
    {},
    {
      method: 'GET',
      path: '/api/staff/conversations?state=open&limit=20',
      tries: 2,
      keep: json => ({ items: (json.items as Item[]).length }),
    },
  )
  return outcome === 'ok' ? (json.items as Item[]) : []
}

async function take(client: Client, random: Random): Promise<string | undefined> {
  const items = await list(client)
  if (items.length === 0) return undefined
  const { id } = random.pick(items)
  const done = await perform(
    client,
    'take',
    { conversation: id },
    {
      method: 'POST',
      path: `/api/staff/conversations/${id}/take`,
      keep: json => ({ handOff: json.handOff }),
    },
  )
  return done.outcome === 'ok' ? id : undefined
}

async function reply(client: Client, random: Random, number: number, conversation: string): Promise<void> {
  const id = uuidOf(random)
  const text = `I look it up for you. ${mark(client, number)}`
  await perform(
    client,
    'reply',
    { conversation, id, text },
    {
      method: 'POST',
      path: `/api/staff/conversations/${conversation}/messages`,
      json: { id, text },
      keep: json => ({ number: json.number }),
    },
  )
}

/** True where it is ours no more: given back, or somebody else's. */
async function giveBack(client: Client, conversation: string): Promise<boolean> {
  const done = await perform(
    client,
    'give_back',
    { conversation },
    {
      method: 'POST',
      path: `/api/staff/conversations/${conversation}/release`,
      keep: json => ({ handOff: json.handOff }),
    },
  )
  return done.outcome === 'ok' || done.code === 'conversations.not_taken' || done.code === 'conversations.taken'
}

async function override(client: Client, random: Random, number: number): Promise<void> {
  const { outcome, json } = await perform(
    client,
    'leads',
    {},
    {
      method: 'GET',
      path: '/api/staff/leads?limit=10',
      tries: 2,
      keep: json => ({ items: (json.items as unknown[]).length }),
    },
  )
  const items = outcome === 'ok' ? (json.items as { personId: string }[]) : []
  if (items.length === 0) return
  const { personId } = random.pick(items)
  const reason = `spoke with them ${mark(client, number)}`
  // Far enough ahead to be in the future by any clock of the run.
  const until = Temporal.Now.instant().add({ hours: 240 }).toString()
  await perform(
    client,
    'override',
    { person: personId, reason },
    {
      method: 'POST',
      path: `/api/staff/leads/${personId}/override`,
      json: { temperature: random.pick(['hot', 'warm', 'cold']), reason, until },
      keep: json => ({ id: json.id }),
    },
  )
}
