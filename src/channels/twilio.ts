import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'
import { type Answer, NoAnswer, post, retryAfter } from './post.ts'
import { safeNote } from './safe-text.ts'
import type { ChannelSettings, PhoneMessage, Sent, SmsChannel, WhatsappChannel } from './types.ts'

export type TwilioSettings = NonNullable<ChannelSettings['twilio']> & { answerMs?: number; signal?: AbortSignal }

/** Of one message, whatever it is made of (Twilio's error 21617). */
const MOST_TEXT = 1_600

/** SMS by Twilio, which knows no key: a repeated message is delivered twice. */
export function smsChannel(settings: TwilioSettings, from: string): SmsChannel {
  return {
    honoursKey: false,
    send: message => create(settings, message, { to: message.to, ...sender(from), body: shortened(message.text) }),
  }
}

/** WhatsApp by Twilio. Outside the 24 hours after somebody's message only an approved template is delivered. */
export function whatsappChannel(settings: TwilioSettings, from: string): WhatsappChannel {
  const template = settings.whatsappTemplate
  const bare = from.replace(/^whatsapp:/, '')
  return {
    honoursKey: false,
    hasTemplate: template !== null,
    async send(message) {
      if (message.template && !template)
        return { outcome: 'refused', permanent: true, code: 'whatsapp.window', note: 'There is no approved template.' }
      return create(settings, message, {
        to: `whatsapp:${message.to}`,
        ...(bare.startsWith('MG') ? sender(bare) : { from: `whatsapp:${bare}` }),
        ...(message.template
          ? // A variable of a template may hold no line breaks.
            { contentSid: template!, contentVariables: JSON.stringify({ 1: message.text.replace(/\s+/g, ' ').trim() }) }
          : { body: shortened(message.text) }),
      })
    },
  }
}

/** Checks X-Twilio-Signature: that who posted knows our token, and that nothing was changed on the way. */
export function twilioVerifier(authToken: string) {
  return (url: string, signature: string, fields: Record<string, string>): boolean => {
    try {
      return validateRequest(authToken, signature, url, fields)
    } catch {
      return false
    }
  }
}

type Fields = {
  to: string
  from?: string
  messagingServiceSid?: string
  body?: string
  contentSid?: string
  contentVariables?: string
}

function sender(from: string): Pick<Fields, 'from' | 'messagingServiceSid'> {
  return from.startsWith('MG') ? { messagingServiceSid: from } : { from }
}

/** Cut between characters, not within one. */
function shortened(text: string): string {
  return text.slice(0, MOST_TEXT).replace(/[\uD800-\uDBFF]$/, '')
}

async function create(settings: TwilioSettings, message: PhoneMessage, fields: Fields): Promise<Sent> {
  if (!/^\+[1-9]\d{6,14}$/.test(message.to))
    return { outcome: 'refused', permanent: true, code: 'phone.number', note: 'That is not a telephone number.' }
  const hidden = [settings.authToken, settings.accountSid, message.to, message.to.slice(1), message.text]
  try {
    const client = await clientOf(settings)
    const created = await client.messages.create({
      ...fields,
      ...(message.statusUrl && { statusCallback: message.statusUrl }),
    })
    // Without its sid nothing says that this is Twilio's answer to a message that it took.
    if (!/^(SM|MM)[0-9a-f]{32}$/.test(created.sid ?? ''))
      return unclear('twilio.answer', 'The answer names no message.')
    return created.status === 'failed'
      ? refusedBy(created.errorCode, safeNote(created.errorMessage ?? 'It failed at once.', hidden))
      : { outcome: 'accepted', providerId: created.sid }
  } catch (error) {
    if (error instanceof NoAnswer)
      return error.isWritten
        ? unclear('twilio.no_answer', `No answer to what was sent (${error.reason}).`)
        : refused('twilio.connection', `Twilio could not be reached (${error.reason}).`)
    if (error instanceof OtherAnswer) return explain(error.answer, hidden)
    return refused('twilio.settings', safeNote((error as Error).message, hidden))
  }
}

/** Anything but a message, thrown through the library. */
class OtherAnswer extends Error {
  readonly answer: Answer
  constructor(answer: Answer) {
    super(`status ${answer.status}`)
    this.answer = answer
  }
}

/** The library is large and most houses send no SMS: it is loaded when the first one is sent. */
async function clientOf(settings: TwilioSettings) {
  const { default: twilio } = await import('twilio')
  class Requests extends twilio.RequestClient {
    override async request<Data>(options: Parameters<InstanceType<typeof twilio.RequestClient>['request']>[0]) {
      const asked = new URL(options.uri)
      const { username = '', password = '', headers = {} } = options
      const answer = await post(new URL(settings.apiUrl.replace(/\/$/, '') + asked.pathname), {
        headers: {
          ...(headers as Record<string, string>),
          authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
        },
        body: new URLSearchParams(options.data as Record<string, string>).toString(),
        answerMs: settings.answerMs,
        signal: settings.signal,
      })
      const body = parsed(answer.body)
      if (answer.status < 200 || answer.status > 299 || !body) throw new OtherAnswer(answer)
      return { statusCode: answer.status, body: body as Data, headers: answer.headers }
    }
  }
  return twilio(settings.accountSid, settings.authToken, { httpClient: new Requests() })
}

/**
 * Twilio says no with a JSON of its own. A failure of something in front of it, which may have passed the message on,
 * leaves open what became of it.
 */
function explain(answer: Answer, hidden: string[]): Sent {
  const body = parsed(answer.body)
  if (answer.status < 300) return unclear('twilio.answer', 'The answer cannot be read.')
  const code = typeof body?.code === 'number' ? body.code : null
  const note = safeNote(typeof body?.message === 'string' ? body.message : `Status ${answer.status}.`, hidden)
  if (answer.status === 429 || code === 20429) return { ...refused('twilio.busy', note), ...retryAfter(answer.headers) }
  if (answer.status === 401 || code === 20003) return refused('twilio.login', note)
  if (answer.status >= 500 && answer.status !== 503 && code === null) return unclear(`twilio.${answer.status}`, note)
  return { ...refusedBy(code ?? answer.status, note), ...retryAfter(answer.headers) }
}

/** https://www.twilio.com/docs/api/errors: numbers that nobody can be reached at, texts that stay too long. */
const FOR_GOOD = [21211, 21214, 21217, 21602, 21614, 21617, 63003, 63024]

function refusedBy(code: number | null, note: string): Sent {
  if (code === 21610) return refused('twilio.stopped', note, true)
  if (code === 63016) return refused('whatsapp.window', note, true)
  return refused(`twilio.${code ?? 'failed'}`, note, code !== null && FOR_GOOD.includes(code))
}

function refused(code: string, note: string, permanent = false): Extract<Sent, { outcome: 'refused' }> {
  return { outcome: 'refused', permanent, code, note }
}

function unclear(code: string, note: string): Sent {
  return { outcome: 'unclear', code, note }
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}
