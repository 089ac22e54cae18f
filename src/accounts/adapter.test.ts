import type { BetterAuthOptions } from 'better-auth'
import { describe, expect, it } from 'vitest'
import { hashSecret, newSecret } from '../kernel/ids.ts'
import { testStore } from '../storage/testing/index.ts'
import { accountsAdapter } from './adapter.ts'
import { authOptions } from './auth.ts'
import { makeAccount } from './testing.ts'

const store = testStore()

async function opened() {
  const settings = { db: store.db, secret: 's'.repeat(40), publicUrl: 'http://localhost:3000', signInsPerMinute: 20 }
  const open = accountsAdapter(store.db)
  const adapter = open(authOptions(settings, open) as BetterAuthOptions)
  const { id: userId } = await makeAccount(store.ctx())
  const token = newSecret()
  const now = new Date()
  const data = { userId, token, expiresAt: new Date(now.getTime() + 60_000), createdAt: now, updatedAt: now }
  return { adapter, userId, token, data }
}

const by = (token: string) => [{ field: 'token', value: token }]

describe('a session in the adapter', () => {
  it('rests hashed and comes back raw to whoever asked by its token', async () => {
    const { adapter, token, data } = await opened()
    expect(await adapter.create({ model: 'session', data })).toMatchObject({ token })
    const { rows } = await store.pool.query('select token_hash from account_sessions')
    expect(rows.map(row => row.token_hash)).toContain(hashSecret(token))
    expect(await adapter.findOne({ model: 'session', where: by(token) })).toMatchObject({
      token,
      expiresAt: data.expiresAt,
      createdAt: data.createdAt,
    })
    const where = [{ field: 'token', operator: 'in' as const, value: [token, newSecret()] }]
    expect(await adapter.findMany({ model: 'session', where })).toMatchObject([{ token: hashSecret(token) }])
    expect(await adapter.count({ model: 'session', where })).toBe(1)
  })

  it('is not to be had by the hash that rests', async () => {
    const { adapter, token, data } = await opened()
    await adapter.create({ model: 'session', data })
    const where = by(hashSecret(token))
    expect(await adapter.findOne({ model: 'session', where })).toBeNull()
    expect(await adapter.update({ model: 'session', where, update: { userAgent: 'x' } })).toBeNull()
    expect(await adapter.updateMany({ model: 'session', where, update: { userAgent: 'x' } })).toBe(0)
    expect(await adapter.deleteMany({ model: 'session', where })).toBe(0)
    expect(await adapter.consumeOne({ model: 'session', where })).toBeNull()
  })

  it('keeps these rules inside a transaction, and with another token', async () => {
    const { adapter, token, data } = await opened()
    const next = newSecret()
    await adapter.transaction(async inside => {
      await inside.create({ model: 'session', data })
      await inside.update({ model: 'session', where: by(token), update: { token: next } })
    })
    expect(await adapter.findOne({ model: 'session', where: by(token) })).toBeNull()
    expect(await adapter.findOne({ model: 'session', where: by(next) })).toMatchObject({ token: next })
    await adapter.delete({ model: 'session', where: by(next) })
    expect(await adapter.findOne({ model: 'session', where: by(next) })).toBeNull()
  })
})

it('an account that was switched off is not there', async () => {
  const { adapter, userId } = await opened()
  const where = [{ field: 'id', value: userId }]
  expect(await adapter.findOne({ model: 'user', where })).toMatchObject({ id: userId, createdAt: expect.any(Date) })
  await store.pool.query('update accounts set disabled_at = now() where id = $1', [userId])
  expect(await adapter.findOne({ model: 'user', where })).toBeNull()
  expect(await adapter.findMany({ model: 'user', where })).toEqual([])
})
