import { afterEach, describe, expect, it } from 'vitest'
import { testStore } from '../storage/testing/index.ts'
import { audit } from './audit.ts'
import { disableAccount } from './disable-account.ts'
import { listAccounts } from './queries.ts'
import { requireRole } from './require-role.ts'
import { setRole } from './set-role.ts'
import { actingAs, makeAccount } from './testing.ts'

const store = testStore({ connections: 4 })
const codes = (results: PromiseSettledResult<unknown>[]) =>
  results.map(result => (result.status === 'rejected' ? (result.reason as { code: string }).code : 'done')).sort()

afterEach(async () => {
  await store.pool.query('delete from accounts')
})

describe('the last administrator', () => {
  it('stays, when two demote each other at once', async () => {
    for (let round = 0; round < 5; round++) {
      await store.pool.query('delete from accounts')
      const [one, two] = [await makeAccount(store.ctx(), 'admin'), await makeAccount(store.ctx(), 'admin')]
      const results = await Promise.allSettled([
        setRole(actingAs(store.ctx(), one), { accountId: two.id, role: 'agent' }),
        setRole(actingAs(store.ctx(), two), { accountId: one.id, role: 'agent' }),
      ])
      expect(codes(results)).toEqual(['accounts.last_administrator', 'done'])
    }
  })

  it('stays, when one is demoted while the other is switched off', async () => {
    const [one, two] = [await makeAccount(store.ctx(), 'admin'), await makeAccount(store.ctx(), 'admin')]
    const results = await Promise.allSettled([
      setRole(store.ctx(), { accountId: one.id, role: 'agent' }),
      disableAccount(store.ctx(), { accountId: two.id }),
    ])
    expect(codes(results)).toEqual(['accounts.last_administrator', 'done'])
  })

  it('does not keep others from changing', async () => {
    const [admin, agent] = [await makeAccount(store.ctx(), 'admin'), await makeAccount(store.ctx(), 'agent')]
    await setRole(store.ctx(), { accountId: agent.id, role: 'coach' })
    await setRole(store.ctx(), { accountId: agent.id, role: 'admin' })
    await setRole(store.ctx(), { accountId: admin.id, role: 'member' })
    await expect(setRole(store.ctx(), { accountId: agent.id, role: 'member' })).rejects.toMatchObject({
      code: 'accounts.last_administrator',
    })
    const roles = Object.fromEntries((await listAccounts(store.ctx())).map(({ id, role }) => [id, role]))
    expect(roles).toEqual({ [admin.id]: 'member', [agent.id]: 'admin' })
  })
})

describe('rights', () => {
  it.each([
    ['member', ['member']],
    ['agent', ['member', 'staff']],
    ['coach', ['member', 'staff']],
    ['admin', ['member', 'staff', 'admin']],
  ] as const)('of a %s are %j', (role, may) => {
    const ctx = actingAs(store.ctx(), { id: 'x', role, name: 'x' })
    for (const needed of ['member', 'staff', 'admin'] as const) {
      const allowed = (may as readonly string[]).includes(needed)
      if (allowed) requireRole(ctx, needed)
      else expect(() => requireRole(ctx, needed)).toThrow(expect.objectContaining({ code: 'accounts.not_allowed' }))
    }
  })
})

describe('the audit log', () => {
  it('says who did what, and cannot be changed', async () => {
    const admin = await makeAccount(store.ctx(), 'admin')
    const agent = await makeAccount(store.ctx(), 'agent')
    await setRole(actingAs(store.ctx(), admin), { accountId: agent.id, role: 'coach' })
    const { rows } = await store.pool.query(
      'select actor_kind, actor_id, action, detail from audit_log where subject_id = $1 order by number',
      [agent.id],
    )
    expect(rows.at(-1)).toEqual({
      actor_kind: 'account',
      actor_id: admin.id,
      action: 'account.role_changed',
      detail: { from: 'agent', to: 'coach' },
    })
    for (const sql of ['update audit_log set action = action', 'delete from audit_log', 'truncate audit_log'])
      await expect(store.pool.query(sql)).rejects.toThrow(/append only/)
  })

  it('is written with its act or not at all', async () => {
    await expect(audit(store.ctx(), 'account.created', { kind: 'account', id: 'x' })).rejects.toThrow(/transaction/)
  })
})
