import { createHmac, timingSafeEqual } from 'node:crypto'

/** As Better Auth names it from the prefix. */
export const SESSION_COOKIE = 'mosaic.session_token'

/**
 * The session token that a Cookie header holds, if its signature is ours. Better Auth writes `token.signature`, the
 * signature being HMAC-SHA-256 in base64, both encoded for a URL.
 */
export function readSessionCookie(header: string | undefined, secret: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (pair.slice(0, equals).trim() !== SESSION_COOKIE) continue
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

/** Set-Cookie lines that make the browser forget the session. */
export function forgottenCookies(secure: boolean): string[] {
  return [SESSION_COOKIE, 'mosaic.dont_remember'].map(
    name => `${name}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`,
  )
}

/** Behind a proxy that speaks https the cookie is Secure even where no public URL says so. */
export function withSecure(cookie: string): string {
  return /;\s*secure\b/i.test(cookie) ? cookie : `${cookie}; Secure`
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
