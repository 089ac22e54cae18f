import { sql } from 'kysely'
import { auditStaff, requireAccountId, requireRole } from '../accounts/index.ts'
import type { PushChannel } from '../channels/index.ts'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { storable } from '../kernel/text.ts'
import { type Context, transact } from '../storage/index.ts'
import { pushTo } from './delivery/push-to.ts'
import type { Device } from './delivery/reach.ts'
import type { PushDevice, PushDeviceInput } from './schema.ts'

/** All are written to at once. */
const MOST_DEVICES = 20

/** The browsers that one's own account agreed to be notified on. For staff. */
export async function listPushDevices(ctx: Context): Promise<PushDevice[]> {
  requireRole(ctx, 'staff')
  const found = await sql<Omit<PushDevice, 'createdAt'> & { createdAt: Temporal.Instant }>`
    select id, device, created_at as "createdAt" from push_subscriptions where account_id = ${requireAccountId(ctx)}::uuid
    order by created_at, id`.execute(ctx.db)
  return found.rows.map(row => ({ ...row, createdAt: row.createdAt.toString() }))
}

/**
 * This browser agrees to be notified. The same browser again renews its keys and belongs to whoever is signed in there.
 * Beyond 20 the longest known ones are forgotten. Refuses `reminders.push_off`, and `reminders.push_endpoint` for an address that is no known push service's.
 */
export async function addPushDevice(
  ctx: Context,
  input: PushDeviceInput,
  push: PushChannel | null,
): Promise<PushDevice> {
  requireRole(ctx, 'staff')
  if (!requirePush(push).allows(input.endpoint))
    refuse('invalid', 'reminders.push_endpoint', {
      field: 'endpoint',
      message: 'This browser’s push service is not among those that may be written to (setting PUSH_HOSTS).',
    })
  const accountId = requireAccountId(ctx)
  return transact(ctx, async ctx => {
    const device = await keepDevice(ctx, accountId, input)
    await auditStaff(ctx, 'account.device_added', { kind: 'account', id: accountId }, { device: device.id })
    return device
  })
}

async function keepDevice(
  ctx: Context,
  accountId: string,
  { endpoint, keys, device: name }: PushDeviceInput,
): Promise<PushDevice> {
  const made = await sql<{ id: string; device: string; created_at: Temporal.Instant }>`
    insert into push_subscriptions (id, account_id, endpoint, p256dh, auth, device, created_at)
    values (${newId()}, ${accountId}::uuid, ${endpoint}, ${keys.p256dh}, ${keys.auth},
      ${storable(name)}, ${ctx.now()})
    on conflict (endpoint) do update
      set account_id = excluded.account_id, p256dh = excluded.p256dh, auth = excluded.auth, device = excluded.device
    returning id, device, created_at`.execute(ctx.db)
  const { id, device, created_at } = made.rows[0]!
  await sql`
    delete from push_subscriptions where id in (
      select id from push_subscriptions where account_id = ${accountId}::uuid and id <> ${id}::uuid
      order by created_at desc, id desc offset ${MOST_DEVICES - 1})`.execute(ctx.db)
  return { id, device, createdAt: created_at.toString() }
}

/** Refuses `reminders.device_unknown` for what is not one's own. */
export async function removePushDevice(ctx: Context, input: { id: string }): Promise<void> {
  requireRole(ctx, 'staff')
  const accountId = requireAccountId(ctx)
  await transact(ctx, async ctx => {
    const gone = await sql`
      delete from push_subscriptions where id = ${input.id}::uuid and account_id = ${accountId}::uuid`.execute(ctx.db)
    if (!gone.numAffectedRows) refuse('not_found', 'reminders.device_unknown', 'There is no such device of yours.')
    await auditStaff(ctx, 'account.device_removed', { kind: 'account', id: accountId }, { device: input.id })
  })
}

/**
 * Says something on each of one's own devices, so that one sees whether it works; gives on how many it was taken. Devices that
 * withdrew or can be told no more are forgotten.
 */
export async function testPush(ctx: Context, push: PushChannel | null): Promise<{ devices: number; accepted: number }> {
  requireRole(ctx, 'staff')
  const channel = requirePush(push)
  const found = await sql<Device>`
    select id, account_id as "accountId", endpoint, p256dh, auth from push_subscriptions
    where account_id = ${requireAccountId(ctx)}::uuid`.execute(ctx.db)
  if (found.rows.length === 0) return { devices: 0, accepted: 0 }
  const text = { key: newId(), title: ctx.business.name, body: 'Notifications work on this device.', path: '/console' }
  const { gone, accepted } = await pushTo(channel, found.rows, { ...text, ttlSeconds: 60 })
  if (gone.length > 0) await sql`delete from push_subscriptions where id = any(${gone}::uuid[])`.execute(ctx.db)
  return { devices: found.rows.length, accepted }
}

function requirePush(push: PushChannel | null): PushChannel {
  return push ?? refuse('conflict', 'reminders.push_off', 'Notifications are switched off (setting PUSH).')
}
