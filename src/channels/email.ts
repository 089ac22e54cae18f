import { createHash } from 'node:crypto'
import { nameForMail } from '../kernel/text.ts'
import { ANSWER_MS } from './post.ts'
import { oneLine, plainText, safeNote } from './safe-text.ts'
import { deliver, knock, type MailServer } from './smtp.ts'
import type { Email, EmailChannel, Sent } from './types.ts'

/** What a mail server is given: an address is one word around an @, so that nothing else can ride along. */
const ADDRESS = /^[^\s<>@,;:"\\()[\]]+@[^\s<>@,;:"\\()[\]]+$/

/**
 * E-mail by SMTP, a connection for each mail: a shared one that dies between two mails leaves open what became of the
 * second. SMTP knows no key, so that a repeated mail arrives twice.
 */
export function emailChannel(
  settings: { url: string; from: string },
  options: { answerMs?: number | undefined; signal?: AbortSignal } = {},
): EmailChannel {
  const server = serverOf(settings.url, options.answerMs ?? ANSWER_MS)
  return {
    honoursKey: false,
    async send(mail: Email): Promise<Sent> {
      const to = mail.to.address.trim()
      if (!ADDRESS.test(to) || to.length > 254)
        return { outcome: 'refused', permanent: true, code: 'email.address', note: 'That is not an e-mail address.' }
      const from = await senderOf(settings.from)
      if (!from)
        return {
          outcome: 'refused',
          permanent: false,
          code: 'email.sender',
          note: 'MAIL_FROM names no e-mail address.',
        }
      const messageId = messageIdOf(mail.key, from.address)
      const { envelope, content } = await compose(mail, { to, from, messageId })
      const sent = await deliver(server, envelope, content, options.signal)
      const hidden = [to, to.split('@')[0]!, mail.to.name ?? '', from.address, server.credentials?.pass ?? '']
      return sent.outcome === 'accepted'
        ? { outcome: 'accepted', providerId: messageId, note: safeNote(sent.reply, hidden) }
        : { ...sent, note: safeNote(sent.note, hidden) }
    },
  }
}

/**
 * Connects as a mail would be sent, signs in and leaves, sending nothing. Undefined when all went well, else why not; the note
 * holds no password.
 */
export async function tryEmail(
  settings: { url: string; from: string },
  answerMs: number = ANSWER_MS,
): Promise<{ code: string; note: string } | undefined> {
  if (!(await senderOf(settings.from))) return { code: 'email.sender', note: 'MAIL_FROM names no e-mail address.' }
  const server = serverOf(settings.url, answerMs)
  const failure = await knock(server)
  return failure && { code: failure.code, note: safeNote(failure.note, [server.credentials?.pass ?? '']) }
}

type Mailbox = { name: string; address: string }

async function compose(mail: Email, head: { to: string; from: Mailbox; messageId: string }) {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  const node = new MailComposer({
    from: head.from,
    to: { name: nameForMail(mail.to.name), address: head.to },
    subject: oneLine(mail.subject),
    messageId: head.messageId,
    // RFC 3834: no answer from a machine is wanted.
    headers: { 'Auto-Submitted': 'auto-generated', ...(mail.unsubscribe && listUnsubscribe(mail.unsubscribe)) },
    text: plainText(mail.text),
    html: mail.html,
    ...(mail.calendar && {
      icalEvent: {
        method: mail.calendar.method,
        content: mail.calendar.content,
        filename: mail.calendar.method === 'CANCEL' ? 'cancelled.ics' : 'appointment.ics',
      },
    }),
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile()
  const content = await node.build()
  const { from, to } = node.getEnvelope()
  return { envelope: { from: from || head.from.address, to, size: content.length }, content }
}

/** RFC 8058: one click of a mail program ends it, without a page. */
function listUnsubscribe(address: string): Record<string, string> {
  return { 'List-Unsubscribe': `<${oneLine(address)}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
}

/** `Mosaic Homes <visits@example.com>` or only an address; undefined for anything else. */
async function senderOf(text: string): Promise<Mailbox | undefined> {
  const { default: addressparser } = await import('nodemailer/lib/addressparser')
  const [sender, ...more] = addressparser(oneLine(text), { flatten: true })
  if (!sender?.address || more.length > 0 || !ADDRESS.test(sender.address)) return undefined
  return { name: oneLine(sender.name ?? ''), address: sender.address }
}

/** RFC 5322, 3.6.4: the same key gives the same id; other characters than an id may hold are hashed away. */
function messageIdOf(key: string, from: string): string {
  const plain = /^[\w-]+(\.[\w-]+)*$/.test(key) && key.length <= 100
  const local = plain ? key : createHash('sha256').update(key).digest('base64url')
  return `<${local}@${from.slice(from.lastIndexOf('@') + 1)}>`
}

/**
 * `smtps` is TLS from the start. Otherwise STARTTLS is used where it is offered, and insisted on before a password leaves
 * this machine. On the loopback interface neither that nor a certificate somebody signed is asked for.
 */
function serverOf(address: string, answerMs: number): MailServer {
  const url = new URL(address)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isHere = host === 'localhost' || host === '::1' || /^127\./.test(host)
  const secure = url.protocol === 'smtps:'
  const user = decodeURIComponent(url.username)
  return {
    host,
    port: url.port ? Number(url.port) : secure ? 465 : 587,
    secure,
    requireTLS: !secure && !isHere && user !== '',
    tls: { rejectUnauthorized: !isHere, minVersion: 'TLSv1.2' },
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: answerMs,
    allowInternalNetworkInterfaces: true,
    ...(user && { credentials: { user, pass: decodeURIComponent(url.password) } }),
  }
}
