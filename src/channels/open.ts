import { setMaxListeners } from 'node:events'
import { emailChannel } from './email.ts'
import { pushChannel } from './push.ts'
import { smsChannel, twilioVerifier, whatsappChannel } from './twilio.ts'
import type { ChannelSettings, Channels } from './types.ts'

/**
 * The channels that the settings switch on. Opens no connection by itself, and keeps none. `ca`: a further certificate
 * authority, in PEM, that push services may be signed by. `answerMs`: how long an answer is waited for, 20 s by default.
 * Closing ends what is under way: it is refused if nothing was handed over, else unclear.
 */
export function openChannels(settings: ChannelSettings, given: { ca?: string; answerMs?: number } = {}): Channels {
  const closing = new AbortController()
  // For as many as are under way at once.
  setMaxListeners(0, closing.signal)
  const options = { ...given, signal: closing.signal }
  const { email, twilio, push } = settings
  return {
    email: email && emailChannel(email, options),
    sms: twilio?.smsFrom ? smsChannel({ ...twilio, ...options }, twilio.smsFrom) : null,
    whatsapp: twilio?.whatsappFrom ? whatsappChannel({ ...twilio, ...options }, twilio.whatsappFrom) : null,
    push: push && pushChannel(push, options),
    verifyTwilio: twilio && twilioVerifier(twilio.authToken),
    async close() {
      closing.abort()
    },
  }
}
