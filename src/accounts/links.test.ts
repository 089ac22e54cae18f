import { describe, expect, it } from 'vitest'
import { testStore } from '../storage/testing/index.ts'
import { acceptInvitation } from './accept-invitation.ts'
import { changePassword } from './change-password.ts'
import { disableAccount } from './disable-account.ts'
import { inviteAccount, withdrawInvitation } from './invite-account.ts'
import { describeLink } from './links.ts'
import { listAccounts, listInvitations } from './queries.ts'
import { resetLink } from './reset-link.ts'
import { resetPassword } from './reset-password.ts'
import { createAccounts } from './sign-in.ts'
import { actingAs, browser, cookieHeader, makeAccount, PASSWORD, tokenOf } from './testing.ts'

const store = testStore({ connections: 2 })
const accounts = () =>
  createAccounts({ store, secret: 'kept-with-the-data-and-long-enough-0123456789', publicUrl: 'http://localhost:3000' })
const later = (duration: Temporal.DurationLike) => store.ctx({ now: () => Temporal.Now.instant().add(duration) })
const anybody = { name: 'Ravi', password: PASSWORD }

describe('an invitation', () => {
  it('makes one account with its role, which signs in', async () => {
    const { path } = await inviteAccount(store.ctx(), { role: 'coach' })
    const account = await acceptInvitation(store.ctx(), { ...anybody, token: tokenOf(path), email: 'ravi@example.com' })
    expect(account).toMatchObject({ role: 'coach', name: 'Ravi', email: 'ravi@example.com' })
    const session = await accounts().signIn(store.ctx(), { email: account.email, password: PASSWORD }, browser())
    expect(session.account).toEqual(account)
    await expect(
      acceptInvitation(store.ctx(), { ...anybody, token: tokenOf(path), email: 'other@example.com' }),
    ).rejects.toMatchObject({ code: 'accounts.link_used' })
  })

  it('bound to an e-mail is for that one, and a newer one takes its place', async () => {
    const first = await inviteAccount(store.ctx(), { role: 'agent', email: 'meera@example.com', name: 'Meera' })
    const second = await inviteAccount(store.ctx(), { role: 'agent', email: 'meera@example.com' })
    await expect(describeLink(store.ctx(), { token: tokenOf(first.path) })).rejects.toMatchObject({
      code: 'accounts.link_replaced',
    })
    expect(await describeLink(store.ctx(), { token: tokenOf(second.path) })).toMatchObject({
      kind: 'invitation',
      email: 'meera@example.com',
      role: 'agent',
    })
    const token = tokenOf(second.path)
    await expect(acceptInvitation(store.ctx(), { ...anybody, token, email: 'x@example.com' })).rejects.toMatchObject({
      code: 'accounts.email_differs',
    })
    expect((await acceptInvitation(store.ctx(), { ...anybody, token })).email).toBe('meera@example.com')
    await expect(inviteAccount(store.ctx(), { role: 'agent', email: 'meera@example.com' })).rejects.toMatchObject({
      code: 'accounts.email_taken',
    })
  })

  it('used twice at once makes one account', async () => {
    const token = tokenOf((await inviteAccount(store.ctx(), { role: 'agent' })).path)
    const both = await Promise.allSettled(
      ['one@example.com', 'two@example.com'].map(email => acceptInvitation(store.ctx(), { ...anybody, token, email })),
    )
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const made = (await listAccounts(store.ctx())).filter(({ email }) => /^(one|two)@/.test(email))
    expect(made).toHaveLength(1)
  })

  it('stays open when its acceptance is refused', async () => {
    const taken = await makeAccount(store.ctx())
    const token = tokenOf((await inviteAccount(store.ctx(), { role: 'agent' })).path)
    await expect(acceptInvitation(store.ctx(), { ...anybody, token, email: taken.email })).rejects.toMatchObject({
      code: 'accounts.email_taken',
    })
    await acceptInvitation(store.ctx(), { ...anybody, token, email: 'free@example.com' })
  })

  it('ends after a week, or when taken back', async () => {
    const old = await inviteAccount(store.ctx(), { role: 'agent' })
    const input = { ...anybody, token: tokenOf(old.path), email: 'late@example.com' }
    await expect(acceptInvitation(later({ hours: 7 * 24 + 1 }), input)).rejects.toMatchObject({
      code: 'accounts.link_expired',
    })
    expect((await listInvitations(store.ctx())).map(({ id }) => id)).toContain(old.id)
    await withdrawInvitation(store.ctx(), { id: old.id })
    await expect(acceptInvitation(store.ctx(), input)).rejects.toMatchObject({ code: 'accounts.link_replaced' })
    await expect(acceptInvitation(store.ctx(), { ...input, token: 'x'.repeat(43) })).rejects.toMatchObject({
      code: 'accounts.link_unknown',
    })
  })

  it('is made by administrators alone', async () => {
    const agent = actingAs(store.ctx(), await makeAccount(store.ctx(), 'agent'))
    expect(() => inviteAccount(agent, { role: 'admin' })).toThrow(
      expect.objectContaining({ code: 'accounts.not_allowed' }),
    )
    const visitor = store.ctx({ actor: { kind: 'visitor', keyHash: 'k' } })
    expect(() => inviteAccount(visitor, { role: 'admin' })).toThrow(
      expect.objectContaining({ code: 'accounts.sign_in' }),
    )
  })

  it('ten accepted at once over two connections do not starve each other', async () => {
    const links = []
    for (let at = 0; at < 10; at++) links.push(await inviteAccount(store.ctx(), { role: 'member' }))
    const made = await Promise.all(
      links.map(async ({ path }, at) => {
        const email = `crowd-${at}@example.com`
        await acceptInvitation(store.ctx(), { ...anybody, token: tokenOf(path), email })
        return accounts().openSession(store.ctx(), { email, password: PASSWORD }, browser())
      }),
    )
    expect(new Set(made.map(({ account }) => account.personId)).size).toBe(10)
  })
})

describe('a reset link', () => {
  it('sets a new password once and ends every session', async () => {
    const account = await makeAccount(store.ctx())
    const input = { email: account.email, password: PASSWORD }
    const { cookies } = await accounts().signIn(store.ctx(), input, browser())
    const token = tokenOf((await resetLink(store.ctx(), { accountId: account.id })).path)
    const [one, two] = await Promise.allSettled([
      resetPassword(store.ctx(), { token, password: 'a new password 1' }),
      resetPassword(store.ctx(), { token, password: 'a new password 2' }),
    ])
    expect([one.status, two.status].sort()).toEqual(['fulfilled', 'rejected'])
    expect(await accounts().sessionOf({ cookie: cookieHeader(cookies) })).toBeUndefined()
    await expect(accounts().signIn(store.ctx(), input, browser())).rejects.toMatchObject({
      code: 'accounts.bad_credentials',
    })
    const password = one.status === 'fulfilled' ? 'a new password 1' : 'a new password 2'
    await accounts().signIn(store.ctx(), { email: account.email, password }, browser())
    await expect(resetPassword(store.ctx(), { token, password })).rejects.toMatchObject({ code: 'accounts.link_used' })
  })

  it('works for an hour, and only the newest', async () => {
    const { id: accountId } = await makeAccount(store.ctx())
    const first = tokenOf((await resetLink(store.ctx(), { accountId })).path)
    const second = tokenOf((await resetLink(store.ctx(), { accountId })).path)
    await expect(resetPassword(store.ctx(), { token: first, password: PASSWORD })).rejects.toMatchObject({
      code: 'accounts.link_replaced',
    })
    await expect(resetPassword(later({ minutes: 61 }), { token: second, password: PASSWORD })).rejects.toMatchObject({
      code: 'accounts.link_expired',
    })
    await resetPassword(later({ minutes: 59 }), { token: second, password: PASSWORD })
  })

  it('is of no use for another purpose, nor after the account was switched off', async () => {
    const { id: accountId } = await makeAccount(store.ctx())
    const token = tokenOf((await resetLink(store.ctx(), { accountId })).path)
    await expect(acceptInvitation(store.ctx(), { ...anybody, token, email: 'q@example.com' })).rejects.toMatchObject({
      code: 'accounts.link_unknown',
    })
    await disableAccount(store.ctx(), { accountId })
    await expect(resetPassword(store.ctx(), { token, password: PASSWORD })).rejects.toMatchObject({
      code: 'accounts.link_replaced',
    })
    await expect(resetLink(store.ctx(), { accountId })).rejects.toMatchObject({ code: 'accounts.disabled' })
  })

  it('opens an e-mail that was locked', async () => {
    const account = await makeAccount(store.ctx())
    for (let failure = 1; failure <= 11; failure++)
      await accounts()
        .signIn(store.ctx(), { email: account.email, password: 'wrong' }, browser())
        .catch(() => {})
    const token = tokenOf((await resetLink(store.ctx(), { accountId: account.id })).path)
    await resetPassword(store.ctx(), { token, password: 'another password' })
    await accounts().signIn(store.ctx(), { email: account.email, password: 'another password' }, browser())
  })
})

describe('changing the password', () => {
  it('needs the present one and ends the other sessions', async () => {
    const account = await makeAccount(store.ctx())
    const ctx = actingAs(store.ctx(), account)
    const input = { email: account.email, password: PASSWORD }
    const here = cookieHeader((await accounts().signIn(store.ctx(), input, browser())).cookies)
    const there = cookieHeader((await accounts().signIn(store.ctx(), input, browser())).cookies)
    const sessionId = (await accounts().sessionOf({ cookie: here }))?.id
    await expect(changePassword(ctx, { current: 'no', next: 'next password', sessionId })).rejects.toMatchObject({
      code: 'accounts.wrong_password',
    })
    await changePassword(ctx, { current: PASSWORD, next: 'next password', sessionId })
    expect(await accounts().sessionOf({ cookie: here })).toBeDefined()
    expect(await accounts().sessionOf({ cookie: there })).toBeUndefined()
    await accounts().signIn(store.ctx(), { email: account.email, password: 'next password' }, browser())
  })
})
