import { emailChannel } from './email.ts'
import type { ChannelSettings, Channels } from './types.ts'

/**
 * The channels that the settings switch on. Opens no connection by itself. `ca`: further certificate authorities, in PEM,
 * that a push service may be signed by.
 */
export function openChannels(settings: ChannelSettings, _options: { ca?: string } = {}): Channels {
  return {
    email: settings.email && emailChannel(settings.email),
    sms: null,
    whatsapp: null,
    push: null,
    verifyTwilio: null,
    async close() {},
  }
}
