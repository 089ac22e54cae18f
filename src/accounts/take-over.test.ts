import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { testStore } from '../storage/testing/index.ts'
import { changeEmail } from './change-email.ts'
import { changePassword } from './change-password.ts'
import { type AccountMail, makeMailLink, readAccountMails } from './mails.ts'
import { registerAccount } from './register-account.ts'
import { accountsToErase, requestErasure } from './request-erasure.ts'
import { requestReset, settleResetRequests } from './request-reset.ts'
import { resetPassword } from './reset-password.ts'
import type { Account } from './schema.ts'
import { createAccounts } from './sign-in.ts'
import { actingAs, browser, cookieHeader, PASSWORD, tokenOf } from './testing.ts'
import { verifyEmail } from './verify-email.ts'

const store = testStore({ connections: 4 })
const accounts = () =>
  createAccounts({
    store,
    secret: 'kept-with-the-data-and-long-enough-0123456789',
    publicUrl: 'http://localhost:3000',
    signInsPerMinute: 1_000,
  })
const address = () => `${randomUUID()}@example.com`
const NEXT = 'the owner’s own password'

let wanted: { mailId: string; kind: string }[] = []
let proven: object[] = []
beforeAll(() => {
  store.events.subscribe('account.mail', async (_ctx, { mailId, kind }) => {
    wanted.push({ mailId, kind })
  })
  store.events.subscribe('account.proven', async (_ctx, event) => {
    proven.push(event)
  })
})
beforeEach(() => {
  wanted = []
  proven = []
})

async function tokenIn(kind: AccountMail['kind']): Promise<string> {
  const last = wanted.findLast(mail => mail.kind === kind)!
  const [mail] = await readAccountMails(store.ctx(), [last.mailId])
  return tokenOf((await makeMailLink(store.ctx(), mail!))!.path)
}

const register = () => registerAccount(store.ctx(), { email: address(), password: PASSWORD })
const signIn = (email: string, password: string) => accounts().signIn(store.ctx(), { email, password }, browser())
const moveTo = (account: Account, email: string, password = PASSWORD) =>
  changeEmail(actingAs(store.ctx(), account), { email, password })
const openSession = async (email: string) => {
  const { cookies } = await signIn(email, PASSWORD)
  return () => accounts().sessionOf({ cookie: cookieHeader(cookies) })
}

/** Whoever registered a stranger’s address, or knows a password, asks to move the account before its owner shuts them out. */
describe('a change of e-mail that was asked for before', () => {
  it.each(['reset', 'change'] as const)('is off once the password is another: %s', async way => {
    const account = await register()
    await moveTo(account, address())
    const token = await tokenIn('email_change')
    if (way === 'change') await changePassword(actingAs(store.ctx(), account), { current: PASSWORD, next: NEXT })
    else {
      await requestReset(store.ctx(), { email: account.email })
      await settleResetRequests(store.ctx())
      await resetPassword(store.ctx(), { token: await tokenIn('reset'), password: NEXT })
    }
    await expect(verifyEmail(store.ctx(), { token })).rejects.toMatchObject({ code: 'accounts.link_replaced' })
    expect((await signIn(account.email, NEXT)).account).toMatchObject({ id: account.id, email: account.email })
  })

  it('is mailed five times an hour at most, to whatever addresses', async () => {
    const account = await register()
    for (let n = 0; n < 5; n++) await moveTo(account, address())
    await expect(moveTo(account, address())).rejects.toMatchObject({ code: 'accounts.too_many_mails' })
    expect(wanted.filter(({ kind }) => kind === 'email_change')).toHaveLength(5)
  })
})

describe('taking a change back', () => {
  it('leaves nothing to who made it: neither the password nor the wish to be erased', async () => {
    const account = await register()
    await verifyEmail(store.ctx(), { token: await tokenIn('verification') })
    const theirs = address()
    await moveTo(account, theirs)
    await verifyEmail(store.ctx(), { token: await tokenIn('email_change') })
    await requestErasure(actingAs(store.ctx(), account), { password: PASSWORD })
    await verifyEmail(store.ctx(), { token: await tokenIn('email_changed') })
    for (const email of [account.email, theirs])
      await expect(signIn(email, PASSWORD)).rejects.toMatchObject({ code: 'accounts.bad_credentials' })
    const later = store.ctx({ now: () => Temporal.Now.instant().add({ hours: 8 * 24 }) })
    expect((await accountsToErase(later)).map(({ id }) => id)).not.toContain(account.id)
    await resetPassword(store.ctx(), { token: await tokenIn('reset'), password: NEXT })
    expect((await signIn(account.email, NEXT)).account).toMatchObject({ id: account.id, email: account.email })
  })
})

describe('proof', () => {
  it('by a new address ends the sessions from before it, as proof of the first does', async () => {
    const account = await register()
    const session = await openSession(account.email)
    await moveTo(account, address())
    await verifyEmail(store.ctx(), { token: await tokenIn('email_change') })
    expect(await session()).toBeUndefined()
  })

  it('takes no anonymous work along for staff', async () => {
    const account = await register()
    await store.pool.query(`update accounts set role = 'coach' where id = $1`, [account.id])
    const opener = { accountId: account.id, keyHash: 'c'.repeat(64) }
    await verifyEmail(store.ctx(), { token: await tokenIn('verification'), ...opener })
    expect(proven).toMatchObject([{ accountId: account.id, keyHash: null }])
  })
})

test('strangers who lock an e-mail do not keep who is inside from changing the password; guesses inside are limited too', async () => {
  const account = await register()
  for (let n = 0; n < 11; n++) await signIn(account.email, 'guessed').catch(() => {})
  await expect(signIn(account.email, PASSWORD)).rejects.toMatchObject({ code: 'accounts.locked' })
  const me = actingAs(store.ctx(), account)
  await changePassword(me, { current: PASSWORD, next: NEXT })
  const guess = () => changePassword(me, { current: PASSWORD, next: NEXT })
  for (let n = 0; n < 10; n++) await expect(guess()).rejects.toMatchObject({ code: 'accounts.wrong_password' })
  await expect(guess()).rejects.toMatchObject({ code: 'accounts.locked' })
})
