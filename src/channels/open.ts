import { emailChannel } from './email.ts'
import { pushChannel } from './push.ts'
import { smsChannel, twilioVerifier, whatsappChannel } from './twilio.ts'
import type { ChannelSettings, Channels } from './types.ts'

/**
 * The channels that the settings switch on. Opens no connection by itself, and keeps none. `ca`: a further certificate
 * authority, in PEM, that push services may be signed by. `answerMs`: how long an answer is waited for, 20 s by default.
 */
export function openChannels(settings: ChannelSettings, options: { ca?: string; answerMs?: number } = {}): Channels {
  const { email, twilio, push } = settings
  return {
    email: email && emailChannel(email, options),
    sms: twilio?.smsFrom ? smsChannel({ ...twilio, answerMs: options.answerMs }, twilio.smsFrom) : null,
    whatsapp: twilio?.whatsappFrom
      ? whatsappChannel({ ...twilio, answerMs: options.answerMs }, twilio.whatsappFrom)
      : null,
    push: push && pushChannel(push, options),
    verifyTwilio: twilio && twilioVerifier(twilio.authToken),
    async close() {},
  }
}
