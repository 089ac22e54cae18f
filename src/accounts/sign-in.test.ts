import type { KyselyPlugin } from 'kysely'
import { describe, expect, it } from 'vitest'
import * as slowHash from '../../tests/slow-hash.ts'
import { hashSecret } from '../kernel/ids.ts'
import { testStore } from '../storage/testing/index.ts'
import { CLIENT_ADDRESS } from './client-address.ts'
import { readSessionCookie, SESSION_COOKIE } from './cookie.ts'
import { disableAccount, enableAccount } from './disable-account.ts'
import { createAccounts } from './sign-in.ts'
import { actingAs, browser, cookieHeader, makeAccount, PASSWORD } from './testing.ts'

const store = testStore()
const secret = 'kept-with-the-data-and-long-enough-0123456789'
const days = (count: number) => Temporal.Now.instant().add({ hours: Math.round(count * 24) })

function open(overrides: Partial<Parameters<typeof createAccounts>[0]> = {}) {
  return createAccounts({ store, secret, publicUrl: 'http://localhost:3000', ...overrides })
}

async function signedIn() {
  const accounts = open()
  const account = await makeAccount(store.ctx())
  const { cookies } = await accounts.signIn(store.ctx(), { email: account.email, password: PASSWORD }, browser())
  return { accounts, account, cookie: cookieHeader(cookies), cookies }
}

describe('signing in', () => {
  it('opens a session that the cookie names', async () => {
    const { accounts, account, cookie, cookies } = await signedIn()
    expect(await accounts.sessionOf({ cookie })).toMatchObject({ account })
    expect(cookies[0]).toMatch(/^mosaic\.session_token=\S+; Max-Age=7776000; Path=\/; HttpOnly; SameSite=Lax$/)
  })

  it('takes the e-mail however it is typed', async () => {
    const { accounts, account } = await signedIn()
    const email = ` ${account.email.toUpperCase()} `
    expect(await accounts.signIn(store.ctx(), { email, password: PASSWORD }, browser())).toMatchObject({ account })
  })

  it('marks the cookie Secure where people come by https', async () => {
    const account = await makeAccount(store.ctx())
    const input = { email: account.email, password: PASSWORD }
    const byUrl = await open({ publicUrl: 'https://desk.example' }).signIn(store.ctx(), input, browser())
    expect(byUrl.cookies[0]).toMatch(/; Secure/)
    const byProxy = await open().signIn(store.ctx(), input, browser({ https: true }))
    expect(byProxy.cookies[0]).toMatch(/; Secure$/)
    expect(await open().sessionOf({ cookie: cookieHeader(byProxy.cookies) })).toMatchObject({ account })
  })

  it('keeps a session that is not to be remembered for one browser run', async () => {
    const account = await makeAccount(store.ctx())
    const input = { email: account.email, password: PASSWORD, rememberMe: false }
    const { cookies } = await open().signIn(store.ctx(), input, browser())
    expect(cookies.find(cookie => cookie.startsWith(SESSION_COOKIE))).not.toMatch(/max-age/i)
    expect(await open().sessionOf({ cookie: cookieHeader(cookies) })).toBeDefined()
    expect(await open().sessionOf({ cookie: cookieHeader(cookies) }, days(1.1))).toBeUndefined()
  })

  it('never adopts a session id that a browser brings', async () => {
    const { accounts, account, cookie } = await signedIn()
    const client = browser({ headers: { cookie, origin: 'http://localhost:3000' } })
    const again = await accounts.signIn(store.ctx(), { email: account.email, password: PASSWORD }, client)
    expect(cookieHeader(again.cookies)).not.toBe(cookie)
  })

  it('answers an unknown e-mail, a wrong password, no e-mail at all and an account switched off alike', async () => {
    const { accounts, account } = await signedIn()
    const off = await makeAccount(store.ctx())
    await disableAccount(store.ctx(), { accountId: off.id })
    const answers = []
    for (const [email, password] of [
      ['nobody@example.com', PASSWORD],
      [account.email, 'something else'],
      ['not an e-mail', PASSWORD],
      [off.email, PASSWORD],
    ] as const) {
      const before = slowHash.asked
      const error = await accounts.signIn(store.ctx(), { email, password }, browser()).catch(error => error)
      answers.push({ code: error.code, kind: error.kind, detail: error.detail, hashes: slowHash.asked - before })
    }
    const { detail } = answers[0]!
    // Without its slow hash, an answer would be there so early that it tells which e-mail has an account.
    for (const answer of answers)
      expect(answer).toEqual({ code: 'accounts.bad_credentials', kind: 'unauthenticated', detail, hashes: 1 })
  })

  it('takes no page of another site for its own, and its own under any of its names', async () => {
    const { accounts, account } = await signedIn()
    const from = (origin: string, host: string) =>
      accounts.signIn(
        store.ctx(),
        { email: account.email, password: PASSWORD },
        browser({ headers: { origin, host, 'sec-fetch-site': 'same-origin' } }),
      )
    await expect(from('https://evil.example', 'localhost:3000')).rejects.toMatchObject({
      code: 'accounts.foreign_origin',
    })
    await expect(from('http://192.168.1.9:3000', '192.168.1.9:3000')).resolves.toMatchObject({ account })
  })

  it.each(['', 'nonsense', ':', `${'a'.repeat(32)}:zz`, '$2b$12$short', `${'0'.repeat(64)}:${'0'.repeat(32)}`])(
    'answers a stored hash of no known form (%j) like a wrong password',
    async hash => {
      const account = await makeAccount(store.ctx())
      await store.pool.query('update account_credentials set password_hash = $1 where account_id = $2', [
        hash,
        account.id,
      ])
      const before = slowHash.asked
      await expect(
        open().signIn(store.ctx(), { email: account.email, password: PASSWORD }, browser()),
      ).rejects.toMatchObject({ code: 'accounts.bad_credentials' })
      expect(slowHash.asked - before).toBe(1)
    },
  )
})

describe('what rests in the database', () => {
  it('is of no use to who reads it: no raw token, and the stored one opens nothing', async () => {
    const { accounts, cookie } = await signedIn()
    const token = readSessionCookie(cookie, secret)!
    const tables = [
      'accounts',
      'account_credentials',
      'account_sessions',
      'account_verifications',
      'account_rate_limits',
    ]
    for (const table of [...tables, 'account_attempts', 'account_links', 'audit_log']) {
      const { rows } = await store.pool.query(`select row_to_json(t)::text as line from ${table} t`)
      for (const { line } of rows) {
        expect(line).not.toContain(token)
        expect(line).not.toContain(PASSWORD)
      }
    }
    const { rows } = await store.pool.query('select token_hash from account_sessions where token_hash = $1', [
      hashSecret(token),
    ])
    expect(rows).toHaveLength(1)
    const stolen = cookie.replace(encodeURIComponent(token), rows[0].token_hash)
    expect(stolen).not.toBe(cookie)
    expect(await accounts.sessionOf({ cookie: stolen })).toBeUndefined()
    expect(await accounts.sessionOf({ cookie: await sign(rows[0].token_hash) })).toBeUndefined()
    expect(await accounts.sessionOf({ cookie: await sign(token) })).toBeDefined()
  })
})

/** What somebody could make who has the secret as well. */
async function sign(token: string): Promise<string> {
  const { createHmac } = await import('node:crypto')
  return `${SESSION_COOKIE}=${encodeURIComponent(`${token}.${createHmac('sha256', secret).update(token).digest('base64')}`)}`
}

describe('a session', () => {
  it('is read once for a request, and not at all without a signed cookie', async () => {
    const { accounts, cookie } = await signedIn()
    let queries = 0
    const counted = createAccounts({
      store: { db: store.db.withPlugin(counting(() => queries++)) },
      secret,
      publicUrl: 'http://localhost:3000',
    })
    expect(await counted.sessionOf({ cookie })).toBeDefined()
    expect(queries).toBe(1)
    for (const bad of [
      undefined,
      '',
      'a=b',
      cookie.slice(0, -9),
      cookie.replace('=', '=x'),
      `${SESSION_COOKIE}=%E0%A4%A`,
    ])
      expect(await counted.sessionOf({ cookie: bad })).toBeUndefined()
    expect(queries).toBe(1)
    expect(await accounts.sessionOf({ cookie: `x=1; ${cookie}` })).toBeDefined()
  })

  it('ends for good with signing out', async () => {
    const { accounts, cookie } = await signedIn()
    const cookies = await accounts.signOut(store.ctx(), browser({ headers: { cookie } }))
    expect(cookies.every(line => line.includes('Max-Age=0'))).toBe(true)
    expect(await accounts.sessionOf({ cookie })).toBeUndefined()
  })

  it('ends after 30 days unused, and after 90 days in use', async () => {
    const idle = await signedIn()
    expect(await idle.accounts.sessionOf({ cookie: idle.cookie }, days(30.1))).toBeUndefined()
    const used = await signedIn()
    for (const day of [20, 40, 60, 80, 89])
      expect(await used.accounts.sessionOf({ cookie: used.cookie }, days(day)), `day ${day}`).toBeDefined()
    expect(await used.accounts.sessionOf({ cookie: used.cookie }, days(90.1))).toBeUndefined()
  })

  it('leaves no row for long once it is dead: the next sign-in takes it away, and nothing of their work', async () => {
    const { accounts, account } = await signedIn()
    const sessions = async () =>
      (await store.pool.query('select id from account_sessions where account_id = $1', [account.id])).rows
    const other = await makeAccount(store.ctx())
    const again = () => accounts.signIn(store.ctx(), { email: other.email, password: PASSWORD }, browser())
    await again()
    expect(await sessions()).toHaveLength(1)
    await store.pool.query(
      `insert into facts (id, person_id, key, value, slot, confidence, source_kind, created_at)
       values (gen_random_uuid(), $1, 'skill', '"Welding"', 'welding', 1, 'form', now())`,
      [account.personId],
    )
    await store.pool.query(
      `update account_sessions set last_seen_at = now() - interval '31 days' where account_id = $1`,
      [account.id],
    )
    await again()
    expect(await sessions()).toHaveLength(0)
    const kept = await store.pool.query('select value from facts where person_id = $1', [account.personId])
    expect(kept.rows).toEqual([{ value: 'Welding' }])
    const { cookies } = await accounts.signIn(store.ctx(), { email: account.email, password: PASSWORD }, browser())
    expect(await accounts.sessionOf({ cookie: cookieHeader(cookies) })).toMatchObject({ account: { id: account.id } })
  })

  it('dies with its account being switched off, and does not come back with it', async () => {
    const { accounts, account, cookie } = await signedIn()
    await disableAccount(store.ctx(), { accountId: account.id })
    expect(await accounts.sessionOf({ cookie })).toBeUndefined()
    await enableAccount(store.ctx(), { accountId: account.id })
    expect(await accounts.sessionOf({ cookie })).toBeUndefined()
    await accounts.signIn(store.ctx(), { email: account.email, password: PASSWORD }, browser())
  })

  it('keeps what the browser calls itself to a sane length', async () => {
    const account = await makeAccount(store.ctx())
    const client = browser({ headers: { 'user-agent': 'x'.repeat(9000) } })
    await open().signIn(store.ctx(), { email: account.email, password: PASSWORD }, client)
    const { listMySessions } = await import('./sessions.ts')
    const [session] = await listMySessions(actingAs(store.ctx(), account), {})
    expect(session?.device).toHaveLength(300)
  })
})

describe('limits', () => {
  it('locks an e-mail after ten failures, for the right password too, known or not', async () => {
    const accounts = open()
    const account = await makeAccount(store.ctx())
    for (const email of [account.email, 'stranger@example.com']) {
      const attempt = (password: string) => accounts.signIn(store.ctx(), { email, password }, browser())
      for (let failure = 1; failure <= 10; failure++)
        await expect(attempt('wrong password')).rejects.toMatchObject({ code: 'accounts.bad_credentials' })
      await expect(attempt(PASSWORD)).rejects.toMatchObject({
        code: 'accounts.locked',
        detail: { retryAfterSeconds: expect.any(Number) },
      })
    }
    const later = store.ctx({ now: () => Temporal.Now.instant().add({ minutes: 16 }) })
    await accounts.signIn(later, { email: account.email, password: PASSWORD }, browser())
  })

  it('counts by the address that our server saw, whatever headers say', async () => {
    const accounts = open({ signInsPerMinute: 3 })
    const { address } = browser()
    const attempt = (forged: string) =>
      accounts.signIn(
        store.ctx(),
        { email: `${forged}@example.com`, password: 'wrong password' },
        browser({ address, headers: { 'x-forwarded-for': forged, [CLIENT_ADDRESS]: forged } }),
      )
    for (const forged of ['10.0.0.1', '10.0.0.2', '10.0.0.3'])
      await expect(attempt(forged)).rejects.toMatchObject({ code: 'accounts.bad_credentials' })
    await expect(attempt('10.0.0.4')).rejects.toMatchObject({
      code: 'accounts.too_many_attempts',
      detail: { retryAfterSeconds: expect.any(Number) },
    })
    // Another process counts in the same rows.
    await expect(
      open({ signInsPerMinute: 3 }).signIn(
        store.ctx(),
        { email: 'a@example.com', password: 'x' },
        browser({ address }),
      ),
    ).rejects.toMatchObject({ code: 'accounts.too_many_attempts' })
  })

  it('locks an address after fifty failures in an hour, an IPv6 network as one', async () => {
    const accounts = open({ signInsPerMinute: 1000 })
    await store.pool.query(
      `insert into account_attempts values ('address:2001:db8:0:1::/64', 50, now() + interval '10 minutes')`,
    )
    const attempt = (address: string) =>
      accounts.signIn(store.ctx(), { email: 'a@example.com', password: 'x' }, browser({ address }))
    await expect(attempt('2001:db8:0:1::7')).rejects.toMatchObject({ code: 'accounts.locked' })
    await expect(attempt('2001:0db8::1:9:9:9:9')).rejects.toMatchObject({ code: 'accounts.locked' })
    await expect(attempt('2001:db8::8')).rejects.toMatchObject({ code: 'accounts.bad_credentials' })
  })
})

function counting(each: () => void): KyselyPlugin {
  return {
    transformQuery({ node }) {
      each()
      return node
    },
    transformResult: async ({ result }) => result,
  }
}
