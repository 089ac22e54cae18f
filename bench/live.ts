import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Running } from '../src/server/start.ts'
import { type Figure, quantile } from './figure.ts'
import { type BenchServer, startMosaic } from './mosaic.ts'

const MESSAGES = 120
const VISITORS = 16
const TURNS_EACH = 25
const CONSOLES = 20

/**
 * From the visitor's POST at one process until their message stands in the stream of a console at another, against a bare
 * NOTIFY of the same run from one connection to another; and what telling costs a turn, with nobody and with somebody reading.
 */
export async function benchLive(server: BenchServer): Promise<Figure[]> {
  const { url } = await server.make()
  const [one, two] = [await startMosaic(url), await startMosaic(url)]
  const console = await signedIn(two.running)
  const cookie = await one.visitor()
  await one.say(cookie, { id: crypto.randomUUID(), text: 'hello' })
  const { id, newest } = await conversationOf(one.running, cookie)
  const stream = await listen(two.running.address, `/api/staff/live?conversation=${id}&after=${newest}`, console)
  await stream.until(text => text.includes('event: hello'))

  const ours: number[] = []
  const bare: number[] = []
  const plain = await bareNotify(url)
  for (let at = 0; at < MESSAGES; at++) {
    const word = `message ${crypto.randomUUID()}`
    const began = performance.now()
    const posted = one.say(cookie, { id: crypto.randomUUID(), text: word })
    await stream.until(text => text.includes(word))
    ours.push(performance.now() - began)
    await posted
    bare.push(await plain.roundTrip())
    await sleep(5)
  }
  await plain.close()
  stream.leave()

  const quiet = await turns(one, 1)
  const many = await Promise.all(
    Array.from({ length: CONSOLES }, () => listen(one.running.address, '/api/staff/live', console).catch(() => null)),
  )
  const heard = await turns(one, 2, true)
  for (const reader of many) reader?.leave()
  await Promise.all([one.close(), two.close()])
  return [
    {
      name: 'a visitor’s message in a console on another replica, p50',
      ours: quantile(ours, 0.5),
      bare: quantile(bare, 0.5),
      unit: 'ms',
      aim: '< 300 ms',
    },
    { name: '  p99', ours: quantile(ours, 0.99), bare: quantile(bare, 0.99), unit: 'ms' },
    {
      name: `turns, ${VISITORS} visitors at once, each read live and ${CONSOLES} consoles open`,
      ours: heard,
      bare: quiet,
      unit: '/s',
      ratio: heard / quiet,
    },
  ]
}

/** Turns a second; with `read` each visitor's own page is open at the same process. */
async function turns(mosaic: Awaited<ReturnType<typeof startMosaic>>, round: number, read = false): Promise<number> {
  const keys = await Promise.all(Array.from({ length: VISITORS }, () => mosaic.visitor()))
  for (const key of keys) await mosaic.say(key, { id: crypto.randomUUID(), text: 'thanks' })
  const streams = read
    ? await Promise.all(
        keys.map(async key => {
          const { id } = await conversationOf(mosaic.running, key)
          return listen(mosaic.running.address, `/api/live/conversations/${id}`, key)
        }),
      )
    : []
  const began = performance.now()
  await Promise.all(
    keys.map(async (key, visitor) => {
      for (let turn = 0; turn < TURNS_EACH; turn++)
        await mosaic.say(key, { id: crypto.randomUUID(), text: `2 bhk in whitefield ${round} ${visitor}` })
    }),
  )
  const seconds = (performance.now() - began) / 1000
  for (const stream of streams) stream.leave()
  return (VISITORS * TURNS_EACH) / seconds
}

async function conversationOf({ app }: Running, cookie: string) {
  const page = (await app.inject({ url: '/api/sales/conversation', headers: { cookie } })).json() as {
    conversation: { id: string }
    messages: { number: number }[]
  }
  return { id: page.conversation.id, newest: page.messages.at(-1)!.number }
}

/** A session of the first administrator, as a Cookie header. */
async function signedIn({ app, config, state }: Running): Promise<string> {
  const { firstAdministratorLink } = await import('../src/accounts/index.ts')
  const { systemContext } = await import('./mosaic.ts')
  const link = await firstAdministratorLink(systemContext({ app, config, state } as Running), {
    publicUrl: config.publicUrl,
  })
  const token = new URLSearchParams(new URL(link!).hash.slice(1)).get('token')
  const reply = await app.inject({
    method: 'POST',
    url: '/api/first-administrator',
    payload: { token, name: 'Asha Admin', email: 'admin@example.com', password: 'correct horse battery' },
  })
  if (reply.statusCode !== 200) throw new Error(`no administrator: ${reply.body}`)
  return reply.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
}

async function listen(address: string, path: string, cookie: string) {
  const left = new AbortController()
  const response = await fetch(new URL(path, address), { headers: { cookie }, signal: left.signal })
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
  let text = ''
  let wake = () => {}
  void (async () => {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      wake()
    }
  })().catch(() => {})
  return {
    async until(holds: (text: string) => boolean) {
      while (!holds(text)) await new Promise<void>(resolve => (wake = resolve))
      text = ''
    },
    leave: () => left.abort(),
  }
}

async function bareNotify(url: string) {
  const [sender, hearer] = [new pg.Client(url), new pg.Client(url)]
  await Promise.all([sender.connect(), hearer.connect()])
  await hearer.query('listen bare')
  return {
    async roundTrip(): Promise<number> {
      const began = performance.now()
      const heard = new Promise(resolve => hearer.once('notification', resolve))
      await sender.query(`select pg_notify('bare', $1)`, [crypto.randomUUID()])
      await heard
      return performance.now() - began
    },
    close: () => Promise.all([sender.end(), hearer.end()]),
  }
}
