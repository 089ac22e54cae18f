// Clients in a process of their own, as light as can be: raw sockets, one for each visitor, requests written as bytes. Talks to its
// parent: { kind: 'turns' | 'crowd', … } comes in, what was measured goes out with the processor time that it took.
import { randomUUID } from 'node:crypto'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { SAYINGS } from './deeds.ts'

export type Load =
  | { kind: 'turns'; ports: number[]; cookies: string[]; seconds: number }
  | {
      kind: 'crowd'
      port: number
      visitors: { cookie: string; conversation: string }[]
      staff: string[]
      consoles: number
      every: number
      seconds: number
    }
export type Loaded = {
  turns: number
  seconds: number
  latencies: number[]
  cpu: number
  heard: number
  refused: number
  failed: number
}

/** Each of so many readers has an address of its own network, as people have. */
const addressOf = (at: number) => `127.0.${1 + Math.floor(at / 100)}.${1 + (at % 100)}`

if (process.send) {
  process.on('message', async (load: Load | 'end') => {
    if (load === 'end') return process.disconnect?.()
    const cpu = process.cpuUsage()
    const done = load.kind === 'turns' ? await turns(load) : await crowd(load)
    const { user, system } = process.cpuUsage(cpu)
    process.send!({ ...done, cpu: (user + system) / 1e6 } satisfies Loaded)
  })
  process.send('ready')
}

/** Every visitor says the next thing as soon as the last is answered, at the process of their number. */
async function turns({ ports, cookies, seconds }: Extract<Load, { kind: 'turns' }>): Promise<Omit<Loaded, 'cpu'>> {
  const latencies: number[] = []
  const began = performance.now()
  await Promise.all(
    cookies.map(async (cookie, at) => {
      const client = await connect(ports[at % ports.length]!, addressOf(at))
      for (let turn = at; performance.now() - began < seconds * 1_000; turn++) {
        const sent = performance.now()
        await client.say(cookie, SAYINGS[turn % SAYINGS.length]!)
        latencies.push(performance.now() - sent)
      }
      client.end()
    }),
  )
  return {
    turns: latencies.length,
    seconds: (performance.now() - began) / 1_000,
    latencies,
    heard: 0,
    refused: 0,
    failed: 0,
  }
}

/** Visitors and consoles read live; each visitor says something every so many seconds, evenly spread. */
async function crowd(load: Extract<Load, { kind: 'crowd' }>): Promise<Omit<Loaded, 'cpu'>> {
  const { port, visitors, staff, consoles, every, seconds } = load
  let [heard, refused, failed] = [0, 0, 0]
  const streams = await Promise.all([
    ...visitors.map(({ cookie, conversation }, at) =>
      listen(`/api/live/conversations/${conversation}`, cookie, addressOf(at)),
    ),
    ...Array.from({ length: consoles }, (_, at) =>
      listen('/api/staff/live', staff[at % staff.length]!, addressOf(1_000 + at)),
    ),
  ])
  const latencies: number[] = []
  const began = performance.now()
  await Promise.all(
    visitors.map(async ({ cookie }, at) => {
      const client = await connect(port, addressOf(at))
      for (let turn = 0; ; turn++) {
        const due = began + (turn + at / visitors.length) * every * 1_000
        if (due - began > seconds * 1_000) break
        await sleep(Math.max(0, due - performance.now()))
        const sent = performance.now()
        await client.say(cookie, SAYINGS[(at + turn) % SAYINGS.length]!).catch(error => {
          failed++
          if (failed === 1) console.error(String(error))
        })
        // Who was refused waited all the same.
        latencies.push(performance.now() - sent)
      }
      client.end()
    }),
  )
  const took = (performance.now() - began) / 1_000
  await sleep(500)
  for (const stream of streams) stream.destroy()
  return { turns: latencies.length, seconds: took, latencies, heard, refused, failed }

  async function listen(path: string, cookie: string, localAddress: string): Promise<net.Socket> {
    const socket = net.connect({ port, host: '127.0.0.1', localAddress })
    await new Promise<void>((resolve, reject) => {
      let begun = false
      socket.on('error', reject)
      socket.on('data', chunk => {
        const text = chunk.toString('latin1')
        if (!begun && !text.startsWith('HTTP/1.1 200')) refused++
        begun = true
        heard += text.split('event: message').length - 1
        resolve()
      })
      socket.write(
        `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncookie: ${cookie}\r\naccept: text/event-stream\r\n\r\n`,
      )
    })
    return socket
  }
}

async function connect(port: number, localAddress: string) {
  const socket = net.connect({ port, host: '127.0.0.1', localAddress, noDelay: true })
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let waiting: { resolve(): void; reject(error: Error): void } | undefined
  let text = ''
  socket.on('data', chunk => {
    text += chunk.toString('latin1')
    const head = text.indexOf('\r\n\r\n')
    if (head < 0) return
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN)
    if (!(text.length - head - 4 >= length)) return
    const status = text.slice(9, 12)
    const answer = text
    text = ''
    if (status === '200') waiting?.resolve()
    else waiting?.reject(new Error(`answered ${status}: ${answer.slice(head + 4, head + 300)}`))
  })
  socket.on('error', error => waiting?.reject(error))
  socket.on('close', () => waiting?.reject(new Error('the connection was closed')))
  return {
    say(cookie: string, words: string): Promise<void> {
      const body = JSON.stringify({ id: randomUUID(), text: words })
      socket.write(
        `POST /api/sales/messages HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncookie: ${cookie}\r\naccept: application/json\r\n` +
          `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      )
      return new Promise<void>((resolve, reject) => (waiting = { resolve, reject }))
    },
    end() {
      waiting = undefined
      socket.destroy()
    },
  }
}
