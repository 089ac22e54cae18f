import type { Message } from '../../tests/processes/visitor.ts'
import { type Random, uuidOf } from '../random.ts'
import { type Client, live, mark, perform } from './client.ts'

const SAYINGS = [
  (lakh: number) => `2 bhk under ${lakh} lakh`,
  (lakh: number) => `3 bhk in Whitefield, about ${lakh} lakh`,
  () => 'something ready to move in, please',
  () => 'what about a villa in Bengaluru?',
  () => 'does it have a gym?',
]

/** A visitor who chats, reads their thread and looks at homes. One of them now and then asks for a human. */
export async function chat(client: Client): Promise<void> {
  await arrive(client)
  await live(client, 450, async (random, number) => {
    const what = random.next()
    if (what < 0.7 || number < 3) await say(client, random, number)
    else if (what < 0.88) await readThread(client)
    else if (what < 0.98) await look(client, random)
    else await askForHuman(client)
  })
}

/** Until there is a visitor key: nobody writes before, so everything that follows is one person's. */
export async function arrive(client: Client): Promise<void> {
  while (client.browser.cookies.size === 0 && !client.isStopping()) await readThread(client)
}

export async function say(client: Client, random: Random, number: number): Promise<void> {
  const id = uuidOf(random)
  const lakh = random.whole(30, 400)
  const text = `${random.pick(SAYINGS)(lakh)} ${mark(client, number)}`
  await perform(
    client,
    'message',
    { id, text },
    {
      method: 'POST',
      path: '/api/sales/messages',
      json: { id, text },
      headers: { accept: 'application/json' },
      keep: json => ({
        number: (json.message as Message | undefined)?.number,
        answer: (json.answer as Message | null | undefined)?.number ?? null,
        answerText: (json.answer as Message | null | undefined)?.text.slice(0, 80),
      }),
    },
  )
}

export type SeenMessage = [number: number, author: string, text: string]

export async function readThread(client: Client, deed = 'thread'): Promise<void> {
  await perform(
    client,
    deed,
    {},
    {
      method: 'GET',
      path: '/api/sales/conversation?limit=200',
      tries: 2,
      keep: json => ({
        conversation: (json.conversation as { id: string } | null)?.id,
        handOff: (json.conversation as { handOff: string } | null)?.handOff,
        messages: seen(json.messages as Message[]),
      }),
    },
  )
}

export const seen = (messages: Message[]): SeenMessage[] =>
  messages.map(({ number, author, text }) => [number, author, text.slice(0, 100)])

async function look(client: Client, random: Random): Promise<void> {
  await perform(
    client,
    'look',
    {},
    {
      method: 'GET',
      path: `/api/listings?bedrooms=${random.whole(1, 4)}&limit=5`,
      tries: 2,
      keep: json => ({ found: (json.items as unknown[]).length }),
    },
  )
}

async function askForHuman(client: Client): Promise<void> {
  await perform(client, 'hand_off', {}, { method: 'POST', path: '/api/sales/hand-off' })
}
