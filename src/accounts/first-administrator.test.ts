import { afterEach, describe, expect, it } from 'vitest'
import { newSecret } from '../kernel/ids.ts'
import { testStore } from '../storage/testing/index.ts'
import { firstAdministratorLink, makeFirstAdministrator } from './first-administrator.ts'
import { PASSWORD, tokenOf } from './testing.ts'

const store = testStore({ connections: 4 })
const publicUrl = 'https://desk.example'
const link = (after: Temporal.DurationLike = { seconds: 0 }) =>
  firstAdministratorLink(store.ctx({ now: () => Temporal.Now.instant().add(after) }), { publicUrl })
const make = (token: string, email = 'first@example.com') =>
  makeFirstAdministrator(store.ctx(), { token, name: 'First', email, password: PASSWORD })
const administrators = async () =>
  (await store.pool.query(`select email from accounts where role = 'admin'`)).rows.map(row => row.email)
const persons = async () => (await store.pool.query('select count(*) from persons')).rows[0].count

afterEach(async () => {
  await store.pool.query('delete from account_links; delete from accounts')
})

describe('the first-administrator link', () => {
  it('makes an administrator, and there is none after that', async () => {
    const url = await link()
    expect(url).toMatch(/^https:\/\/desk\.example\/welcome#token=[\w-]{43}$/)
    expect(await make(tokenOf(url))).toMatchObject({ role: 'admin', email: 'first@example.com' })
    expect(await link()).toBeUndefined()
    await expect(make(tokenOf(url))).rejects.toMatchObject({ code: 'accounts.link_used' })
  })

  it('is replaced by a later start, and ends after a day', async () => {
    const first = tokenOf(await link())
    const second = tokenOf(await link({ minutes: 5 }))
    await expect(make(first)).rejects.toMatchObject({ code: 'accounts.link_replaced' })
    await store.pool.query(
      `update account_links set created_at = created_at - interval '25 hours', expires_at = expires_at - interval '25 hours'`,
    )
    await expect(make(second)).rejects.toMatchObject({ code: 'accounts.link_expired' })
    expect(await administrators()).toEqual([])
  })

  it('used twice at once makes one administrator', async () => {
    const token = tokenOf(await link())
    const both = await Promise.allSettled([make(token, 'a@example.com'), make(token, 'b@example.com')])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await administrators()).toHaveLength(1)
  })

  it('of four replicas that start together makes one administrator, whichever are used at once', async () => {
    const before = await persons()
    const tokens = (await Promise.all([link(), link(), link(), link()])).map(tokenOf)
    const all = await Promise.allSettled(tokens.map((token, at) => make(token, `replica-${at}@example.com`)))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of all)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'accounts.administrator_exists' })
    expect(await administrators()).toHaveLength(1)
    expect(await persons()).toBe(before + 1)
  })

  it('is not guessed', async () => {
    await link()
    await expect(make(newSecret())).rejects.toMatchObject({ code: 'accounts.link_unknown' })
  })
})
