import type { Channels, Sent } from '../../channels/index.ts'
import type { Watch } from '../../kernel/watch.ts'

type Sends<Message> = { send(message: Message): Promise<Sent> }

/** The same channels, each of whose sends is timed: by which channel, and what it said; nothing of whom or what. */
export function watchedChannels(channels: Channels, watch: Watch | undefined): Channels {
  if (!watch) return channels
  function timed<Channel extends Sends<never>>(name: string, channel: Channel | null): Channel | null {
    if (!channel) return null
    const send = (message: never) =>
      watch!.span('channel.send', { channel: name }, async add => {
        const sent = await channel.send(message)
        add({ outcome: sent.outcome, ...(sent.outcome !== 'accepted' && { code: sent.code }) })
        return sent
      })
    return { ...channel, send }
  }
  return {
    ...channels,
    email: timed('email', channels.email),
    sms: timed('sms', channels.sms),
    whatsapp: timed('whatsapp', channels.whatsapp),
    push: timed('push', channels.push),
  }
}
