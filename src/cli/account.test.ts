import { beforeEach, describe, expect, it } from 'vitest'
import { acceptInvitation } from '../accounts/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { accountCommand } from './account.ts'

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
    expect(err).toHaveLength(4)
  })
})
