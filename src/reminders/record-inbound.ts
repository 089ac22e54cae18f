import { sql } from 'kysely'
import { storable } from '../kernel/text.ts'
import { type Context, transact } from '../storage/index.ts'
import { hashAddress, resumeContact, stopContact } from './contact.ts'
import { subjectHandlers } from './subject.ts'

const STOP = /^\s*(stop|stopall|unsubscribe|cancel|end|quit)\s*$/i
const START = /^\s*(start|yes|unstop)\s*$/i
const LONGEST = 5_000

/** A message that came in from a number (E.164), once. Stop words end our sending to it, start words allow it again. */
export async function recordInbound(
  ctx: Context,
  message: { providerId: string; address: string; sentBy: 'sms' | 'whatsapp'; text: string },
): Promise<void> {
  const { providerId, address, sentBy } = message
  const text = storable(message.text).slice(0, LONGEST)
  const personId = await personOf(ctx, address)
  await transact(ctx, async ctx => {
    const stored = await sql`
      insert into inbound_messages (provider_id, person_id, address_hash, address, sent_by, text, received_at)
      values (${providerId}, ${personId}, ${hashAddress(address)}, ${address}, ${sentBy}, ${text}, ${ctx.now()})
      on conflict do nothing`.execute(ctx.db)
    if (!stored.numAffectedRows) return
    if (STOP.test(text)) await stopContact(ctx, address, 'message')
    else if (START.test(text)) await resumeContact(ctx, address)
  })
}

async function personOf(ctx: Context, address: string): Promise<string | null> {
  for (const handler of subjectHandlers()) {
    const personId = await handler.personOfPhone?.(ctx, address)
    if (personId) return personId
  }
  return null
}
