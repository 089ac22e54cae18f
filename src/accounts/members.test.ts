import { createHash, randomUUID } from 'node:crypto'
import { hashSync } from 'bcryptjs'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testBusiness, testStore } from '../storage/testing/index.ts'
import { changeEmail } from './change-email.ts'
import { changePassword } from './change-password.ts'
import { type AccountMail, makeMailLink, readAccountMails } from './mails.ts'
import { isProven } from './proof.ts'
import { registerAccount } from './register-account.ts'
import { accountsToErase, requestErasure } from './request-erasure.ts'
import { requestReset, settleResetRequests } from './request-reset.ts'
import { resetPassword } from './reset-password.ts'
import { createAccounts } from './sign-in.ts'
import { actingAs, browser, cookieHeader, PASSWORD, tokenOf } from './testing.ts'
import { updateProfile } from './update-profile.ts'
import { requestProof, verifyEmail } from './verify-email.ts'
import { countFastPasswords, wrapPasswords } from './wrap-passwords.ts'

const store = testStore({ connections: 6 })
const publicUrl = 'http://localhost:3000'
const accounts = (limits: { registrationsPerMinute?: number } = {}) =>
  createAccounts({
    store,
    secret: 'kept-with-the-data-and-long-enough-0123456789',
    publicUrl,
    signInsPerMinute: 1_000,
    ...limits,
  })
const later = (duration: Temporal.DurationLike) => store.ctx({ now: () => Temporal.Now.instant().add(duration) })
const address = () => `${randomUUID()}@example.com`

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

/** The newest mail of a kind, and the token of its link as its reader gets it. */
async function newest(kind: AccountMail['kind'], ctx = store.ctx()) {
  const last = wanted.findLast(mail => mail.kind === kind)!
  const [mail] = await readAccountMails(ctx, [last.mailId])
  const link = await makeMailLink(ctx, mail!)
  return { mail: mail!, token: link ? tokenOf(link.path) : '' }
}

const register = (input: Partial<Parameters<typeof registerAccount>[1]> = {}) =>
  registerAccount(store.ctx(), { email: address(), password: PASSWORD, ...input })

const signIn = (email: string, password = PASSWORD, ctx = store.ctx()) =>
  accounts().signIn(ctx, { email, password }, browser())

describe('registering', () => {
  it('makes a member with a person, their zone and an unproven e-mail', async () => {
    const account = await register({ email: 'asha.rao@example.com', timeZone: 'Europe/Berlin' })
    expect(account).toMatchObject({ name: 'asha.rao', emailVerified: false, role: 'member', tier: 'free' })
    const { account: inside } = await signIn('Asha.Rao@Example.com ')
    expect(inside).toEqual(account)
    expect(inside.timeZone).toBe('Europe/Berlin')
    expect(wanted.map(({ kind }) => kind)).toEqual(['verification'])
  })

  it('makes one account of six at once, whatever the case of the letters', async () => {
    const email = address()
    const all = await Promise.allSettled(
      Array.from({ length: 6 }, (_, n) => registerAccount(store.ctx(), { email, password: `${PASSWORD} ${n}` })),
    )
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const one of all)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'accounts.email_taken' })
    const { rows } = await store.pool.query('select email from accounts where lower(email) = $1', [email])
    expect(rows).toEqual([{ email }])
  })

  it('is for whom the setting says', async () => {
    const input = { email: address(), password: PASSWORD }
    await expect(registerAccount(store.ctx(), input, 'closed')).rejects.toMatchObject({
      code: 'accounts.sign_up_closed',
    })
    await expect(registerAccount(store.ctx(), input, 'invitation')).rejects.toMatchObject({
      code: 'accounts.invitation_needed',
    })
  })

  it('is counted by address, five a minute unless told otherwise', async () => {
    const client = browser()
    const register = (perMinute: number | undefined, ctx = store.ctx()) =>
      accounts({ ...(perMinute && { registrationsPerMinute: perMinute }) }).register(
        ctx,
        { email: address(), password: PASSWORD },
        client,
      )
    await register(1)
    const refused = { code: 'accounts.too_many_accounts', detail: { retryAfterSeconds: expect.any(Number) } }
    await expect(register(1)).rejects.toMatchObject(refused)
    await store.pool.query(`update account_attempts set count = 5 where key like 'register %'`)
    await expect(register(undefined)).rejects.toMatchObject(refused)
    await register(1, later({ seconds: 61 }))
  })
})

describe('proof of an e-mail', () => {
  it('ends sessions opened before it elsewhere, keeps this one, and tells of this browser’s key', async () => {
    const { email } = await register()
    const here = await signIn(email)
    const there = await signIn(email)
    const sessionOf = ({ cookies }: typeof here) => accounts().sessionOf({ cookie: cookieHeader(cookies) })
    const session = (await sessionOf(here))!
    const { token } = await newest('verification')
    const opener = { accountId: session.account.id, sessionId: session.id, keyHash: 'a'.repeat(64) }
    await verifyEmail(store.ctx(), { token, ...opener })
    expect((await sessionOf(here))?.account.emailVerified).toBe(true)
    expect(await sessionOf(there)).toBeUndefined()
    expect(proven).toMatchObject([{ accountId: session.account.id, keyHash: 'a'.repeat(64) }])
    await expect(verifyEmail(store.ctx(), { token })).rejects.toMatchObject({ code: 'accounts.link_used' })
  })

  it('takes no key of a browser that is not signed in to the account', async () => {
    await register()
    const { token } = await newest('verification')
    await verifyEmail(store.ctx(), { token, accountId: randomUUID(), keyHash: 'b'.repeat(64) })
    expect(proven).toMatchObject([{ keyHash: null }])
  })

  it('opens by the newest link, for 24 hours, and is asked for again', async () => {
    const account = await register()
    const old = await newest('verification')
    const me = actingAs(store.ctx(), account)
    await requestProof(me)
    await expect(verifyEmail(store.ctx(), { token: old.token })).rejects.toMatchObject({
      code: 'accounts.link_replaced',
    })
    const { token } = await newest('verification')
    await expect(verifyEmail(later({ hours: 25 }), { token })).rejects.toMatchObject({ code: 'accounts.link_expired' })
    await verifyEmail(store.ctx(), { token })
    await expect(requestProof(me)).rejects.toMatchObject({ code: 'accounts.proven' })
  })

  it('is not demanded where no mail can leave', async () => {
    const { id } = await register()
    expect(await isProven(store.ctx(), id)).toBe(false)
    const silent = store.ctx({ business: { ...testBusiness, mails: false } })
    expect(await isProven(silent, id)).toBe(true)
    expect(await isProven(silent, randomUUID())).toBe(false)
  })
})

describe('a reset', () => {
  const ask = async (email: string, ctx = store.ctx()) => {
    await requestReset(ctx, { email })
    await settleResetRequests(ctx)
  }

  it('of an unknown address writes what one of a known writes, and leads to nothing', async () => {
    const count = async () =>
      (await store.pool.query('select count(*)::int as n from account_reset_requests')).rows[0].n as number
    const { email } = await register()
    for (const who of [email, address(), 'no address at all']) await requestReset(store.ctx(), { email: who })
    expect(await count()).toBe(3)
    await settleResetRequests(store.ctx())
    expect(await count()).toBe(0)
    expect(wanted.filter(({ kind }) => kind === 'reset')).toHaveLength(1)
  })

  it('sets the password, proves the e-mail and ends every session; twice at once it works once', async () => {
    const { email, id } = await register()
    const { cookies } = await signIn(email)
    await ask(email.toUpperCase())
    const { token } = await newest('reset')
    const next = 'another good password'
    const both = await Promise.allSettled([1, 2].map(() => resetPassword(store.ctx(), { token, password: next })))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await accounts().sessionOf({ cookie: cookieHeader(cookies) })).toBeUndefined()
    await expect(signIn(email)).rejects.toMatchObject({ code: 'accounts.bad_credentials' })
    expect((await signIn(email, next)).account).toMatchObject({ id, emailVerified: true })
  })

  it('works by the newest link alone, within the hour, and not after the password was changed', async () => {
    const account = await register()
    await ask(account.email)
    const old = await newest('reset')
    await ask(account.email)
    const { token } = await newest('reset')
    const set = (token: string, ctx = store.ctx()) => resetPassword(ctx, { token, password: 'another good password' })
    await expect(set(old.token)).rejects.toMatchObject({ code: 'accounts.link_replaced' })
    await expect(set(token, later({ minutes: 61 }))).rejects.toMatchObject({ code: 'accounts.link_expired' })
    await changePassword(actingAs(store.ctx(), account), { current: PASSWORD, next: 'changed by myself' })
    await expect(set(token)).rejects.toMatchObject({ code: 'accounts.link_replaced' })
    await signIn(account.email, 'changed by myself')
  })

  it('is sent three times an hour, and refuses a common password without using the link up', async () => {
    const { email } = await register()
    for (let n = 0; n < 5; n++) await ask(email)
    expect(wanted.filter(({ kind }) => kind === 'reset')).toHaveLength(3)
    const { token } = await newest('reset')
    await expect(resetPassword(store.ctx(), { token, password: 'password1' })).rejects.toMatchObject({
      code: 'accounts.common_password',
    })
    await resetPassword(store.ctx(), { token, password: 'not a common one' })
    await ask(email, later({ minutes: 61 }))
    expect(wanted.filter(({ kind }) => kind === 'reset')).toHaveLength(4)
  })
})

describe('a change of e-mail', () => {
  async function changed() {
    const account = await register()
    await verifyEmail(store.ctx(), { token: (await newest('verification')).token })
    const email = address()
    const me = actingAs(store.ctx(), account)
    await expect(changeEmail(me, { email, password: 'wrong one' })).rejects.toMatchObject({
      code: 'accounts.wrong_password',
    })
    await changeEmail(me, { email, password: PASSWORD })
    const { mail, token } = await newest('email_change')
    expect(mail.address).toBe(email)
    await signIn(account.email)
    await verifyEmail(store.ctx(), { token })
    return { account, email }
  }

  it('happens with the link sent to the new address, and tells the old one', async () => {
    const { account, email } = await changed()
    await expect(signIn(account.email)).rejects.toMatchObject({ code: 'accounts.bad_credentials' })
    expect((await signIn(email)).account).toMatchObject({ id: account.id, email, emailVerified: true })
    expect((await newest('email_changed')).mail.address).toBe(account.email)
  })

  it('is taken back from the old address within seven days, during which nobody else gets it', async () => {
    const { account, email } = await changed()
    await expect(register({ email: account.email })).rejects.toMatchObject({ code: 'accounts.email_taken' })
    const { token } = await newest('email_changed')
    await expect(verifyEmail(later({ hours: 7 * 24 + 1 }), { token })).rejects.toMatchObject({
      code: 'accounts.link_expired',
    })
    const { cookies } = await signIn(email)
    expect(await verifyEmail(store.ctx(), { token })).toEqual({ kind: 'email_undo' })
    expect(await accounts().sessionOf({ cookie: cookieHeader(cookies) })).toBeUndefined()
    const reset = await newest('reset')
    expect(reset.mail.address).toBe(account.email)
    await resetPassword(store.ctx(), { token: reset.token, password: PASSWORD })
    await signIn(account.email)
    expect(await register({ email })).toMatchObject({ email })
  })

  it('to an address that somebody took meanwhile changes nothing', async () => {
    const account = await register()
    const email = address()
    await changeEmail(actingAs(store.ctx(), account), { email, password: PASSWORD })
    const { token } = await newest('email_change')
    const both = await Promise.allSettled([verifyEmail(store.ctx(), { token }), register({ email })])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    for (const one of both)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'accounts.email_taken' })
  })
})

describe('erasing an account', () => {
  it('signs out everywhere, waits seven days, and is taken back by signing in', async () => {
    const account = await register()
    const { cookies } = await signIn(account.email)
    const me = actingAs(store.ctx(), account)
    await expect(requestErasure(me, { password: 'wrong one' })).rejects.toMatchObject({
      code: 'accounts.wrong_password',
    })
    await requestErasure(me, { password: PASSWORD })
    expect(await accounts().sessionOf({ cookie: cookieHeader(cookies) })).toBeUndefined()
    const due = async (ctx = later({ hours: 7 * 24 + 1 })) => (await accountsToErase(ctx)).map(({ id }) => id)
    expect(await due(later({ hours: 7 * 24 - 1 }))).not.toContain(account.id)
    expect(await due()).toContain(account.id)
    await signIn(account.email)
    expect(await due()).not.toContain(account.id)
  })
})

describe('a password that an import brought', () => {
  async function imported(hash: string) {
    const account = await register()
    await store.pool.query('update account_credentials set password_hash = $2 where account_id = $1', [
      account.id,
      hash,
    ])
    const held = async () =>
      (
        await store.pool.query('select password_hash as hash from account_credentials where account_id = $1', [
          account.id,
        ])
      ).rows[0].hash as string
    return { ...account, held }
  }
  const salt = 'f'.repeat(32)
  const fast = `${createHash('sha256')
    .update(PASSWORD + salt)
    .digest('hex')}:${salt}`

  it('is wrapped by the job, and gets our own form with the first right password', async () => {
    const one = await imported(fast)
    expect(await countFastPasswords(store.ctx())).toBe(1)
    await wrapPasswords(store.ctx())
    expect(await countFastPasswords(store.ctx())).toBe(0)
    expect(await one.held()).toMatch(/^sha256\$/)
    await expect(signIn(one.email, 'wrong one')).rejects.toMatchObject({ code: 'accounts.bad_credentials' })
    expect(await one.held()).toMatch(/^sha256\$/)
    await signIn(one.email)
    expect(await one.held()).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/)
    await signIn(one.email)
  })

  it('signs in before it is wrapped, and from bcrypt; in no known form it is like a wrong one', async () => {
    for (const hash of [fast, hashSync(PASSWORD, 4)]) {
      const one = await imported(hash)
      await signIn(one.email)
      expect(await one.held()).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/)
    }
    const odd = await imported('md5:5f4dcc3b5aa765d61d8327deb882cf99')
    await expect(signIn(odd.email)).rejects.toMatchObject({ code: 'accounts.bad_credentials' })
    await requestReset(store.ctx(), { email: odd.email })
    await settleResetRequests(store.ctx())
    await resetPassword(store.ctx(), { token: (await newest('reset')).token, password: 'another good password' })
    await signIn(odd.email, 'another good password')
  })
})

it('moving to another zone is announced once, so that what waits for an hour waits for it there', async () => {
  const { id: accountId, personId } = await register({ timeZone: 'Asia/Kolkata' })
  const moved: object[] = []
  store.events.subscribe('person.moved', async (_ctx, event) => {
    moved.push(event)
  })
  const ctx = store.ctx({ actor: { kind: 'account', accountId, personId, role: 'member', name: 'Ilse' } })
  await updateProfile(ctx, { name: 'Ilse', timeZone: 'Asia/Kolkata' })
  await updateProfile(ctx, { timeZone: 'America/Denver' })
  expect(moved).toEqual([{ personId, timeZone: 'America/Denver' }])
})
