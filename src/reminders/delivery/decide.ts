import type { Channels } from '../../channels/index.ts'
import type { Context } from '../../storage/index.ts'
import { quietDue } from '../quiet.ts'
import type { ReminderSettings, SentBy } from '../schema.ts'
import type { Composed } from '../subject.ts'
import { composeAll } from './compose.ts'
import { type Device, type Reach, readReach } from './reach.ts'
import { isBefore, nextTry, type Row } from './row.ts'
import type { Settled } from './settle.ts'

export type Words = Extract<Composed, { holds: true }>

/** By what it leaves and where to. `note`: why not by what was meant. */
export type Way =
  | { sentBy: 'email'; address: string; note: string | null }
  | { sentBy: 'sms'; address: string; note: string | null }
  | { sentBy: 'whatsapp'; address: string; note: string | null; template: boolean }
  | { sentBy: 'push'; devices: Device[]; note: string | null }
  | { sentBy: 'chat'; note: string | null }

export type Ready = Way & { row: Row; words: Words }

/** What leaves now, and what becomes of the rest. */
export async function decide(
  ctx: Context,
  rows: readonly Row[],
  channels: Channels,
  hasChat = false,
): Promise<{ ready: Ready[]; settled: Settled[] }> {
  const now = ctx.now()
  const useful = rows.filter(({ usefulUntil }) => isBefore(now, usefulUntil))
  const wordings = await composeAll(ctx, useful)
  const reach = await readReach(
    ctx,
    [...wordings.values()].filter(wording => wording !== 'broken'),
  )
  const ready: Ready[] = []
  const settled: Settled[] = []
  for (const row of rows) {
    const wording = wordings.get(row.id)
    if (!wording) settled.push({ id: row.id, status: 'suppressed', reason: 'late' })
    else if (wording === 'broken') settled.push(notWorded(row, now))
    else if (!wording.holds) settled.push({ id: row.id, status: wording.status, reason: wording.reason })
    else {
      const way = keptQuiet(row, now, reach.settings) ?? wayTo(row, wording, reach, { channels, hasChat })
      if (typeof way === 'string') settled.push(notSent(ctx, row, wording, way))
      else if ('status' in way) settled.push(way)
      else ready.push({ ...way, row, words: wording })
    }
  }
  return { ready, settled }
}

/** What would disturb somebody's night because it comes later than it was planned; undefined where it does not. */
function keptQuiet(row: Row, now: Temporal.Instant, settings: ReminderSettings): Settled | undefined {
  if (!row.quiet) return undefined
  const { id, usefulUntil, timeZone, attempts } = row
  const due = quietDue({ plannedAt: now, usefulUntil, timeZone, now }, settings)
  if (!due) return { id, status: 'suppressed', reason: 'quiet' }
  if (!isBefore(now, due)) return undefined
  return { id, status: 'scheduled', nextTryAt: due, ...(attempts === 0 && { dueAt: due }) }
}

/** By what it leaves, or the reason why it does not. */
function wayTo(
  row: Row,
  { to, regardless }: Words,
  reach: Reach,
  { channels, hasChat }: { channels: Channels; hasChat: boolean },
): Way | string {
  if (row.channel === 'chat') return hasChat ? { sentBy: 'chat', note: null } : 'channel_off'
  if (row.channel === 'push') {
    const devices = to.accountId ? reach.devices(to.accountId) : []
    if (devices.length === 0) return 'no_address'
    return channels.push ? { sentBy: 'push', devices, note: null } : 'channel_off'
  }
  const address = row.channel === 'email' ? to.email : to.phone
  if (!address) return 'no_address'
  if (!regardless && reach.stopped(address)) return 'no_consent'
  if (row.channel === 'email') return channels.email ? { sentBy: 'email', address, note: null } : 'channel_off'
  const open = reach.wroteLately(address)
  if (channels.whatsapp && (open || channels.whatsapp.hasTemplate))
    return { sentBy: 'whatsapp', address, note: null, template: !open }
  const shut = channels.whatsapp && 'No WhatsApp within 24 hours and no template'
  if (channels.sms) return { sentBy: 'sms', address, note: shut ? `${shut}: sent by SMS.` : null }
  if (channels.email && to.email && !reach.stopped(to.email))
    return { sentBy: 'email', address: to.email, note: `${shut ?? 'Neither WhatsApp nor SMS is on'}: sent by e-mail.` }
  return 'channel_off'
}

function notWorded({ id, attempts, usefulUntil }: Row, now: Temporal.Instant): Settled {
  const nextTryAt = nextTry(attempts + 1, now)
  if (nextTryAt && isBefore(nextTryAt, usefulUntil)) return { id, status: 'scheduled', nextTryAt, counts: true }
  return { id, status: 'failed', reason: 'not_worded', counts: true }
}

function notSent(ctx: Context, { id, kind, channel }: Row, words: Words, reason: string): Settled {
  if (reason === 'channel_off')
    ctx.log.info({ reminder: id, kind, channel }, 'no channel is on for this reminder: nothing left the house')
  return { id, status: 'suppressed', reason, wording: wordingOf({ sentBy: channel, words }) }
}

/** What staff read of it later. */
export function wordingOf({ sentBy, words }: { sentBy: SentBy | 'phone'; words: Words }) {
  return { subjectLine: words.subject, body: sentBy === 'email' ? (words.kept ?? words.text) : words.short }
}
