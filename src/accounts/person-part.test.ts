import { expect, it } from 'vitest'
import { transact } from '../storage/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { inviteAccount } from './invite-account.ts'
import { accountPart } from './person-part.ts'
import { listAccounts } from './queries.ts'
import { resetLink } from './reset-link.ts'
import { createAccounts } from './sign-in.ts'
import { actingAs, browser, cookieHeader, makeAccount, PASSWORD } from './testing.ts'

const store = testStore({ connections: 3 })
const erase = (personId: string) => transact(store.ctx(), ctx => accountPart.erase(ctx, personId))

it('gives a person their account without its secrets, and takes it with everything on it', async () => {
  const accounts = createAccounts({ store, secret: 's3cret-'.repeat(8), publicUrl: 'http://localhost:3000' })
  const account = await makeAccount(store.ctx())
  const { cookies } = await accounts.signIn(store.ctx(), { email: account.email, password: PASSWORD }, browser())
  await resetLink(store.ctx(), { accountId: account.id })
  const given = await accountPart.export(store.ctx(), account.personId)
  expect(given.accounts).toMatchObject([{ email: account.email }])
  const { rows } = await store.pool.query(
    `select token_hash as secret from account_sessions union select token_hash from account_links
      union select password_hash from account_credentials`,
  )
  for (const { secret } of rows) expect(JSON.stringify(given)).not.toContain(secret)

  expect(await erase(account.personId)).toEqual({
    accounts: 1,
    account_credentials: 1,
    account_mails: 0,
    code_uses: 0,
    account_sessions: 1,
    ended_sessions: 0,
    account_links: 1,
  })
  expect(await accounts.sessionOf({ cookie: cookieHeader(cookies) })).toBeUndefined()
  const left = await store.pool.query(`select row_to_json(t)::text as line from audit_log t`)
  for (const { line } of left.rows) expect(line).not.toMatch(/@|Asha/)
  await inviteAccount(store.ctx(), { role: 'agent', email: account.email })
})

it('keeps the last administrator, also when both erase themselves at once', async () => {
  for (let round = 0; round < 5; round++) {
    await store.pool.query('delete from accounts')
    const both = [await makeAccount(store.ctx(), 'admin'), await makeAccount(store.ctx(), 'admin')]
    const results = await Promise.allSettled(both.map(({ personId }) => erase(personId)))
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'accounts.last_administrator' })
    expect(await listAccounts(actingAs(store.ctx(), both[0]!))).toHaveLength(1)
  }
})
