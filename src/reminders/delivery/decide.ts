import type { Channels } from '../../channels/index.ts'
import type { Context } from '../../storage/index.ts'
import { quietDue } from '../quiet.ts'
import type { SentBy } from '../schema.ts'
import { readReminderSettings } from '../settings.ts'
import type { Composed } from '../subject.ts'
import { composeAll, type Wording } from './compose.ts'
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

export type Ready = Way & { row: Row; words: Words }

/** What leaves now, and what becomes of the rest. */
export async function decide(
  ctx: Context,
  rows: readonly Row[],
  channels: Channels,
): Promise<{ ready: Ready[]; settled: Settled[] }> {
  const untimely = await findUntimely(ctx, rows)
  const timely = rows.filter(({ id }) => !untimely.has(id))
  const wordings = await composeAll(ctx, timely)
  const reach = await readReach(
    ctx,
    [...wordings.values()].filter(wording => wording !== 'broken'),
  )
  const ready: Ready[] = []
  const settled = [...untimely.values()]
  for (const row of timely) {
    const wording = wordings.get(row.id)!
    const way = wording === 'broken' || !wording.holds ? undefined : wayTo(row, wording.to, reach, channels)
    if (typeof way === 'object') ready.push({ ...way, row, words: wording as Words })
    else settled.push(notSent(ctx, row, wording, way))
  }
  return { ready, settled }
}

/** What is of no use any more, or would disturb somebody's night because it comes later than it was planned. */
async function findUntimely(ctx: Context, rows: readonly Row[]): Promise<Map<string, Settled>> {
  const now = ctx.now()
  const settings = rows.some(({ quiet }) => quiet) ? await readReminderSettings(ctx) : undefined
  const untimely = new Map<string, Settled>()
  for (const row of rows) {
    const { id, usefulUntil, timeZone, attempts } = row
    if (!isBefore(now, usefulUntil)) untimely.set(id, { id, status: 'suppressed', reason: 'late' })
    else if (row.quiet && settings) {
      const due = quietDue({ plannedAt: now, usefulUntil, timeZone, now }, settings)
      if (!due) untimely.set(id, { id, status: 'suppressed', reason: 'quiet' })
      else if (isBefore(now, due))
        untimely.set(id, { id, status: 'scheduled', nextTryAt: due, ...(attempts === 0 && { dueAt: due }) })
    }
  }
  return untimely
}

/** By what it leaves, or the reason why it does not. */
function wayTo(row: Row, to: Words['to'], reach: Reach, channels: Channels): Way | string {
  if (row.channel === 'push') {
    const devices = to.accountId ? reach.devices(to.accountId) : []
    if (devices.length === 0) return 'no_address'
    return channels.push ? { sentBy: 'push', devices, note: null } : 'channel_off'
  }
  const address = row.channel === 'email' ? to.email : to.phone
  if (!address) return 'no_address'
  if (reach.stopped(address)) return 'no_consent'
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

function notSent(ctx: Context, row: Row, wording: Wording, reason: string | undefined): Settled {
  const { id, kind } = row
  if (wording === 'broken') {
    const nextTryAt = nextTry(row.attempts + 1, ctx.now())
    const again = nextTryAt && isBefore(nextTryAt, row.usefulUntil)
    if (again) return { id, status: 'scheduled', nextTryAt, counts: true }
    return { id, status: 'failed', reason: 'not_worded', counts: true }
  }
  if (!wording.holds) return { id, status: wording.status, reason: wording.reason }
  if (reason === 'channel_off')
    ctx.log.info(
      { reminder: id, kind, channel: row.channel },
      'no channel is on for this reminder: nothing left the house',
    )
  return { id, status: 'suppressed', reason: reason!, wording: wordingOf({ sentBy: row.channel, words: wording }) }
}

/** What staff read of it later. */
export function wordingOf({ sentBy, words }: { sentBy: SentBy | 'phone'; words: Words }) {
  return { subjectLine: words.subject, body: sentBy === 'email' ? words.text : words.short }
}
