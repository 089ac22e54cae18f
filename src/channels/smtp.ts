import { Readable } from 'node:stream'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection'

export type MailServer = SMTPConnectionOptions & { credentials?: { user: string; pass: string } }

type Envelope = { from: string; to: string[]; size: number }

/** As `Sent`, with what the server said, which may name the address. */
type Delivered =
  | { outcome: 'accepted'; reply: string }
  | { outcome: 'refused'; permanent: boolean; code: string; note: string }
  | { outcome: 'unclear'; code: string; note: string }

/** A server may keep a connection alive by talking; this ends it. */
const WHOLE_MS = 60_000

/**
 * One mail on one connection. From the moment the server has asked for the content, only its answer says what became of
 * the mail: a connection that ends without one leaves it unclear. Before that moment nothing was taken.
 */
export async function deliver(
  server: MailServer,
  envelope: Envelope,
  content: Buffer,
  signal?: AbortSignal,
): Promise<Delivered> {
  const { default: Connection } = await import('nodemailer/lib/smtp-connection')
  const { credentials, ...options } = server
  const connection = new Connection(options)
  let isHandedOver = false
  // Read for the first time when the server has answered DATA with 354.
  const message = new Readable({
    read() {
      isHandedOver = true
      this.push(content)
      this.push(null)
    },
  })
  try {
    const reply = await within(connection, signal, async () => {
      await enter(connection, credentials)
      return await new Promise<string>((done, fail) =>
        connection.send(envelope, message, (error, info) => (error ? fail(error) : done(info?.response ?? ''))),
      )
    })
    connection.quit()
    return { outcome: 'accepted', reply }
  } catch (error) {
    connection.close()
    return explain(error as SmtpError, isHandedOver)
  }
}

/** Connects, signs in and leaves. Undefined when the server lets us in. */
export async function knock(server: MailServer): Promise<{ code: string; note: string } | undefined> {
  const { default: Connection } = await import('nodemailer/lib/smtp-connection')
  const { credentials, ...options } = server
  const connection = new Connection(options)
  try {
    await within(connection, undefined, () => enter(connection, credentials))
    connection.quit()
    return undefined
  } catch (error) {
    connection.close()
    const failed = explain(error as SmtpError, false)
    return failed.outcome === 'refused' ? failed : { code: 'email.connection', note: 'The connection ended.' }
  }
}

async function enter(connection: SMTPConnection, credentials: MailServer['credentials']): Promise<void> {
  await new Promise<void>((done, fail) => connection.connect(error => (error ? fail(error) : done())))
  if (credentials)
    await new Promise<void>((done, fail) =>
      connection.login({ ...credentials, credentials }, error => (error ? fail(error) : done())),
    )
}

type SmtpError = NodeJS.ErrnoException & {
  responseCode?: number
  response?: string
  command?: string
  originalCode?: string
}

/** Errors of the connection are events, whatever is under way. */
function within<Result>(
  connection: SMTPConnection,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>()
  const give = (message: string, error: object) => reject(Object.assign(new Error(message), error))
  const stop = () => give('told to stop', { code: 'ECONNECTION', originalCode: 'stopped' })
  const timer = setTimeout(() => give('no end in sight', { code: 'ETIMEDOUT' }), WHOLE_MS)
  signal?.addEventListener('abort', stop)
  // Stays for the life of the connection: one that dies after its answer must not end the process.
  connection.on('error', reject)
  connection.once('end', () => give('the connection ended', { code: 'ECONNECTION' }))
  if (signal?.aborted) stop()
  else work().then(resolve, reject)
  return promise.finally(() => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  })
}

/** What Node calls certificates that nobody vouches for and handshakes that fail. */
const UNSAFE = /CERT|SIGNED|UNABLE_TO_|TLS|SSL|EPROTO|ALTNAME/

/** Codes of replies that ask for another login, whatever they answer. */
const LOGIN = [454, 530, 534, 535, 538]

function explain(error: SmtpError, isHandedOver: boolean): Delivered {
  const status = error.responseCode
  const refused = (code: string, note: string, permanent = false): Delivered => ({
    outcome: 'refused',
    permanent,
    code,
    note,
  })
  // A reply cut off by the end of the connection says nothing of content that was sent.
  const isAnswer = status !== undefined && !(isHandedOver && error.command === 'CONN')
  if (isHandedOver && !isAnswer)
    return error.code === 'ETIMEDOUT'
      ? {
          outcome: 'unclear',
          code: 'email.no_answer',
          note: 'The mail server did not answer in time after the content.',
        }
      : { outcome: 'unclear', code: 'email.lost', note: 'The connection to the mail server ended after the content.' }
  if (error.code === 'EAUTH' || (isAnswer && LOGIN.includes(status)))
    return refused('email.login', `The mail server wants another user or password: ${error.response ?? 'no reply'}`)
  if (error.code === 'ETLS' || UNSAFE.test(error.originalCode ?? ''))
    return refused('email.tls', `No safe connection to the mail server (${error.originalCode ?? 'TLS'}).`)
  if (isAnswer) {
    const isAboutThisMail = error.command === 'RCPT TO' || error.command === 'DATA'
    const isFinal = status >= 500 && status !== 503
    return refused(`email.${status}`, error.response ?? String(status), isAboutThisMail && isFinal)
  }
  if (error.code === 'ETIMEDOUT') return refused('email.no_answer', 'The mail server did not answer in time.')
  if (error.code === 'EENVELOPE' || error.code === 'EMESSAGE')
    return refused(
      'email.unsendable',
      'The mail cannot be sent by this mail server: too large, or an unusual address.',
      true,
    )
  return refused(
    'email.connection',
    `The mail server could not be reached (${error.originalCode ?? error.code ?? 'unknown'}).`,
  )
}
