import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startProxy, type TcpProxy } from './proxy.ts'

let echo: net.Server
let heard = ''
let proxy: TcpProxy
beforeAll(async () => {
  echo = net.createServer(socket => {
    socket.on('error', () => {})
    socket.on('data', chunk => {
      heard += chunk
      socket.write(chunk)
    })
  })
  await new Promise<void>(resolve => echo.listen(0, '127.0.0.1', resolve))
  const { port } = echo.address() as net.AddressInfo
  proxy = await startProxy(() => ({ host: '127.0.0.1', port }))
})
beforeEach(() => {
  heard = ''
  proxy.weather({ kind: 'pass' })
})
afterAll(async () => {
  await proxy.close()
  echo.close()
})

async function connect() {
  const socket = net.connect(proxy.port, '127.0.0.1')
  const state = { text: '', over: false, socket }
  socket.on('data', chunk => (state.text += chunk))
  socket.on('error', () => {})
  socket.on('close', () => (state.over = true))
  await new Promise(resolve => socket.once('connect', resolve))
  return state
}

async function until(done: () => boolean) {
  for (const end = Date.now() + 5_000; !done(); await sleep(5)) if (Date.now() > end) throw new Error('not in time')
}

test('it passes on what it gets', async () => {
  const one = await connect()
  one.socket.write('hello')
  await until(() => one.text === 'hello')
})

test('cut: who is connected is thrown out, and nobody comes in', async () => {
  const one = await connect()
  proxy.weather({ kind: 'cut' })
  await until(() => one.over)
  const two = await connect().catch(() => ({ over: true }))
  await until(() => two.over)
})

test('a black hole swallows both ways, and tells nobody until the network is back', async () => {
  const one = await connect()
  proxy.weather({ kind: 'blackhole' })
  one.socket.write('hello')
  await sleep(50)
  expect([heard, one.text, one.over]).toEqual(['', '', false])
  proxy.weather({ kind: 'pass' })
  await until(() => one.over)
})

test('deaf: the question arrives, the answer is lost', async () => {
  const one = await connect()
  proxy.weather({ kind: 'deaf' })
  one.socket.write('hello')
  await until(() => heard === 'hello')
  await sleep(30)
  expect(one.text).toBe('')
  proxy.weather({ kind: 'pass' })
  await until(() => one.over)
})

test('late and in pieces, all of it arrives in order', async () => {
  const text = 'x'.repeat(500) + 'y'.repeat(500)
  for (const weather of [{ kind: 'delay', ms: 40 } as const, { kind: 'trickle', bytes: 100 } as const]) {
    const one = await connect()
    proxy.weather(weather)
    const began = performance.now()
    one.socket.write(text)
    await until(() => one.text === text)
    expect(performance.now() - began).toBeGreaterThan(35)
    one.socket.destroy()
  }
})
