import { emailChannel } from './email.ts'
import { pushChannel } from './push.ts'
import { smsChannel, twilioVerifier, whatsappChannel } from './twilio.ts'
import type { ChannelSettings, Channels } from './types.ts'

/**
 * The channels that the settings switch on. Opens no connection by itself, and keeps none. `ca`: a further certificate
 * authority, in PEM, that push services may be signed by.
 */
export function openChannels(settings: ChannelSettings, options: { ca?: string } = {}): Channels {
  const { email, twilio, push } = settings
  return {
    email: email && emailChannel(email),
    sms: twilio?.smsFrom ? smsChannel(twilio, twilio.smsFrom) : null,
    whatsapp: twilio?.whatsappFrom ? whatsappChannel(twilio, twilio.whatsappFrom) : null,
    push: push && pushChannel(push, options),
    verifyTwilio: twilio && twilioVerifier(twilio.authToken),
    async close() {},
  }
}
