import type { IncomingHttpHeaders } from 'node:http'
import { refuse } from '../kernel/refusal.ts'
import { type Context, type Database, inTransaction } from '../storage/index.ts'
import { countAttempt, countRegistration, forgetFailures } from './attempts.ts'
import { CLIENT_ADDRESS } from './client-address.ts'
import { bindSecure, forgottenCookies, readSessionCookie } from './cookie.ts'
import { isNative } from './password.ts'
import { registerAccount } from './register-account.ts'
import { takeErasureBack } from './request-erasure.ts'
import { type Account, Email, type Register, type SignIn, type SignUp } from './schema.ts'
import { findSession, forgetDeadSessions, type Session } from './sessions.ts'
import { endHeldSession } from './sign-out.ts'
import { rehashPassword } from './wrap-passwords.ts'

/** Who asks, as our server sees it. `address` is the client's, after what trusted proxies said. */
export type Client = { headers: IncomingHttpHeaders; address: string; https: boolean }

/** A session just opened, with the Set-Cookie lines that hold it. */
export type SignedIn = { account: Account; cookies: string[] }

export type AccountsOptions = {
  store: { db: Database }
  /** Signs the cookies; at least 32 characters. Changing it signs everybody out. */
  secret: string
  publicUrl: string
  /** Sign-ins a minute from one network address, right or wrong (default 20). */
  signInsPerMinute?: number
  /** Accounts made a minute from one network address (default 5). */
  registrationsPerMinute?: number
  /** Who may make an account (default anybody). */
  signUp?: SignUp
}

/** Sign-in and sessions: the part of this domain that speaks cookies. One for a process; it holds no state of its own. */
export function createAccounts(options: AccountsOptions) {
  const { store, secret, publicUrl, signInsPerMinute = 20, registrationsPerMinute = 5, signUp = 'open' } = options
  // A third of a second to load, which a start need not wait for.
  const load = async () => {
    const { createAuth, isAPIError } = await import('./auth.ts')
    return { auth: createAuth({ db: store.db, secret, publicUrl, signInsPerMinute }), isAPIError }
  }
  let loaded: ReturnType<typeof load> | undefined
  const origin = new URL(publicUrl).origin

  /** The living session that the request's cookie names, or undefined. At most one indexed read; none without a cookie. */
  async function sessionOf(
    headers: { cookie?: string | undefined },
    now: Temporal.Instant = Temporal.Now.instant(),
  ): Promise<Session | undefined> {
    const token = tokenOf(headers)
    return token === undefined ? undefined : findSession(store.db, token, now)
  }

  function tokenOf(headers: { cookie?: string | undefined }): string | undefined {
    return readSessionCookie(headers.cookie, secret, origin.startsWith('https:'))
  }

  /**
   * Opens a session for e-mail and password. An unknown e-mail, a wrong password and an account that is switched off give the
   * same `accounts.bad_credentials` after the same work. Also refuses `accounts.locked`, `accounts.too_many_attempts`.
   */
  async function signIn(ctx: Context, input: SignIn, client: Client): Promise<SignedIn> {
    const email = Email.safeParse(input.email)
    await countAttempt(ctx, { email: input.email, address: client.address })
    const request = toRequest(client, { ...input, email: email.success ? email.data : 'nobody@invalid.example' })
    const { auth, isAPIError } = await (loaded ??= load())
    const response = await auth.handler(request).catch((error: unknown) => {
      if (isAPIError(error)) return new Response(null, { status: error.statusCode })
      throw error
    })
    refuseUnlessOk(response)
    await forgetFailures(ctx, input.email, client.address)
    await forgetDeadSessions(ctx)
    const opened = await signedIn(ctx, response.headers, client)
    await settleIn(ctx, opened.account.id, input.password)
    return opened
  }

  /** Makes a member's account and opens its session. Refuses like `registerAccount`, and `accounts.too_many_accounts`. */
  async function register(ctx: Context, input: Register, client: Client): Promise<SignedIn> {
    await countRegistration(ctx, client.address, registrationsPerMinute)
    await registerAccount(ctx, input, signUp)
    return openSession(ctx, { email: input.email, password: input.password }, client)
  }

  /** Opens a session for who has just proved the password otherwise: by making the account. Outside transactions. */
  async function openSession(ctx: Context, input: SignIn, client: Client): Promise<SignedIn> {
    if (inTransaction(ctx)) throw new Error('a session is opened outside transactions')
    const { auth } = await (loaded ??= load())
    const { headers } = await auth.api.signInEmail({
      body: { email: input.email, password: input.password },
      headers: toHeaders(client),
      returnHeaders: true,
    })
    return signedIn(ctx, headers, client)
  }

  async function signedIn(ctx: Context, headers: Headers, client: Client): Promise<SignedIn> {
    const cookies = headers.getSetCookie().map(cookie => bindSecure(cookie, client.https))
    // The browser forgets its session of before for this one: nobody is to go on with that.
    await endHeld(ctx, client)
    // Switched off or reset in this very moment: there is no session to speak of.
    const session = await sessionOf({ cookie: cookies.map(cookie => cookie.split(';')[0]).join('; ') }, ctx.now())
    if (!session) refuse('unauthenticated', 'accounts.bad_credentials', 'E-mail or password is not right.')
    ctx.log.info({ accountId: session.account.id, sessionId: session.id }, 'signed in')
    return { account: session.account, cookies }
  }

  /** Ends this session on the server; gives the Set-Cookie lines that make the browser forget it. */
  async function signOut(ctx: Context, client: Client): Promise<string[]> {
    await endHeld(ctx, client)
    return forgottenCookies(client.https || origin.startsWith('https:'))
  }

  async function endHeld(ctx: Context, { headers }: Client): Promise<void> {
    const token = tokenOf(headers)
    if (token !== undefined) await endHeldSession(ctx, token)
  }

  function toHeaders(client: Client): Headers {
    const headers = new Headers({ 'content-type': 'application/json', [CLIENT_ADDRESS]: client.address })
    const agent = client.headers['user-agent']
    if (agent) headers.set('user-agent', agent.slice(0, 300))
    return headers
  }

  /**
   * What Better Auth sees of a request: no cookie, no forwarded header. It checks the Origin and Sec-Fetch headers of browsers;
   * a page under another of this server's names is our own, as the server has checked by the Host.
   */
  function toRequest(client: Client, body: SignIn): Request {
    const headers = toHeaders(client)
    for (const name of ['origin', 'sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest'] as const) {
      const value = client.headers[name]
      if (typeof value === 'string') headers.set(name, value)
    }
    const given = headers.get('origin')
    if (given && URL.canParse(given) && new URL(given).host === client.headers.host) headers.set('origin', origin)
    return new Request(new URL('/api/auth/sign-in/email', publicUrl), {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
  }

  return { publicUrl, signUp, sessionOf, signIn, register, openSession, signOut }
}

/** What a right password brings with it: an old form of hash is replaced, a wish to be erased is taken back. */
async function settleIn(ctx: Context, accountId: string, password: string): Promise<void> {
  const { hash, erase_at: eraseAt } = await ctx.db
    .selectFrom('accounts')
    .innerJoin('account_credentials as held', 'held.account_id', 'accounts.id')
    .select(['held.password_hash as hash', 'accounts.erase_at'])
    .where('accounts.id', '=', accountId)
    .where('held.provider', '=', 'credential')
    .executeTakeFirstOrThrow()
  if (hash && !isNative(hash)) await rehashPassword(ctx, { accountId, password, hash })
  if (eraseAt) await takeErasureBack(ctx, accountId)
}

export type Accounts = ReturnType<typeof createAccounts>

function refuseUnlessOk(response: Response): void {
  if (response.ok) return
  if (response.status === 429)
    refuse('limit', 'accounts.too_many_attempts', {
      message: 'Too many attempts to sign in. Please wait a moment.',
      retryAfterSeconds: Number(response.headers.get('x-retry-after')) || 60,
    })
  if (response.status === 403)
    refuse(
      'forbidden',
      'accounts.foreign_origin',
      'This sign-in came from another site. Open Mosaic itself and try again.',
    )
  if (response.status >= 500) throw new Error(`signing in answered ${response.status}`)
  refuse(
    'unauthenticated',
    'accounts.bad_credentials',
    'E-mail or password is not right. Check both, or ask for a reset link.',
  )
}
