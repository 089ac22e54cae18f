import net from 'node:net'
import type { StoreChoice } from '../detect.ts'

/** Stands between a move and its target, and can cut all its connections. */
export async function startProxy(to: StoreChoice) {
  const url = new URL(to.kind === 'server' ? to.url : '')
  const host = url.searchParams.get('host') ?? url.hostname
  const port = Number(url.port || 5432)
  const sockets = new Set<net.Socket>()
  let isCut = false
  const server = net.createServer(socket => {
    if (isCut) return void socket.destroy()
    const behind = host.startsWith('/') ? net.connect(`${host}/.s.PGSQL.${port}`) : net.connect(port, host)
    for (const [one, other] of [
      [socket, behind],
      [behind, socket],
    ] as const) {
      sockets.add(one)
      one.on('error', () => {}).on('close', () => other.destroy())
      one.pipe(other)
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const through = `postgres://${url.username}@127.0.0.1:${(server.address() as net.AddressInfo).port}${url.pathname}`
  return {
    to: { kind: 'server', url: through, from: 'DATABASE_URL' } as const,
    open: () => [...sockets].filter(({ destroyed }) => !destroyed).length,
    /** The last but one connection, both its sides: it reads the largest table while the last one reads the small ones. */
    cutReader() {
      for (const socket of [...sockets].slice(-4, -2)) socket.destroy()
    },
    cut() {
      isCut = true
      for (const socket of sockets) socket.destroy()
    },
    mend() {
      isCut = false
    },
    close: () => new Promise(resolve => server.close(resolve)),
  }
}
