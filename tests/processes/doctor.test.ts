import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { provePersistence } from '../../src/server/doctor/index.ts'
import { runSql, startDatabase } from './database.ts'
import { type Server, startServer, temporaryFolder } from './server.ts'

const root = path.resolve(import.meta.dirname, '../..')

async function doctor(args: string[], env: Record<string, string>) {
  const child = spawn(path.join(root, 'node_modules/.bin/node'), ['src/cli/mosaic.ts', 'doctor', ...args], {
    cwd: root,
    env: { PATH: process.env.PATH!, HOME: process.env.HOME ?? '/', MOSAIC_SAMPLE: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', chunk => (out += chunk))
  child.stderr.on('data', chunk => (err += chunk))
  const code = await new Promise<number | null>(resolve => child.once('close', resolve))
  return { code, out, err }
}

/** Marks that are left: none, whatever came of a proof. */
const marks = async (url: string) => (await runSql(url, 'select 1 from persistence_marks')).length

test('a server store keeps a mark over a new process at the same address, and no mark is left', async () => {
  const database = await startDatabase()
  const url = await database.create('kept')
  let server: Server = await startServer({ store: 'server', databaseUrl: url, env: { MOSAIC_SAMPLE: 'off' } })
  const port = new URL(server.url).port
  const said: string[] = []
  let during = 0
  const proof = await provePersistence(server.url, {
    waitMs: 60_000,
    say: line => said.push(line),
    async renew() {
      during = await marks(url)
      await server.kill9()
      server = await startServer({ store: 'server', databaseUrl: url, env: { MOSAIC_SAMPLE: 'off', PORT: port } })
    },
  })
  expect(proof).toMatchObject({ survived: 'yes', todo: null })
  expect(during).toBe(1)
  expect(await marks(url)).toBe(0)

  // Nobody deploys anew: that is no proof, and leaves nothing either.
  const idle = await doctor(['--persistence', server.url, '--wait', '2', '--json'], {})
  expect(idle.code).toBe(1)
  expect(JSON.parse(idle.out)).toMatchObject({
    survived: 'unknown',
    says: expect.stringContaining('The process of before still answers'),
  })
  expect(await marks(url)).toBe(0)

  // Another store behind the same address, which nobody moved anything to.
  const lost = await provePersistence(server.url, {
    waitMs: 60_000,
    say: () => {},
    async renew() {
      await server.stop()
      server = await startServer({ store: 'memory', env: { MOSAIC_SAMPLE: 'off', PORT: port } })
    },
  })
  expect(lost).toMatchObject({ survived: 'no', says: expect.stringContaining('the memory one') })
  await server.stop()
})

test('--restart proves on this machine that a folder outlives a kill', async () => {
  const folder = temporaryFolder()
  const kept = await doctor(['--persistence', '--restart'], { MOSAIC_DATA: folder })
  expect(kept).toMatchObject({ code: 0, out: expect.stringMatching(/^yes: The mark was read by a new process/) })
  expect(kept.err).toContain('Killed, as by a power cut.')
  expect(fs.existsSync(path.join(folder, 'postgresql'))).toBe(true)
})
