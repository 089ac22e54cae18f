/**
 * What became of one send.
 * - `accepted`: the other side took it and is answerable for it from now on
 * - `refused`: it certainly was not taken; `permanent` when trying again cannot help (a bad address)
 * - `unclear`: it may have been taken (no answer after the content was handed over); never sent again by itself
 */
export type Sent =
  | { outcome: 'accepted'; providerId: string | null; note?: string }
  | { outcome: 'refused'; permanent: boolean; code: string; note: string; retryAfterSeconds?: number }
  | { outcome: 'unclear'; code: string; note: string }

export type CalendarMethod = 'PUBLISH' | 'REQUEST' | 'CANCEL'

export type Email = {
  /** The same key is the same mail: it names the Message-ID. */
  key: string
  to: { name: string | null; address: string }
  subject: string
  text: string
  html: string
  /** Address that ends mails of this kind with one POST (RFC 8058). */
  unsubscribe?: string
  calendar?: { method: CalendarMethod; content: string }
}

/** `to` is E.164. `statusUrl` is told what becomes of it later. */
export type PhoneMessage = { key: string; to: string; text: string; statusUrl?: string }

export type PushMessage = {
  /** The same key replaces itself on the device instead of showing twice. */
  key: string
  subscription: { endpoint: string; p256dh: string; auth: string }
  title: string
  body: string
  /** Path that a tap opens. */
  path: string
  ttlSeconds: number
}

/** `honoursKey`: a second send of one key has no second effect, so that an unclear one may be repeated. */
export type Channel<Message> = { readonly honoursKey: boolean; send(message: Message): Promise<Sent> }

export type EmailChannel = Channel<Email>
export type SmsChannel = Channel<PhoneMessage>
/** `template`: the approved template with the text as its one variable, for outside the 24 hours after a message. */
export type WhatsappChannel = Channel<PhoneMessage & { template: boolean }> & { readonly hasTemplate: boolean }
/** `gone` in a refusal's code (`push.gone`): the browser has withdrawn, the subscription is to be deleted. */
export type PushChannel = Channel<PushMessage> & {
  readonly publicKey: string
  /** Whether an endpoint belongs to a push service that may be written to. */
  allows(endpoint: string): boolean
}

/** What is switched on by its settings; null is off. */
export type Channels = {
  email: EmailChannel | null
  sms: SmsChannel | null
  whatsapp: WhatsappChannel | null
  push: PushChannel | null
  /** Checks the signature of what Twilio posts; null without its settings. `url` is the public one it was sent to. */
  verifyTwilio: ((url: string, signature: string, fields: Record<string, string>) => boolean) | null
  /** Ends what is under way. */
  close(): Promise<void>
}

export type ChannelSettings = {
  email: { url: string; from: string } | null
  twilio: {
    accountSid: string
    authToken: string
    apiUrl: string
    smsFrom: string | null
    whatsappFrom: string | null
    whatsappTemplate: string | null
  } | null
  /** `keys` are made on first use and kept with the data; `hosts` are further push services. */
  push: { keys: { publicKey: string; privateKey: string }; contact: string; hosts: string[] } | null
}
