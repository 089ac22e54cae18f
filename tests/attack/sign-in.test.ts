import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import bcrypt from 'bcryptjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { wrapPasswords } from '../../src/accounts/index.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { PASSWORD, testServer } from '../server/app.ts'
import * as slowHash from '../slow-hash.ts'

const store = testStore({ connections: 3 })
const server = testServer(store)
let address = 0
const from = () => `198.18.60.${++address}`

const salt = randomBytes(16).toString('hex')
const fast = `${createHash('sha256').update(`${PASSWORD}${salt}`).digest('hex')}:${salt}`

async function account(hash?: string): Promise<string> {
  const caller = await server.account('member')
  const { id, email } = (await caller.expect(200, 'GET', '/api/account')) as { id: string; email: string }
  if (hash)
    await store.pool.query('update account_credentials set password_hash = $1 where account_id = $2', [hash, id])
  return email
}

beforeAll(() => server.administrator(), 60_000)

describe('neither answer nor work tells whether an e-mail has an account', () => {
  /** The slow hash is nearly all of the time: that it is asked as often says more than a clock on a machine that others use. */
  async function cost(path: string, json: object, method = 'POST') {
    const before = slowHash.asked
    const { status, json: problem } = await server.nobody().call(method, path, { json, from: from() })
    const { requestId: _, ...said } = (problem ?? {}) as Record<string, unknown>
    return { status, said, hashes: slowHash.asked - before }
  }

  test('signing in: unknown, known, switched off, of every form of hash', async () => {
    const off = await account()
    const admin = await server.administrator()
    const { rows } = await store.pool.query<{ id: string }>('select id from accounts where email = $1', [off])
    await admin.expect(200, 'PATCH', `/api/admin/accounts/${rows[0]!.id}`, { json: { disabled: true } })
    const wrapped = await account(fast)
    await wrapPasswords(store.ctx())
    const emails = [
      'nobody@example.com',
      'not an e-mail',
      await account(),
      off,
      wrapped,
      await account(fast),
      await account(bcrypt.hashSync(PASSWORD, 4)),
      await account('nonsense'),
    ]
    const costs = []
    for (const email of emails) costs.push(await cost('/api/session', { email, password: 'a wrong password' }))
    for (const one of costs) expect(one).toEqual({ ...costs[0], status: 401, hashes: 1 })
  })

  test('asking for a reset: the same answer after the same statements', async () => {
    const known = await account()
    const costs = [
      await cost('/api/password-resets', { email: known }),
      await cost('/api/password-resets', { email: 'nobody@example.com' }),
    ]
    expect(costs[1]).toEqual(costs[0])
    expect(costs[0]!.status).toBeLessThan(300)
    expect(costs[0]!.hashes).toBe(0)
  })

  test('a link that there never was, one that was used and one of another kind open nothing, without a hash', async () => {
    for (const token of ['x'.repeat(43), '', '%00', '../../session', 'a'.repeat(5_000)]) {
      const { status, hashes } = await cost(
        `/api/password-resets/${encodeURIComponent(token)}`,
        { password: PASSWORD },
        'PUT',
      )
      expect([400, 404, 414], token.slice(0, 20)).toContain(status)
      expect(hashes).toBe(0)
    }
  })
})

test('secrets are compared in constant time, or found by their hash: no `===` stands between two of them', () => {
  const src = path.resolve(import.meta.dirname, '../../src')
  const compares = /(===|!==)\s*(signature|digest|mac|hmac)\b|\b(signature|digest|mac|hmac)\s*(===|!==)/
  const found = fs
    .globSync('**/*.ts', { cwd: src })
    .filter(file => !/\.test\.ts$|(^|\/)(testing|web)\//.test(file))
    .flatMap(file =>
      fs
        .readFileSync(path.join(src, file), 'utf8')
        .split('\n')
        .filter(line => compares.test(line) && !/undefined|null|typeof/.test(line))
        .map(line => `${file}: ${line.trim()}`),
    )
  // What was given against itself written anew: two texts of one signature are none.
  expect(found.filter(line => !/given\.toString\('base64url'\) !== signature/.test(line))).toEqual([])
})
