import type { FastifyRequest } from 'fastify'
import type { Refusal } from '../kernel/refusal.ts'

/** Most lines a minute of one process: whoever floods us does not fill the log. */
const A_MINUTE = 60
const MINUTE_MS = 60_000

const KINDS = new Set<Refusal['kind']>(['unauthenticated', 'forbidden', 'limit'])
/** Of another kind, because a form shows it at its field. */
const CODES = new Set(['accounts.wrong_password'])

let minute = 0
let told = 0

/**
 * One line for who is turned away: not signed in, without the right, from another site, too often, by a wrong password or token.
 * It has the route's pattern, the code and the account where one is known; no address of the network and nothing that was sent.
 */
export function tellTurnedAway(request: FastifyRequest, { kind, code }: Refusal): void {
  if (!KINDS.has(kind) && !CODES.has(code)) return
  const now = Math.floor(Date.now() / MINUTE_MS)
  const heldBack = now === minute ? 0 : Math.max(0, told - A_MINUTE)
  if (now !== minute) [minute, told] = [now, 0]
  told += 1
  if (told > A_MINUTE) return
  // What is refused before the first hook has no context yet.
  const actor = (request.ctx as typeof request.ctx | undefined)?.actor
  request.log.info(
    {
      method: request.method,
      route: request.routeOptions.url ?? null,
      code,
      ...(actor?.kind === 'account' && { accountId: actor.accountId }),
      ...(heldBack > 0 && { heldBack }),
    },
    'turned away',
  )
}
