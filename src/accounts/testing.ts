import { newId } from '../kernel/ids.ts'
import { type Context, type Role, transact } from '../storage/index.ts'
import { createAccount } from './create-account.ts'
import { hashPassword } from './password.ts'
import type { Client } from './sign-in.ts'

export const PASSWORD = 'correct horse battery'
const hash = hashPassword(PASSWORD)

/** An account with `PASSWORD`, made without a link, for tests that need somebody. */
export async function makeAccount(ctx: Context, role: Role = 'agent') {
  const passwordHash = await hash
  const email = `${newId()}@example.com`
  return transact(ctx, ctx => createAccount(ctx, { name: 'Asha', email, role, origin: 'invitation', passwordHash }))
}

/** A context in which this account acts. */
export function actingAs(ctx: Context, account: { id: string; role: Role; name: string }) {
  const { id: accountId, role, name } = account
  return { ...ctx, actor: { kind: 'account' as const, accountId, role, name } }
}

let addresses = 0

/** A browser at an address of its own, so that tests do not use up each other's attempts. */
export function browser(overrides: Partial<Client> = {}): Client {
  addresses += 1
  const address = `198.51.${Math.floor(addresses / 250)}.${addresses % 250}`
  return { headers: { 'user-agent': 'Mozilla/5.0 (test)' }, address, https: false, ...overrides }
}

/** The Cookie header that a browser would send after these Set-Cookie lines. */
export function cookieHeader(cookies: string[]): string {
  return cookies.map(cookie => cookie.split(';')[0]).join('; ')
}

/** The token of a link, as its page reads it. */
export function tokenOf(link: string | undefined): string {
  return new URLSearchParams(new URL(link!, 'http://localhost').hash.slice(1)).get('token')!
}
