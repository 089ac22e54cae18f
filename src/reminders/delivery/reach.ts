import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import { hashAddress } from '../contact.ts'
import type { ReminderSettings } from '../schema.ts'
import { parseReminderSettings, settingsValue } from '../settings.ts'
import type { Composed } from '../subject.ts'

export type Device = { id: string; accountId: string; endpoint: string; p256dh: string; auth: string }

/** How the people of a batch may be reached, and when not. */
export type Reach = {
  stopped(address: string): boolean
  /** Whether WhatsApp takes free text: something came from the number within 24 hours. */
  wroteLately(phone: string): boolean
  devices(accountId: string): Device[]
  settings: ReminderSettings
}

type Found = { stopped: string[]; wrote: string[]; devices: Device[]; settings: unknown }

/** One read for the whole batch. */
export async function readReach(ctx: Context, wordings: Iterable<Composed>): Promise<Reach> {
  const to = [...wordings].flatMap(wording => (wording.holds ? [wording.to] : []))
  const hashes = to
    .flatMap(({ email, phone }) => [email, phone])
    .flatMap(address => (address ? hashAddress(address) : []))
  const accounts = to.flatMap(({ accountId }) => accountId ?? [])
  const found = await sql<Found>`
    select ${settingsValue} as settings,
      array(select address_hash from contact_stops where address_hash = any(${hashes}::text[])) as stopped,
      array(select address_hash from inbound_messages where address_hash = any(${hashes}::text[])
        and sent_by = 'whatsapp' and received_at > ${ctx.now().subtract({ hours: 24 })}::timestamptz) as wrote,
      (select coalesce(json_agg(json_build_object(
          'id', p.id, 'accountId', p.account_id, 'endpoint', p.endpoint, 'p256dh', p.p256dh, 'auth', p.auth)), '[]')
        from push_subscriptions p join accounts a on a.id = p.account_id
        where p.account_id = any(${accounts}::uuid[]) and a.disabled_at is null) as devices`.execute(ctx.db)
  const { stopped, wrote, devices, settings } = found.rows[0]!
  return {
    stopped: address => stopped.includes(hashAddress(address)),
    wroteLately: phone => wrote.includes(hashAddress(phone)),
    settings: parseReminderSettings(settings),
    devices: accountId => devices.filter(device => device.accountId === accountId),
  }
}
