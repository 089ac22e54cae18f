import { createHmac, timingSafeEqual } from 'node:crypto'

/** As Better Auth names it from the prefix. */
export const SESSION_COOKIE = 'mosaic.session_token'

/** Binds a cookie to this very host: a browser takes it on https only, and from no neighbour under the same domain. */
const BOUND = '__Host-'

/** Of a mark: 132 bits. */
const MARK = 22

/**
 * A session's token with the mark of its account before it, which is the same for each session of the account and tells nobody else
 * whose it is: words said while the store is away are put in order by it, also over a sign-out and on two devices.
 */
export function markToken(token: string, { accountId, secret }: { accountId: string; secret: string }): string {
  const mark = createHmac('sha256', secret).update(`account mark ${accountId}`).digest('base64url').slice(0, MARK)
  return `${mark}~${token}`
}

/** The mark of the account that a token is of; undefined for one from before there were marks. */
export function accountMarkOf(token: string): string | undefined {
  return token.indexOf('~') === MARK ? token.slice(0, MARK) : undefined
}

/**
 * The session token that a Cookie header holds, if its signature is ours. Better Auth writes `token.signature`, the
 * signature being HMAC-SHA-256 in base64, both encoded for a URL. The bound cookie goes first; `boundOnly` takes no other, where
 * the public address is https: a neighbour could put their own session under the plain name.
 */
export function readSessionCookie(header: string | undefined, secret: string, boundOnly = false): string | undefined {
  return (
    readCookie(`${BOUND}${SESSION_COOKIE}`, header, secret) ??
    (boundOnly ? undefined : readCookie(SESSION_COOKIE, header, secret))
  )
}

function readCookie(name: string, header: string | undefined, secret: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (pair.slice(0, equals).trim() !== name) continue
    const value = decoded(pair.slice(equals + 1).trim())
    const dot = value?.lastIndexOf('.') ?? -1
    if (value === undefined || dot < 1) continue
    const token = value.slice(0, dot)
    const expected = createHmac('sha256', secret).update(token).digest()
    const given = Buffer.from(value.slice(dot + 1), 'base64')
    if (given.length === expected.length && timingSafeEqual(given, expected)) return token
  }
  return undefined
}

/** Set-Cookie lines that make the browser forget the session, under either name. */
export function forgottenCookies(secure: boolean): string[] {
  return [SESSION_COOKIE, 'mosaic.dont_remember'].flatMap(name => {
    const line = `${name}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax`
    return secure ? [bound(line), line] : [line]
  })
}

/** Behind a proxy that speaks https the cookie is Secure even where no public URL says so; what is Secure is bound to the host. */
export function bindSecure(cookie: string, https: boolean): string {
  return https || /;\s*secure\b/i.test(cookie) ? bound(cookie) : cookie
}

function bound(cookie: string): string {
  return `${BOUND}${/;\s*secure\b/i.test(cookie) ? cookie : `${cookie}; Secure`}`
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
