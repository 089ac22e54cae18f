import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { selfSignedCertificate } from './certificate.ts'

export type TakenMail = Email & { raw: string; envelopeFrom: string; envelopeTo: string[] }

/** What the server does with the next mails, until told otherwise. */
export type MailBehaviour =
  | { kind: 'take' }
  /** Refuses at a command with a reply such as 550. */
  | { kind: 'refuse'; at: 'connect' | 'sender' | 'recipient' | 'content'; status: number; text?: string }
  /** Ends the connection without a reply: before the content is asked for, or when all of it has come. */
  | { kind: 'drop'; at: 'connect' | 'recipient' | 'content'; keep?: boolean }
  /** Answers late. */
  | { kind: 'slow'; at: 'connect' | 'recipient' | 'content'; ms: number }

export type MailServer = {
  /** For SMTP_URL. */
  url: string
  mails: TakenMail[]
  /** Connections so far. */
  connections(): number
  /** Attempts to log in so far. */
  logins(): number
  behave(behaviour: MailBehaviour): void
  /** Resolves when somebody has come so far, since it was last told how to behave. */
  reached(at: 'connect' | 'recipient' | 'content'): Promise<void>
  /** Resolves with the mails once there are so many. */
  until(count: number, ms?: number): Promise<TakenMail[]>
  close(): Promise<void>
}

/**
 * A mail server on 127.0.0.1 that keeps what it is given. `auth`: it takes mail from nobody else. `tls`: STARTTLS is
 * offered, with a certificate that nobody signed; `secure`: nothing is said without TLS.
 */
export async function startMailServer(
  options: { auth?: { user: string; pass: string }; tls?: boolean; secure?: boolean; port?: number } = {},
): Promise<MailServer> {
  const mails: TakenMail[] = []
  let behaviour: MailBehaviour = { kind: 'take' }
  let connections = 0
  let stage: string | undefined
  let logins = 0

  /** Does what was asked for at this point; false when the connection is gone. */
  async function act(at: string, drop: () => void): Promise<Error | boolean> {
    const now = behaviour
    stage = at
    if (now.kind === 'take' || now.at !== at) return true
    if (now.kind === 'slow') await sleep(now.ms, undefined, { ref: false })
    if (now.kind === 'refuse') {
      const text = now.text ?? 'not by this server'
      return Object.assign(new Error(text), { responseCode: now.status })
    }
    if (now.kind === 'drop') {
      drop()
      return false
    }
    return true
  }

  const server = new SMTPServer({
    authOptional: !options.auth,
    secure: options.secure ?? false,
    ...((options.tls || options.secure) && selfSignedCertificate()),
    allowInsecureAuth: true,
    disabledCommands: [...(options.auth ? [] : ['AUTH']), ...(options.tls ? [] : ['STARTTLS'])],
    logger: false,
    closeTimeout: 100,
    onAuth(login, _session, done) {
      logins++
      if (login.username === options.auth?.user && login.password === options.auth?.pass)
        return done(null, { user: login.username })
      return done(Object.assign(new Error('Invalid user or password'), { responseCode: 535 }))
    },
    onConnect(session, done) {
      connections++
      void act('connect', () => dropAll(session.id)).then(reply => answer(reply, done))
    },
    onMailFrom(_address, session, done) {
      void act('sender', () => dropAll(session.id)).then(reply => answer(reply, done))
    },
    onRcptTo(_address, session, done) {
      void act('recipient', () => dropAll(session.id)).then(reply => answer(reply, done))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        const raw = Buffer.concat(chunks)
        const keep = async () => {
          const mail = await PostalMime.parse(raw, { attachmentEncoding: 'utf8' })
          const { mailFrom, rcptTo } = session.envelope
          mails.push({
            ...mail,
            raw: raw.toString('utf8'),
            envelopeFrom: mailFrom ? mailFrom.address : '',
            envelopeTo: rcptTo.map(({ address }) => address),
          })
        }
        if (behaviour.kind === 'drop' && behaviour.keep) await keep()
        const reply = await act('content', () => dropAll(session.id))
        if (reply === true) await keep()
        answer(reply, done)
      })
    },
  })
  server.on('error', () => {})

  const dropAll = (id: string) => {
    for (const connection of server.connections) {
      const { session, _socket } = connection as unknown as { session: { id: string }; _socket: { destroy(): void } }
      if (session.id === id) _socket.destroy()
    }
  }
  const answer = (reply: Error | boolean, done: (error?: Error | null) => void) => {
    if (reply !== false) done(reply === true ? null : reply)
  }

  await new Promise<void>(done => server.listen(options.port ?? 0, '127.0.0.1', done))
  const { port } = server.server.address() as AddressInfo
  const login = options.auth ? `${encodeURIComponent(options.auth.user)}:${encodeURIComponent(options.auth.pass)}@` : ''
  return {
    url: `${options.secure ? 'smtps' : 'smtp'}://${login}127.0.0.1:${port}`,
    mails,
    connections: () => connections,
    logins: () => logins,
    async reached(at) {
      while (stage !== at) await sleep(10)
    },
    behave(next) {
      behaviour = next
      stage = undefined
    },
    async until(count, ms = 60_000) {
      const end = Date.now() + ms
      while (mails.length < count) {
        if (Date.now() > end) throw new Error(`${mails.length} mails instead of ${count} after ${ms} ms`)
        await sleep(20)
      }
      return mails
    },
    close: () => new Promise(done => server.close(() => done())),
  }
}
