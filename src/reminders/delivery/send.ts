import { sql } from 'kysely'
import type { Channels, Sent } from '../../channels/index.ts'
import type { Context } from '../../storage/index.ts'
import { stopContact } from '../contact.ts'
import type { Ready } from './decide.ts'
import { type PushText, pushTo } from './push-to.ts'
import type { Ways } from './ways.ts'

/** Push services keep a message for at most four weeks. */
const LONGEST_TTL = 2_419_200

/** Sends one by the way that was decided. Never throws: what a channel did not say may have been taken. */
export async function sendOne(ctx: Context, ready: Ready, ways: Ways): Promise<Sent> {
  try {
    return await hand(ctx, ready, ways)
  } catch (error) {
    const { id, kind } = ready.row
    ctx.log.error({ err: error, reminder: id, kind, sentBy: ready.sentBy }, 'a channel failed')
    return { outcome: 'unclear', code: 'channel.failed', note: 'The channel failed without saying what became of it.' }
  }
}

async function hand(ctx: Context, ready: Ready, { channels, chat }: Ways): Promise<Sent> {
  const { row, words } = ready
  const key = row.id
  if (ready.sentBy === 'chat') {
    const { id: reminderId, recipientId: personId, subjectKind, subjectId } = row
    return chat!(ctx, { reminderId, personId, subjectKind, subjectId, text: words.subject, path: words.path })
  }
  if (ready.sentBy === 'email') {
    const { subject, text, html, calendar, unsubscribe } = words
    const to = { name: words.to.name, address: ready.address }
    return channels.email!.send({
      key,
      to,
      subject,
      text,
      html,
      ...(calendar && { calendar }),
      ...(unsubscribe && { unsubscribe }),
    })
  }
  if (ready.sentBy === 'push') {
    const seconds = Math.floor(row.usefulUntil.since(ctx.now()).total('seconds'))
    const ttlSeconds = Math.min(LONGEST_TTL, Math.max(1, seconds))
    return pushToAll(ctx, channels, ready, {
      key,
      title: words.subject,
      body: words.short,
      path: words.path,
      ttlSeconds,
    })
  }
  const message = { key, to: ready.address, text: words.short, ...reportTo(ctx, row.id) }
  const sent =
    ready.sentBy === 'sms'
      ? await channels.sms!.send(message)
      : await channels.whatsapp!.send({ ...message, template: ready.template })
  // Its holder told the provider to stop: that holds for whatever we send by.
  if (sent.outcome === 'refused' && sent.code === 'twilio.stopped')
    await aside(ctx, stopContact(ctx, ready.address, 'provider'))
  return sent
}

/** Where the provider reports to; it refuses an address that only this machine knows. */
function reportTo(ctx: Context, reminderId: string): { statusUrl?: string } {
  const { publicUrl } = ctx.business
  if (['localhost', '127.0.0.1', '[::1]'].includes(new URL(publicUrl).hostname)) return {}
  return { statusUrl: `${publicUrl}/api/webhooks/twilio?reminder=${reminderId}` }
}

/** What is learnt on the way; that it could not be written does not change what became of the send. */
async function aside(ctx: Context, work: Promise<unknown>): Promise<void> {
  await work.catch(error => ctx.log.warn({ err: error }, 'what a channel told could not be written'))
}

async function pushToAll(ctx: Context, channels: Channels, ready: Ready & { sentBy: 'push' }, text: PushText) {
  const { sent, gone } = await pushTo(channels.push!, ready.devices, text)
  if (gone.length > 0)
    await aside(ctx, sql`delete from push_subscriptions where id = any(${gone}::uuid[])`.execute(ctx.db))
  return sent
}
