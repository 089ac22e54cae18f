import type { FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import type { Merged } from './schema.ts'
import type { Accounts, Client } from './sign-in.ts'

/** What the routes are given by the server; `accounts` is there by the time that one is called. */
export type AccountsHost = {
  accounts?: Accounts
  /** The hash of the visitor key that a browser holds, also one that is signed in. */
  visitorKeyOf?(request: FastifyRequest): string | undefined
  /** Makes what was begun under a visitor key the account's. Undefined where there was nothing. */
  mergeVisitor?(ctx: Context, visitor: { keyHash: string; personId: string }): Promise<Merged | undefined>
  /** Takes the visitor key from the browser: it opens nothing any more. */
  forgetVisitor?(reply: FastifyReply): void
}

export function accountsOf(host: AccountsHost): Accounts {
  return (
    host.accounts ?? refuse('unavailable', 'accounts.starting', 'Mosaic is starting. Please try again in a moment.')
  )
}

export function clientOf(request: FastifyRequest): Client {
  // The host as a trusted proxy tells it: the one that the browser asked for.
  const headers = { ...request.headers, host: request.host }
  return { headers, address: request.ip, https: request.protocol === 'https' }
}
