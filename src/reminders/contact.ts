import { sql } from 'kysely'
import { hashSecret } from '../kernel/ids.ts'
import type { Context } from '../storage/index.ts'

/** What stands for an address (an e-mail, or a phone number as E.164) where the address itself is not kept. */
export function hashAddress(address: string): string {
  return hashSecret(address.trim().toLowerCase())
}

/** From now on nothing is sent to this address. It outlives the data of the person: who said stop meant it. */
export async function stopContact(
  ctx: Context,
  address: string,
  source: 'message' | 'link' | 'staff' | 'provider',
): Promise<void> {
  await sql`
    insert into contact_stops (address_hash, stopped_at, source) values (${hashAddress(address)}, ${ctx.now()}, ${source})
    on conflict do nothing`.execute(ctx.db)
}

/** Its holder wants to hear from us again. */
export async function resumeContact(ctx: Context, address: string): Promise<void> {
  await sql`delete from contact_stops where address_hash = ${hashAddress(address)}`.execute(ctx.db)
}
