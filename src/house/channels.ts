import { sql } from 'kysely'
import { audit, requireAccountId, requireRole } from '../accounts/index.ts'
import type { Channels, Sent } from '../channels/index.ts'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { testPush } from '../reminders/index.ts'
import { type Context, transact } from '../storage/index.ts'
import type { ChannelName, ChannelState, TestResult } from './schema.ts'

/** What the environment says of a channel: whom messages come from, and which host takes them. */
export type ChannelFacts = Record<ChannelName, { from: string | null; by: string | null; needs: string[] }>

type Known = { accepted: Temporal.Instant | null; refused: { at: string; code: string | null } | null }

/** What is on, from where, and how the last messages and tests went. For administrators. */
export async function listChannels(ctx: Context, channels: Channels, facts: ChannelFacts): Promise<ChannelState[]> {
  requireRole(ctx, 'admin')
  const own = await ownAddresses(ctx)
  const states: ChannelState[] = []
  for (const channel of ['email', 'sms', 'whatsapp', 'push'] as const) {
    const known = await sql<Known>`
      select
        (select max(ended_at) from reminder_attempts where sent_by = ${channel} and outcome = 'accepted') as accepted,
        (select json_build_object('at', ended_at, 'code', code) from reminder_attempts
          where sent_by = ${channel} and outcome = 'refused' order by ended_at desc limit 1) as refused`.execute(ctx.db)
    const tests = await sql<{ at: Temporal.Instant; outcome: 'accepted' | 'refused' | 'unclear' }>`
      select at, outcome from channel_tests where channel = ${channel} order by number desc limit 1`.execute(ctx.db)
    const { accepted, refused } = known.rows[0]!
    const [test] = tests.rows
    states.push({
      channel,
      on: channels[channel] !== null,
      ...facts[channel],
      lastAccepted: accepted?.toString() ?? null,
      lastRefused: refused && { at: Temporal.Instant.from(refused.at).toString(), code: refused.code },
      lastTest: test ? { at: test.at.toString(), outcome: test.outcome } : null,
      to: own[channel],
    })
  }
  return states
}

/**
 * Sends something to oneself, now, and gives what the provider answered: e-mail to one's account's address, messages to the
 * number that one has on the team, notifications to one's own devices. Refuses `settings.channel_off`, and
 * `settings.no_address` where one has none. For administrators.
 */
export async function testChannel(
  ctx: Context,
  channels: Channels,
  { channel }: { channel: ChannelName },
): Promise<TestResult> {
  requireRole(ctx, 'admin')
  if (!channels[channel])
    refuse('conflict', 'settings.channel_off', 'This channel is off: its variables are not set where Mosaic runs.')
  const to = (await ownAddresses(ctx))[channel]
  if (!to)
    refuse('conflict', 'settings.no_address', {
      message:
        channel === 'push'
          ? 'Switch notifications on in this browser first: Team, Notifications.'
          : 'You have no number on the team. Add one under Team, People.',
    })
  const sent = channel === 'push' ? await sendPush(ctx, channels) : await send(ctx, channels, channel, to)
  await transact(ctx, async ctx => {
    await sql`
      insert into channel_tests (channel, at, outcome, account_id)
      values (${channel}, ${ctx.now()}, ${sent.outcome}, ${requireAccountId(ctx)}::uuid)`.execute(ctx.db)
    await audit(ctx, 'channel.tested', { kind: 'channel', id: channel }, { outcome: sent.outcome })
  })
  const code = 'code' in sent ? sent.code : null
  return { outcome: sent.outcome, code, note: sent.note ?? null, to }
}

type Own = Record<ChannelName, string | null>

async function ownAddresses(ctx: Context): Promise<Own> {
  const { rows } = await sql<{ email: string; phone: string | null; devices: number }>`
    select a.email, s.phone, (select count(*) from push_subscriptions where account_id = a.id) as devices
    from accounts a left join staff s on s.account_id = a.id where a.id = ${requireAccountId(ctx)}::uuid`.execute(
    ctx.db,
  )
  const { email, phone, devices } = rows[0]!
  const told = devices === 1 ? 'one device' : `${devices} devices`
  return { email, sms: phone || null, whatsapp: phone || null, push: devices > 0 ? told : null }
}

function send(ctx: Context, channels: Channels, channel: Exclude<ChannelName, 'push'>, to: string): Promise<Sent> {
  const key = newId()
  const { name } = ctx.business
  const text = `This is a test from ${name}. Messages by this way arrive.`
  if (channel === 'sms') return channels.sms!.send({ key, to, text })
  if (channel === 'whatsapp')
    return channels.whatsapp!.send({ key, to, text, template: channels.whatsapp!.hasTemplate })
  const { actor } = ctx
  return channels.email!.send({
    key,
    to: { name: actor.kind === 'account' ? actor.name : null, address: to },
    subject: `A test from ${name}`,
    text,
    html: `<p>This is a test from ${escapeHtml(name)}. Messages by this way arrive.</p>`,
  })
}

async function sendPush(ctx: Context, channels: Channels): Promise<Sent> {
  const { devices, accepted } = await testPush(ctx, channels.push)
  const note = `Taken for ${accepted} of ${devices}`
  return accepted > 0
    ? { outcome: 'accepted', providerId: null, note }
    : { outcome: 'refused', permanent: false, code: 'push.refused', note }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)
}
