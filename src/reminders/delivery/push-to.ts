import type { PushChannel, PushMessage, Sent } from '../../channels/index.ts'
import type { Device } from './reach.ts'

/** Refusals for good of a device rather than of a message: it withdrew, cannot be encrypted for, or is of other keys or no known service. */
const DEVICE_LOST = ['push.gone', 'push.subscription', 'push.endpoint', 'push.403']

export type PushText = Omit<PushMessage, 'subscription'>

/** Says it on every device at once. It is accepted where one took it; `gone` are the devices that can be told no more. */
export async function pushTo(
  channel: PushChannel,
  devices: readonly Device[],
  text: PushText,
): Promise<{ sent: Sent; gone: string[]; accepted: number }> {
  const answers = await Promise.all(
    devices.map(async ({ id, endpoint, p256dh, auth }) => ({
      id,
      sent: await channel.send({ ...text, subscription: { endpoint, p256dh, auth } }).catch(lost),
    })),
  )
  const gone = answers.flatMap(({ id, sent }) =>
    sent.outcome === 'refused' && DEVICE_LOST.includes(sent.code) ? [id] : [],
  )
  const all = answers.map(({ sent }) => sent)
  const accepted = all.filter(sent => sent.outcome === 'accepted')
  return { sent: together(all), gone, accepted: accepted.length }
}

/** The best of them: taken, perhaps taken, to be tried again, refused for good. */
function together(all: readonly Sent[]): Sent {
  const accepted = all.filter(sent => sent.outcome === 'accepted')
  if (accepted[0]) return { ...accepted[0], note: `On ${accepted.length} of ${all.length} devices.` }
  const refused = all.filter(sent => sent.outcome === 'refused')
  return all.find(sent => sent.outcome === 'unclear') ?? refused.find(sent => !sent.permanent) ?? refused[0]!
}

function lost(): Sent {
  return { outcome: 'unclear', code: 'channel.failed', note: 'The channel failed without saying what became of it.' }
}
