import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { line } from '../../kernel/input.ts'
import { refuse } from '../../kernel/refusal.ts'

/** Longest that a token may still be good for, and how far the clocks of both servers may stand apart. */
const LONGEST_SECONDS = 24 * 60 * 60
const SKEW_SECONDS = 60

const headerSchema = z.object({ alg: z.literal('HS256'), typ: z.string().optional(), crit: z.never().optional() })

/** RFC 7519; instants are whole or broken seconds since 1970. Claims that nobody here asks for are passed over. */
const claimsSchema = z.object({
  sub: line(200),
  exp: z.number(),
  nbf: z.number().optional(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  name: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
})

export type SiteUser = { subject: string; name?: string; email?: string; phone?: string }

/**
 * Whom a site's token names: a JWT (RFC 7519) signed with HS256 and one of the `secrets`. No other algorithm is taken, whatever
 * the header says. `audience` is our own origin: a token that names another is not for us.
 *
 * Refuses `widget.token` for what is no such token, `widget.token_signature`, `widget.token_expired` (also: not good yet),
 * `widget.token_lifetime` past 24 hours, `widget.token_audience`.
 */
export function readToken(
  token: string,
  { secrets, now, audience }: { secrets: readonly string[]; now: Temporal.Instant; audience: string },
): SiteUser {
  const [head, body, signature, ...more] = token.split('.')
  if (!head || !body || !signature || more.length > 0) refuseToken()
  const header = headerSchema.safeParse(decode(head))
  const given = Buffer.from(signature, 'base64url')
  // A second spelling of the same bytes is not the signature.
  if (!header.success || given.toString('base64url') !== signature) refuseToken()
  const signed = (secret: string) => createHmac('sha256', secret).update(`${head}.${body}`).digest()
  if (!secrets.some(secret => isSame(given, signed(secret))))
    refuse('unauthenticated', 'widget.token_signature', 'No secret of this house has signed this token.')
  const claims = claimsSchema.safeParse(decode(body))
  if (!claims.success) refuseToken()
  const { sub, exp, nbf, aud, name, email, phone } = claims.data
  const seconds = now.epochMilliseconds / 1_000
  if (exp + SKEW_SECONDS <= seconds)
    refuse('unauthenticated', 'widget.token_expired', 'This token has ended. Ask the site for a new one.')
  if (nbf !== undefined && nbf - SKEW_SECONDS > seconds)
    refuse('unauthenticated', 'widget.token_expired', 'This token is not good yet. Compare the clocks.')
  if (!(exp - seconds <= LONGEST_SECONDS + SKEW_SECONDS))
    refuse('invalid', 'widget.token_lifetime', 'A token may be good for 24 hours at most.')
  if (aud !== undefined && ![aud].flat().includes(audience))
    refuse('unauthenticated', 'widget.token_audience', 'This token was made for somebody else.')
  return { subject: sub, ...(name && { name }), ...(email && { email }), ...(phone && { phone }) }
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

function decode(part: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url')))
  } catch {
    return undefined
  }
}

function refuseToken(): never {
  refuse(
    'invalid',
    'widget.token',
    'This is no token as the widget takes it: a JWT signed with HS256, with sub and exp.',
  )
}
