import { beforeEach, describe, expect, it } from 'vitest'
import { acceptInvitation, resetPassword } from '../accounts/index.ts'
import { registerParts } from '../server/domains.ts'
import { testStore } from '../storage/testing/index.ts'
import { accountCommand } from './account.ts'
import { codesCommand } from './codes.ts'

const store = testStore()
let out: string[]
let err: string[]
const run = (...args: string[]) =>
  accountCommand(store.ctx(), args, {
    out: line => out.push(line),
    err: line => err.push(line),
    publicUrl: 'https://desk.example',
  })
const token = (url: string) => new URLSearchParams(new URL(url).hash.slice(1)).get('token')!

beforeEach(() => {
  out = []
  err = []
})

describe('mosaic account', () => {
  it('invites, lists, changes roles and prints reset links', async () => {
    await run('list')
    expect(out[0]).toMatch(/no account yet/)
    await run('invite', '--role', 'agent', '--email', 'Ravi@Example.com')
    expect(out[1]).toMatch(/^https:\/\/desk\.example\/invitation#token=/)
    await acceptInvitation(store.ctx(), { token: token(out[1]!), name: 'Ravi', password: 'correct horse' })
    expect(await run('role', 'RAVI@example.com', 'admin')).toBe(0)
    await run('list')
    expect(out.at(-1)).toMatch(/^ravi@example\.com {2}admin {3}never signed in {2}Ravi$/)
    await run('reset-link', 'ravi@example.com')
    expect(out.at(-1)).toMatch(/^https:\/\/desk\.example\/reset#token=/)
  })

  it('adds an account without a password, ends its sessions and erases it', async () => {
    registerParts()
    expect(await run('add', 'Meera@Example.com', '--role', 'coach', '--name', 'Meera')).toBe(0)
    expect(out[0]).toMatch(/^https:\/\/desk\.example\/reset#token=/)
    await resetPassword(store.ctx(), { token: token(out[0]!), password: 'correct horse' })
    await store.pool.query(`insert into account_sessions (id, account_id, token_hash, expires_at, user_agent, created_at, last_seen_at)
      select gen_random_uuid(), id, repeat('a', 64), now() + interval '1 day', 'A browser', now(), now() from accounts
      where email = 'meera@example.com'`)
    await run('sessions', 'meera@example.com')
    expect(out.at(-1)).toMatch(/^\d{4}-.*Z {2}A browser$/)
    await run('sessions', 'meera@example.com', '--end')
    expect(out.at(-1)).toBe('1 ended')
    expect(await run('erase', 'meera@example.com')).toBe(2)
    await run('erase', 'meera@example.com', '--yes')
    expect(JSON.parse(out.at(-1)!)).toMatchObject({ counts: { accounts: 1 } })
    await expect(run('sessions', 'meera@example.com')).rejects.toMatchObject({ code: 'accounts.unknown' })
  })

  it('adds and lists codes', async () => {
    const codes = (...args: string[]) =>
      codesCommand(store.ctx(), args, { out: line => out.push(line), err: line => err.push(line) })
    expect(await codes('add', 'spring-26', '--kind', 'promo', '--sessions', '2', '--max', '10')).toBe(0)
    expect(await codes('add', '--kind', 'invitation')).toBe(0)
    out = []
    await codes('list')
    expect(out).toEqual([
      expect.stringMatching(/^[A-Z0-9]{10} {2}invitation {2}tier beta {2}used 0$/),
      'SPRING-26  promo  2 sessions  used 0 of 10',
    ])
    await expect(codes('add', '--kind', 'gift')).rejects.toMatchObject({ code: 'codes.arguments' })
    expect(await codes('dance')).toBe(2)
  })

  it.each([
    [['role', 'nobody@example.com', 'admin'], 'accounts.unknown'],
    [['reset-link', 'nobody@example.com'], 'accounts.unknown'],
    [['invite', '--role', 'king'], 'accounts.role'],
    [['invite', '--role', 'agent', '--email', 'here'], 'accounts.email'],
    [['invite', '--rolle', 'agent'], 'accounts.arguments'],
  ])('refuses %j', async (args, code) => {
    await expect(run(...args)).rejects.toMatchObject({ code })
  })

  it.each([[[]], [['dance']], [['invite']], [['role', 'a@example.com']]])('shows how it is used for %j', async args => {
    expect(await run(...args)).toBe(2)
    expect(err).toHaveLength(7)
  })
})
