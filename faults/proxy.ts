import net, { type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * What the network does: it passes (`pass`), is cut and stays so (`cut`), takes and never answers, with nobody told
 * (`blackhole`), loses only the answers (`deaf`), is late (`delay`), or lets a few bytes through at a time (`trickle`).
 */
export type Weather =
  | { kind: 'pass' }
  | { kind: 'cut' }
  | { kind: 'blackhole' }
  | { kind: 'deaf' }
  | { kind: 'delay'; ms: number }
  | { kind: 'trickle'; bytes: number }

export type Target = { host: string; port: number } | { path: string }

export type TcpProxy = {
  port: number
  weather(next: Weather): void
  close(): Promise<void>
}

/** A TCP proxy on 127.0.0.1 before a target that may change; undefined means that nobody is there. */
export async function startProxy(target: () => Target | undefined): Promise<TcpProxy> {
  let weather: Weather = { kind: 'pass' }
  const sockets = new Set<Socket>()
  /** Connections that met silence: when the network comes back, they are known to be broken. */
  const lost = new Set<Socket>()

  const server = net.createServer({ noDelay: true }, client => {
    keep(client)
    if (weather.kind === 'cut') return client.destroy()
    const where = target()
    if (!where) return client.destroy()
    const upstream = net.connect({ ...where, noDelay: true } as net.TcpNetConnectOpts)
    keep(upstream)
    const end = () => {
      client.destroy()
      upstream.destroy()
    }
    client.on('close', end)
    upstream.on('close', end)
    pass(client, upstream, 'up')
    pass(upstream, client, 'down')
  })
  server.on('error', () => {})

  function keep(socket: Socket) {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      lost.delete(socket)
    })
  }

  function pass(from: Socket, to: Socket, way: 'up' | 'down') {
    let last: Promise<void> = Promise.resolve()
    from.on('data', (chunk: Buffer) => {
      from.pause()
      last = last.then(() => forward(chunk)).then(() => void from.resume())
    })
    from.on('end', () => {
      last = last.then(() => {
        if (!isSilent(way)) to.end()
      })
    })

    async function forward(chunk: Buffer) {
      const now = weather
      if (isSilent(way)) {
        lost.add(from)
        return
      }
      if (now.kind === 'delay') await sleep(now.ms)
      let left = chunk
      while (now.kind === 'trickle' && weather === now && left.length > 0) {
        write(left.subarray(0, now.bytes))
        left = left.subarray(now.bytes)
        await sleep(10)
      }
      if (left.length > 0) write(left)
    }

    function write(chunk: Buffer) {
      if (!to.destroyed && to.writable) to.write(chunk)
    }
  }

  const isSilent = (way: 'up' | 'down') => weather.kind === 'blackhole' || (weather.kind === 'deaf' && way === 'down')

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    weather(next) {
      const was = weather
      weather = next
      if (next.kind === 'cut') for (const socket of sockets) socket.destroy()
      if (was.kind !== next.kind) for (const socket of lost) socket.destroy()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
