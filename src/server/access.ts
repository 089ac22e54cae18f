import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from '../kernel/http.ts'
import { refuse } from '../kernel/refusal.ts'
import { issueVisitorKey, readVisitorKey } from '../people/index.ts'
import type { Actor } from '../storage/index.ts'
import type { Config } from './config.ts'
import type { requireReady } from './state.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The visitor key was handed out by this very answer. */
    newVisitor?: boolean
  }
}

const YEAR = 365 * 24 * 60 * 60

/** `__Host-` binds a cookie to this very host; browsers take it on https only. */
const BOUND = '__Host-mosaic-visitor'
const PLAIN = 'mosaic-visitor'
/** In a frame on another site: for that site alone (partitioned), as the browser sends no other cookie there. */
const FRAMED = '__Host-mosaic-frame'

/**
 * Whether the browser speaks https to a Mosaic whose public address is https. Who ends https before us may be nobody that we
 * trust; then the page that asks tells, or the name that it came by. A guess that is wrong harms whoever made it so alone.
 */
function comesByPublicHttps(request: FastifyRequest, config: Pick<Config, 'publicUrl'>): boolean {
  const ours = new URL(config.publicUrl)
  if (ours.protocol !== 'https:') return false
  if (request.protocol === 'https') return true
  const page = request.headers.origin ?? request.headers.referer
  if (page && URL.canParse(page)) return new URL(page).protocol === 'https:'
  return request.host === ours.host
}

/**
 * Finds out who asks: a signed-in account, else the visitor whose key this browser holds. A visitor's route hands out a key
 * where there is none; that writes no row.
 */
export async function identify(
  request: FastifyRequest,
  reply: FastifyReply,
  state: ReturnType<typeof requireReady>,
  config: Config,
): Promise<void> {
  const session = await state.accounts.sessionOf(request.headers)
  if (session) {
    const { account } = session
    request.ctx.actor = {
      kind: 'account',
      accountId: account.id,
      role: account.role,
      name: account.name,
      ...(account.personId && { personId: account.personId }),
    }
    return
  }
  const held = visitorKeyOf(request, state)
  if (held) request.ctx.actor = { kind: 'visitor', keyHash: held }
  else if (request.routeOptions.config.access === 'visitor')
    request.ctx.actor = { kind: 'visitor', keyHash: giveVisitorKeyTo(request, reply, state.visitorSecret, config) }
}

/** Hands a new visitor key to the browser. Gives its hash; no row knows of it yet. */
export function giveVisitorKeyTo(request: FastifyRequest, reply: FastifyReply, secret: string, config: Config): string {
  const key = issueVisitorKey(secret)
  const bound = comesByPublicHttps(request, config)
  reply.setCookie(bound ? BOUND : PLAIN, key, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    // Behind a proxy that speaks https it is Secure even where no public URL says so.
    secure: bound || request.protocol === 'https',
    maxAge: YEAR,
  })
  request.newVisitor = true
  return readVisitorKey(secret, key)!
}

/** The hash of the visitor key that this browser holds, whether or not it is signed in. */
export function visitorKeyOf(
  request: FastifyRequest,
  { visitorSecret }: Pick<ReturnType<typeof requireReady>, 'visitorSecret'>,
): string | undefined {
  const shown = [request.cookies[BOUND], request.cookies[PLAIN], request.cookies[FRAMED], bearerKey(request)]
  return shown.map(key => readVisitorKey(visitorSecret, key)).find(Boolean)
}

/**
 * Hands a visitor key to a page in a frame: on https in a cookie that other sites' frames have, too, else in a plain one, which
 * the browser keeps only where both sites are one. Takes away whatever key the browser held.
 */
export function keepFramedKey(request: FastifyRequest, reply: FastifyReply, key: string, config: Config): void {
  const bound = comesByPublicHttps(request, config)
  forgetVisitor(reply, bound ? FRAMED : PLAIN)
  const common = { path: '/', httpOnly: true, maxAge: YEAR }
  if (bound) reply.setCookie(FRAMED, key, { ...common, sameSite: 'none', secure: true, partitioned: true })
  else reply.setCookie(PLAIN, key, { ...common, sameSite: 'lax', secure: request.protocol === 'https' })
}

/** Takes the key of an erased person from the browser, where it would only be refused: the next request gets a new one. */
export function forgetVisitor(reply: FastifyReply, except?: string): void {
  for (const name of [BOUND, PLAIN])
    if (name !== except && reply.request.cookies[name] !== undefined)
      reply.clearCookie(name, { path: '/', httpOnly: true, sameSite: 'lax', secure: name === BOUND })
  if (FRAMED !== except && reply.request.cookies[FRAMED] !== undefined)
    reply.clearCookie(FRAMED, { path: '/', httpOnly: true, sameSite: 'none', secure: true, partitioned: true })
}

/** Clients that keep no cookies send `Authorization: Visitor KEY`. */
function bearerKey(request: FastifyRequest): string | undefined {
  return request.headers.authorization?.match(/^Visitor (\S+)$/i)?.[1]
}

/** Refuses `request.sign_in` (401) to nobody and `request.forbidden` (403) to somebody with too few rights. */
export function requireAccess(actor: Actor, access: Access): void {
  if (access === 'public') return
  if (access === 'visitor' && (actor.kind === 'visitor' || actor.kind === 'account')) return
  if (actor.kind !== 'account') refuse('unauthenticated', 'request.sign_in', 'Please sign in.')
  const { role } = actor
  const allowed = {
    visitor: true,
    member: true,
    staff: role !== 'member',
    coach: role === 'coach' || role === 'admin',
    admin: role === 'admin',
  }[access]
  if (!allowed) refuse('forbidden', 'request.forbidden', 'Your account has no right to do this.')
}
